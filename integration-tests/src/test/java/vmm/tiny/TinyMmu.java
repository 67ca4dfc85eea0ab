package vmm.tiny;

import java.util.Optional;
import vmm.api.mmu.MmuModel;
import vmm.api.mmu.PageTableFormat;

/**
 * What the MMU offers to strategies. There are no switches that change what an entry means, so one
 * format is the guest's, the real one, and that of guests without translation.
 */
enum TinyMmu implements MmuModel {
  /** The one value. */
  MODEL;

  @Override
  public PageTableFormat unpagedFormat() {
    return TinyFormat.FORMAT;
  }

  @Override
  public PageTableFormat realFormat(PageTableFormat guest) {
    return guest;
  }

  @Override
  public Optional<PageTableFormat> secondStage() {
    return Optional.of(TinySecondStage.FORMAT);
  }
}
