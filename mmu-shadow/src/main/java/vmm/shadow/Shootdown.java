package vmm.shadow;

import vmm.api.mmu.RealMmu;

/**
 * Collects what the TLB must forget and tells it in one go.
 *
 * <p>Coherence: the guest must not run between a change of the real view and {@link #flush}.
 */
final class Shootdown {
  /** From this number of pages on it is cheaper to forget everything. */
  private static final int MOST_PAGES = 32;

  private final long[] pages = new long[MOST_PAGES];
  private int count;
  private boolean all;

  void page(long gva) {
    if (all) {
      return;
    }
    for (int i = 0; i < count; i++) {
      if (pages[i] == gva) {
        return;
      }
    }
    if (count == MOST_PAGES) {
      all();
    } else {
      pages[count++] = gva;
    }
  }

  void all() {
    all = true;
  }

  void flush(RealMmu mmu) {
    if (all) {
      mmu.invalidateAll();
    } else {
      for (int i = 0; i < count; i++) {
        mmu.invalidatePage(pages[i]);
      }
    }
    all = false;
    count = 0;
  }
}
