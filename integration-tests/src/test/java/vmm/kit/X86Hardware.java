package vmm.kit;

import java.util.function.Supplier;
import vmm.api.memory.HostMemory;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.Privilege;
import vmm.api.mmu.RealView;
import vmm.api.mmu.Translation;
import vmm.api.mmu.TranslationRegime;
import vmm.x86.mmu.GuestPaging;
import vmm.x86.mmu.X86PageFormat;
import vmm.x86.mmu.X86Walker;

/** The walker of the simulated x86 processor, as hardware for the kit. */
final class X86Hardware implements HardwareWalker {
  private final X86Walker walker;
  private final GuestPaging paging = new GuestPaging();
  private final Supplier<TranslationRegime> regime;

  X86Hardware(HostMemory memory, Supplier<TranslationRegime> regime) {
    this.walker = new X86Walker(memory);
    this.regime = regime;
  }

  @Override
  public void programmed(RealView view) {
    walker.load(view);
  }

  @Override
  public Translation translate(
      RealView view, long gva, AccessType access, Privilege privilege, boolean quiet) {
    switch (regime.get()) {
      case TranslationRegime.Identity _ -> paging.setUnpaged();
      case TranslationRegime.Tables tables -> {
        paging.setPaged((X86PageFormat) tables.format(), tables.rootGpa());
        for (int index = 0; index < tables.preloaded().size(); index++) {
          paging.preloaded[index] = tables.preloaded().get(index);
        }
      }
      case TranslationRegime.FilledTlb filled ->
          throw new IllegalArgumentException("a regime without tables: " + filled);
    }
    return walker.translate(view, paging, gva, access, privilege, quiet);
  }
}
