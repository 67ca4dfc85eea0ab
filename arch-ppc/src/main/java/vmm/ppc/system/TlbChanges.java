package vmm.ppc.system;

import org.jspecify.annotations.Nullable;
import vmm.api.cpu.CpuContext;
import vmm.api.mmu.TlbEntry;
import vmm.api.trap.Trap;
import vmm.ppc.mmu.PpcMmu;

/** What follows when the guest has changed a slot of its TLB. */
final class TlbChanges {
  private TlbChanges() {}

  /**
   * Brings the hardware up to date. Where the second stage has nothing for the entry, the VMM
   * either fills it or gives the slot a real part by hand.
   *
   * @param old what the slot held
   */
  static void settle(CpuContext cpu, int slot, @Nullable TlbEntry old) {
    PpcMmu mmu = PpcCore.of(cpu).mmu();
    TlbEntry now = mmu.guest().entry(slot);
    if (!mmu.changed(slot, old) && now != null) {
      cpu.trap(new Trap.SecondStageMiss(slot, now));
      mmu.place(slot, now);
    }
  }
}
