package vmm.ppc.system;

import static vmm.ppc.PpcRegisters.EPLC;
import static vmm.ppc.PpcRegisters.EPSC;

import java.util.function.LongSupplier;
import vmm.api.cpu.CpuContext;
import vmm.api.cpu.GuestMemory;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.Privilege;

/**
 * Loads, stores and cache management in another process's space (Power ISA 2.06 Book III-E, section
 * 5.7, category External PID).
 */
final class ExternalPidUnit {
  private static final int DOUBLEWORD = 8;

  private ExternalPidUnit() {}

  /** An access with the privilege that the register says. */
  private interface Access {
    long by(GuestMemory memory, Privilege privilege);
  }

  private static long access(CpuContext cpu, int register, long gva, Access access) {
    Privileges.privileged(cpu, "external-pid", gva);
    ExternalPid pid = ExternalPid.of(cpu.slots()[register]);
    Privilege privilege = pid.user() ? Privilege.USER : Privilege.SUPERVISOR;
    LongSupplier accesses = () -> access.by(cpu.memory(), privilege);
    return PpcCore.of(cpu).regimes().during(cpu, pid, accesses);
  }

  /** Loads big-endian. */
  static long load(CpuContext cpu, int bits, long gva) {
    return swap(bits, access(cpu, EPLC, gva, (m, privilege) -> m.load(bits, gva, privilege)));
  }

  /** Stores big-endian. */
  static void store(CpuContext cpu, int bits, long gva, long value) {
    access(
        cpu,
        EPSC,
        gva,
        (m, privilege) -> {
          m.store(bits, gva, swap(bits, value), privilege);
          return 0;
        });
  }

  private static long swap(int bits, long value) {
    return Long.reverseBytes(value) >>> (64 - bits);
  }

  /** Translates as a load does. */
  static void probe(CpuContext cpu, long gva) {
    access(
        cpu,
        EPLC,
        gva,
        (m, privilege) -> {
          m.probe(gva, 1, AccessType.READ, privilege);
          return 0;
        });
  }

  /** Clears the line of an address. */
  static void clearLine(CpuContext cpu, long gva) {
    int line = PpcCore.of(cpu).model().cacheLine();
    long first = gva & -line;
    access(
        cpu,
        EPSC,
        gva,
        (m, privilege) -> {
          LineClearing.check(cpu, gva, privilege);
          for (int i = 0; i < line; i += DOUBLEWORD) {
            m.store(64, first + i, 0, privilege);
          }
          return 0;
        });
  }
}
