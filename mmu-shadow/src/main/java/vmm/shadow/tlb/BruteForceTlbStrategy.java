package vmm.shadow.tlb;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import vmm.api.memory.Frame;
import vmm.api.memory.PageGrant;
import vmm.api.memory.StrategyHost;
import vmm.api.mmu.SoftwareTlb;
import vmm.api.mmu.TlbEntry;
import vmm.api.mmu.TlbMmu;

/**
 * Strategy {@code brute-force} where software fills the TLB: what the guest writes goes into the
 * real TLB at once, with the real address for the guest's. Where memory is scattered the largest
 * pieces go in; what is left, and what the guest has of shared memory, follows on hidden misses.
 */
final class BruteForceTlbStrategy extends OneStageTlbStrategy {
  /** Blocks of memory that are looked at for one entry: a large one over nothing is no work. */
  private static final int MOST_LOOKS = 64;

  /** One entry of the guest's takes at most this part of the real TLB when it is written. */
  private static final int SHARE_OF_SLOTS = 4;

  private long installedAtOnce;

  private record Found(TlbEntry piece, PageGrant.Backed backed) {}

  private static final Comparator<Found> LARGEST_FIRST =
      Comparator.comparingInt((Found found) -> found.piece.pageShift()).reversed();

  BruteForceTlbStrategy(StrategyHost host, TlbMmu mmu) {
    super(host, mmu);
  }

  @Override
  public Map<String, Long> figures() {
    Map<String, Long> figures = super.figures();
    figures.put("real entries installed at once", installedAtOnce);
    return figures;
  }

  /**
   * An entry of every id is installed for the spaces in use now, others where they belong; the
   * spaces that were used last come first.
   */
  @Override
  void entryWritten(int slot, TlbEntry next) {
    SoftwareTlb guest = present().tlb();
    int left = Math.max(1, real.slots() / SHARE_OF_SLOTS);
    for (Map.Entry<ContextKey, Integer> use : contexts.latestFirst()) {
      ContextKey key = use.getKey();
      int context = use.getValue();
      if (key.space().admits(next)
          && (next.rights() & key.rights()) != 0
          && (next.id() != 0 || isCurrent(context))) {
        left -= install(key, context, guest, slot, next, left);
      }
    }
  }

  /** Installs the largest pieces for one context, at most so many; returns how many. */
  private int install(
      ContextKey key, int context, SoftwareTlb guest, int slot, TlbEntry next, int most) {
    if (most <= 0) {
      return 0;
    }
    List<Found> found = find(key, guest, slot, next);
    found.sort(LARGEST_FIRST);
    int count = Math.min(most, found.size());
    for (Found f : found.subList(0, count)) {
      install(key, context, slot, next, f.piece, f.piece.gva(), f.backed);
    }
    installedAtOnce += count;
    return count;
  }

  /** The pieces of the entry's page which are the guest's own memory. */
  private List<Found> find(ContextKey key, SoftwareTlb guest, int slot, TlbEntry next) {
    List<Found> found = new ArrayList<>();
    long smallest = Math.min(Frame.SIZE, 1L << pieces.smallestShift());
    long offset = 0;
    for (int looks = 0; looks < MOST_LOOKS && offset < 1L << next.pageShift(); looks++) {
      long gva = next.gva() + offset;
      long step = Frame.SIZE;
      long gpa = canonical(next.translate(gva));
      if (physMap.peek(gpa) instanceof PageGrant.Backed now
          && now.writable()
          && physMap.resolve(gpa, false) instanceof PageGrant.Backed backed) {
        TlbEntry piece = pieces.around(gva, guest, key.space(), slot, next, blockShift(backed));
        step = piece == null ? smallest : 1L << piece.pageShift();
        if (piece != null) {
          found.add(new Found(piece, backed));
        }
      }
      offset += step;
    }
    return found;
  }
}
