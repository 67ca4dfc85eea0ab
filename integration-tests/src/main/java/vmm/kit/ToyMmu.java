package vmm.kit;

import java.util.Optional;
import vmm.api.mmu.PageTableFormat;
import vmm.api.mmu.TableMmu;

/** An MMU of the toy formats. */
public enum ToyMmu implements TableMmu {
  /** The one value. */
  MODEL;

  @Override
  public PageTableFormat unpagedFormat() {
    return ToyFormat.TWO_LEVELS;
  }

  @Override
  public PageTableFormat realFormat(PageTableFormat guest) {
    return ((ToyFormat) guest).withSupervisorObeying(true);
  }

  @Override
  public Optional<PageTableFormat> secondStage() {
    return Optional.of(ToySecondStage.FORMAT);
  }
}
