package vmm.ppc.translate;

import vmm.api.cpu.CpuContext;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.Privilege;

/** What helpers need to access guest memory. */
final class GuestAccess {
  /** The bits of an address. */
  static final long MASK = 0xFFFF_FFFFL;

  private GuestAccess() {}

  /** The privilege that {@link Block#userFlag} means. */
  static Privilege privilege(long userFlag) {
    return (userFlag & 1) != 0 ? Privilege.USER : Privilege.SUPERVISOR;
  }

  /** Probes a range that may run over the end of the address space. */
  static void probe(CpuContext cpu, long gva, int bytes, AccessType access, Privilege privilege) {
    int before = (int) Math.min(bytes, MASK + 1 - gva);
    if (before > 0) {
      cpu.memory().probe(gva, before, access, privilege);
    }
    if (bytes > before) {
      cpu.memory().probe(0, bytes - before, access, privilege);
    }
  }
}
