package vmm.api.mmu;

import java.util.Optional;

/**
 * What an architecture's MMU offers to whoever virtualizes it. Strategies see an architecture
 * through this alone.
 */
public interface MmuModel {
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

  /**
   * Highest hpa that every format of this MMU can hold: memory and tables of a machine lie at or
   * below it.
   */
  default long maxAddress() {
    return unpagedFormat().maxAddress();
  }
}
