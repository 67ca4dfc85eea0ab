package vmm.tiny;

import java.util.Optional;
import vmm.api.mmu.PageTableFormat;
import vmm.api.mmu.TableMmu;

/**
 * What the MMU offers to strategies. There are no switches that change what an entry means, so one
 * format is the guest's, the real one, and that of guests without translation.
 */
enum TinyMmu implements TableMmu {
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
