package vmm.ppc.mmu;

import vmm.api.mmu.TlbEntry;

/**
 * Pages of which the 440's shadow TLBs may hold what the TLB holds no longer: tlbwe leaves them
 * alone, and context synchronization empties them (PPC440x5 User's Manual, section 5.5, "Shadow TLB
 * arrays": any interrupt, isync, rfi, rfci, rfmci, sc). Here the engine's cache of translations is
 * both shadow TLBs. It holds more than their 8 and 4 entries, so old translations may count longer
 * than on hardware, but never longer than the manual allows.
 */
final class StalePages {
  /** Many times what the shadow TLBs hold: by then hardware has replaced what it held. */
  private static final int MOST = 64;

  private final TlbWatch watch;
  private final TlbEntry[] entries = new TlbEntry[MOST];
  private int count;

  StalePages(TlbWatch watch) {
    this.watch = watch;
  }

  /** A translation of the page counts no longer, or will be hidden by the entry. */
  void add(TlbEntry entry) {
    if (count == MOST) {
      drop();
    }
    // An entry is written in three words: most often it is the page of before.
    if (count == 0 || !isSamePage(entries[count - 1], entry)) {
      entries[count++] = entry;
    }
  }

  private static boolean isSamePage(TlbEntry one, TlbEntry other) {
    return one.gva() == other.gva() && one.pageShift() == other.pageShift();
  }

  /** Context synchronization. */
  void drop() {
    for (int i = 0; i < count; i++) {
      watch.dropped(entries[i]);
    }
    count = 0;
  }
}
