package vmm.kit;

import java.util.List;
import vmm.api.memory.MemoryVirtualization;
import vmm.api.mmu.PageTableFormat;
import vmm.x86.mmu.LegacyPaging;
import vmm.x86.mmu.PaePaging;
import vmm.x86.mmu.X86MmuModel;

/** The formats of x86 between which a guest switches, on the walker of the simulated processor. */
final class X86Setups {
  private static final int ADDRESS_BITS = 36;

  private X86Setups() {}

  static List<List<? extends PageTableFormat>> formats() {
    return List.of(
        List.of(
            new LegacyPaging(true, ADDRESS_BITS, true, true),
            new LegacyPaging(true, ADDRESS_BITS, false, false)),
        List.of(
            new LegacyPaging(true, ADDRESS_BITS, false, true),
            new LegacyPaging(false, 32, true, false)),
        List.of(
            new PaePaging(true, ADDRESS_BITS, true, true),
            new PaePaging(false, ADDRESS_BITS, false, true)));
  }

  static HistorySetup setup(
      List<? extends PageTableFormat> formats,
      boolean disciplined,
      MemoryVirtualization.Factory strategy) {
    return new HistorySetup(
        X86MmuModel.STANDARD, List.copyOf(formats), disciplined, strategy, X86Hardware::new);
  }
}
