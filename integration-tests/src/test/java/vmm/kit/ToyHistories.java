package vmm.kit;

import java.util.List;
import vmm.api.mmu.PageTableFormat;
import vmm.api.mmu.TableMmu;

/** The contract on the toy formats. */
abstract class ToyHistories extends HistoryContract {
  @Override
  protected TableMmu model() {
    return ToyMmu.MODEL;
  }

  @Override
  protected List<List<? extends PageTableFormat>> formats() {
    return List.of(
        both(ToyFormat.TWO_LEVELS), both(ToyFormat.PRELOADED), both(ToyFormat.THREE_LEVELS));
  }

  private static List<ToyFormat> both(ToyFormat format) {
    return List.of(format, format.withSupervisorObeying(false));
  }
}
