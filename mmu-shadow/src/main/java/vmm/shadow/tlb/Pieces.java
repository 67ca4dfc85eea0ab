package vmm.shadow.tlb;

import java.util.List;
import org.jspecify.annotations.Nullable;
import vmm.api.mmu.SoftwareTlb;
import vmm.api.mmu.TlbEntry;
import vmm.api.mmu.TlbSpace;

/** Cuts pieces for which one real entry is right out of the pages of the guest's entries. */
final class Pieces {
  /** Sizes of real pages, the largest first. */
  private final int[] shifts;

  /** Makes pieces of the given sizes: log2 of bytes, ascending. */
  Pieces(List<Integer> pageShifts) {
    this.shifts = pageShifts.reversed().stream().mapToInt(Integer::intValue).toArray();
  }

  /** log2 of the smallest piece. */
  int smallestShift() {
    return shifts[shifts.length - 1];
  }

  /**
   * The largest piece of a guest's page around {@code gva}, with gpa for its address.
   *
   * @param space what the accesses match; entries in lower slots that it admits count before
   * @param slot where the entry is, or is about to be
   * @param limit log2 of the largest block around its gpa that memory has in one piece
   * @return null if not even the smallest real page fits
   */
  @Nullable TlbEntry around(
      long gva, SoftwareTlb guest, TlbSpace space, int slot, TlbEntry entry, int limit) {
    int most = Math.min(limit, entry.pageShift());
    for (int shift : shifts) {
      if (shift <= most) {
        TlbEntry piece = cut(entry, gva, shift);
        if (!hidden(piece, guest, space, slot)) {
          return piece;
        }
      }
    }
    return null;
  }

  private static TlbEntry cut(TlbEntry entry, long gva, int shift) {
    long first = gva & -(1L << shift);
    return new TlbEntry(
        first, shift, entry.translate(first), entry.rights(), entry.space(), entry.id());
  }

  /** Whether for a part of the piece an entry in a lower slot counts. */
  private static boolean hidden(TlbEntry piece, SoftwareTlb guest, TlbSpace space, int slot) {
    for (int lower = 0; lower < slot; lower++) {
      TlbEntry entry = guest.entry(lower);
      if (entry != null && entry.overlaps(piece) && space.admits(entry)) {
        return true;
      }
    }
    return false;
  }
}
