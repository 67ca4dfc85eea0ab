package vmm.x86.system;

import static vmm.x86.X86Registers.BASE;
import static vmm.x86.X86Registers.CR4;
import static vmm.x86.X86Registers.DR0;
import static vmm.x86.X86Registers.DR6;
import static vmm.x86.X86Registers.DR7;
import static vmm.x86.X86Registers.EFLAGS;
import static vmm.x86.X86Registers.EIP;
import static vmm.x86.X86Registers.SEG_CS;

import vmm.api.cpu.CpuContext;
import vmm.x86.Flags;
import vmm.x86.X86Fault;

/** The debug registers (SDM vol. 3, "Debug registers"). */
final class DebugRegisters {
  /** DR6.BD: an access to a debug register while DR7.GD was set. */
  static final long ACCESS_DETECTED = 1 << 13;

  /** DR6.BS: single step. */
  static final long SINGLE_STEP = 1 << 14;

  /** DR6.BT: a switch to a task whose T flag is set. */
  static final long TASK_SWITCH = 1 << 15;

  /** DR7.GD. */
  static final long GENERAL_DETECT = 1 << 13;

  /** What DR6 holds after reset: its reserved bits. */
  static final long DR6_RESET = 0xFFFF_0FF0L;

  /** What DR7 holds after reset: its reserved bit. */
  static final long DR7_RESET = 0x400;

  private static final long DR6_WRITABLE = 0xE00F;
  private static final long DR7_WRITABLE = 0xFFFF_2BFFL;

  private DebugRegisters() {}

  /** MOV to DRn. */
  static void write(CpuContext cpu, int number, long value) {
    int register = select(cpu, number);
    long[] slots = cpu.slots();
    slots[DR0 + register] =
        switch (register) {
          case 6 -> DR6_RESET | (value & DR6_WRITABLE);
          case 7 -> DR7_RESET | (value & DR7_WRITABLE);
          default -> value & 0xFFFF_FFFFL;
        };
  }

  /** MOV from DRn. */
  static long read(CpuContext cpu, int number) {
    return cpu.slots()[DR0 + select(cpu, number)];
  }

  /** DR4 and DR5 are DR6 and DR7 unless CR4.DE is set. */
  private static int select(CpuContext cpu, int number) {
    long[] slots = cpu.slots();
    boolean alias = number == 4 || number == 5;
    if (number > 7 || (alias && (slots[CR4] & ControlRegisters.CR4_DE) != 0)) {
      throw X86Fault.undefined();
    }
    if ((slots[DR7] & GENERAL_DETECT) != 0) {
      slots[DR6] |= ACCESS_DETECTED;
      throw X86Fault.of(X86Fault.DB);
    }
    return alias ? number + 2 : number;
  }

  /** Raises #DB if an instruction breakpoint is at EIP and RF does not say otherwise. */
  static void checkInstruction(CpuContext cpu) {
    long[] slots = cpu.slots();
    if ((slots[EFLAGS] & Flags.RF) != 0) {
      slots[EFLAGS] &= ~(long) Flags.RF;
      return;
    }
    long linear = (slots[BASE + SEG_CS] + cpu.pc()) & 0xFFFF_FFFFL;
    long hits = 0;
    for (int i = 0; i < 4; i++) {
      boolean enabled = (slots[DR7] >>> (2 * i) & 3) != 0;
      boolean onExecution = (slots[DR7] >>> (16 + 4 * i) & 3) == 0;
      if (enabled && onExecution && slots[DR0 + i] == linear) {
        hits |= 1L << i;
      }
    }
    if (hits != 0) {
      slots[DR6] |= hits;
      throw X86Fault.of(X86Fault.DB);
    }
  }

  /** Delivers the #DB of a single step; EIP is the next instruction's. */
  static void singleStep(CpuContext cpu) {
    cpu.slots()[DR6] |= SINGLE_STEP;
    Delivery.deliver(cpu, X86Fault.trap(X86Fault.DB));
  }

  /** INT1: a debug trap that no DPL guards. */
  static void trap(CpuContext cpu, long next) {
    cpu.slots()[EIP] = next;
    Delivery.deliver(cpu, X86Fault.trap(X86Fault.DB));
  }
}
