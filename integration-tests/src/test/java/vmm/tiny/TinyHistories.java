package vmm.tiny;

import java.util.List;
import java.util.function.Supplier;
import vmm.api.memory.HostMemory;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.PageTableFormat;
import vmm.api.mmu.Privilege;
import vmm.api.mmu.RealView;
import vmm.api.mmu.TableMmu;
import vmm.api.mmu.Translation;
import vmm.api.mmu.TranslationRegime;
import vmm.kit.HardwareWalker;
import vmm.kit.HistoryContract;
import vmm.kit.HistorySetup;

/** The contract of a strategy on this architecture's tables and its own walker. */
abstract class TinyHistories extends HistoryContract {
  @Override
  protected TableMmu model() {
    return TinyMmu.MODEL;
  }

  /** Guests of the kit switch between two formats of a set: here they are the same. */
  @Override
  protected List<List<? extends PageTableFormat>> formats() {
    return List.of(List.of(TinyFormat.FORMAT, TinyFormat.FORMAT));
  }

  @Override
  protected HistorySetup setup(List<? extends PageTableFormat> formats, boolean disciplined) {
    return new HistorySetup(model(), List.copyOf(formats), disciplined, strategy(), Hardware::new);
  }

  /** The walker as hardware for the kit. It preloads nothing. */
  private static final class Hardware implements HardwareWalker {
    private final TinyWalker walker;
    private final Supplier<TranslationRegime> regime;

    Hardware(HostMemory memory, Supplier<TranslationRegime> regime) {
      this.walker = new TinyWalker(memory);
      this.regime = regime;
    }

    @Override
    public void programmed(RealView view) {}

    @Override
    public Translation translate(
        RealView view, long gva, AccessType access, Privilege privilege, boolean quiet) {
      return walker.translate(view, regime.get(), gva, access, privilege, quiet);
    }
  }
}
