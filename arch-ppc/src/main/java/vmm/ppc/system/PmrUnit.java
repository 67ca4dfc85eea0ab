package vmm.ppc.system;

import static vmm.ppc.PpcRegisters.MSR;
import static vmm.ppc.PpcRegisters.MSRP;
import static vmm.ppc.PpcRegisters.PMC0;
import static vmm.ppc.PpcRegisters.PMGC0;
import static vmm.ppc.PpcRegisters.PMLCA0;
import static vmm.ppc.PpcRegisters.PMLCB0;

import vmm.api.cpu.CpuContext;
import vmm.ppc.InterruptType;
import vmm.ppc.Msr;
import vmm.ppc.PpcFault;

/**
 * mfpmr and mtpmr (e500 Core Family Reference Manual, chapter 7, "Performance monitor"). The
 * registers keep what is written; nothing is counted.
 */
final class PmrUnit {
  /** The bit of a number that user code cannot reach; without it a register can only be read. */
  private static final int PRIVILEGED_NUMBER = 0x10;

  private static final int COUNTERS = 4;
  private static final int NOWHERE = -1;
  private static final long WORD = 0xFFFF_FFFFL;

  private PmrUnit() {}

  static long read(CpuContext cpu, int number) {
    check(cpu, number, false);
    return cpu.slots()[slot(number)];
  }

  static void write(CpuContext cpu, int number, long value) {
    check(cpu, number, true);
    cpu.slots()[slot(number)] = value & WORD;
  }

  private static int slot(int number) {
    int counter = number & 15;
    int kind = number & ~(PRIVILEGED_NUMBER | 15);
    if (counter >= COUNTERS || (kind == 384 && counter != 0)) {
      return NOWHERE;
    }
    return switch (kind) {
      case 0 -> PMC0 + counter;
      case 128 -> PMLCA0 + counter;
      case 256 -> PMLCB0 + counter;
      case 384 -> PMGC0;
      default -> NOWHERE;
    };
  }

  private static void check(CpuContext cpu, int number, boolean write) {
    boolean privileged = (number & PRIVILEGED_NUMBER) != 0;
    if (privileged && Privileges.user(cpu)) {
      throw PpcFault.program(PpcFault.ESR_PPR);
    }
    if (slot(number) == NOWHERE || (write && !privileged)) {
      throw PpcFault.program(PpcFault.ESR_PIL);
    }
    if (privileged) {
      Privileges.announce(cpu, write ? "mtpmr" : "mfpmr", number);
      requireMonitor(cpu);
    }
  }

  /** With MSRP[PMMP] the hypervisor keeps the monitor to itself. */
  private static void requireMonitor(CpuContext cpu) {
    long[] slots = cpu.slots();
    if ((slots[MSR] & Msr.GS) != 0 && (slots[MSRP] & Msr.PMM) != 0) {
      throw PpcFault.of(InterruptType.HYPERVISOR_PRIVILEGE);
    }
  }
}
