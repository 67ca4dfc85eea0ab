package vmm.api.mmu;

import java.util.Optional;

/** An MMU that walks tables in memory. */
public non-sealed interface TableMmu extends MmuModel {
  /**
   * The format of the VMM's own first-stage tables for guests that run without translation. It must
   * be able to map all of guest-physical space that a board uses.
   */
  PageTableFormat unpagedFormat();

  /**
   * The format in which the VMM's tables stand in for guest tables of {@code guest}: same geometry,
   * with real write protection always on.
   */
  PageTableFormat realFormat(PageTableFormat guest);

  /** The format of second-stage tables, if the hardware has them. */
  Optional<PageTableFormat> secondStage();

  @Override
  default long maxAddress() {
    return unpagedFormat().maxAddress();
  }
}
