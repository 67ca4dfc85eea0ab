package vmm.shadow;

import java.util.LinkedHashSet;
import java.util.Set;
import vmm.api.mmu.RealMmu;

/**
 * Collects what the TLB must forget and tells it in one go.
 *
 * <p>Coherence: the guest must not run between a change of the real view and {@link #flush}.
 */
final class Shootdown {
  /** From this number of pages on it is cheaper to forget everything. */
  private static final int MOST_PAGES = 32;

  private final Set<Long> pages = new LinkedHashSet<>();
  private boolean all;

  void page(long gva) {
    if (!all && pages.add(gva) && pages.size() > MOST_PAGES) {
      all();
    }
  }

  void all() {
    all = true;
    pages.clear();
  }

  void flush(RealMmu mmu) {
    if (all) {
      mmu.invalidateAll();
    } else {
      pages.forEach(mmu::invalidatePage);
    }
    all = false;
    pages.clear();
  }
}
