package vmm.ppc.system;

import vmm.api.cpu.CpuContext;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.Privilege;
import vmm.ppc.InterruptType;
import vmm.ppc.PpcFault;
import vmm.ppc.mmu.PpcMmu;

/** What dcbz must find. */
final class LineClearing {
  private LineClearing() {}

  /**
   * Raises an alignment interrupt if a line lies in a page that is write-through or caching
   * inhibited (PPC440x5 User's Manual, "Alignment Interrupt"; e500 Core Family Reference Manual,
   * "Alignment interrupt"); interrupts of the store come before it.
   */
  static void check(CpuContext cpu, long gva, Privilege privilege) {
    PpcCore core = PpcCore.of(cpu);
    PpcMmu mmu = core.mmu();
    if (mmu.bypassesCache(core.regime(cpu.slots()).data(), gva)) {
      cpu.memory().probe(gva, 1, AccessType.WRITE, privilege);
      throw PpcFault.at(InterruptType.ALIGNMENT, PpcFault.ESR_ST, gva);
    }
  }
}
