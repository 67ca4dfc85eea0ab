package vmm.ppc.mmu;

import java.util.Arrays;

/**
 * The architected logical-to-real address translation array, which a hypervisor on the core writes
 * by tlbwe with MAS0[ATSEL] (Power ISA 2.06 Book III-E, section 6.9). Not to be confused with the
 * second stage that the VMM below programs.
 */
public final class Lrat {
  /** Number of entries. */
  public static final int ENTRIES = 8;

  private final Entry[] entries = new Entry[ENTRIES];

  private record Entry(boolean valid, long logical, int shift, long real, int lpid) {}

  /** Makes an empty array. */
  public Lrat() {
    reset();
  }

  /** Empties every entry. */
  public void reset() {
    Arrays.fill(entries, new Entry(false, 0, 0, 0, 0));
  }

  /**
   * Writes an entry.
   *
   * @param shift log2 of its size in bytes
   * @param lpid the partition whose logical addresses it translates
   */
  public void write(int index, boolean valid, long logical, int shift, long real, int lpid) {
    long page = -1L << shift;
    entries[index % ENTRIES] = new Entry(valid, logical & page, shift, real & page, lpid);
  }

  /**
   * The real address of a logical page.
   *
   * @param pageShift log2 of the page's size in bytes, which an entry must be able to hold
   * @return the real address, or -1 if no entry translates all of the page
   */
  public long translate(long logical, int pageShift, int lpid) {
    for (Entry entry : entries) {
      if (entry.valid
          && entry.lpid == lpid
          && entry.shift >= pageShift
          && (entry.logical ^ logical) >>> entry.shift == 0) {
        return entry.real | (logical & ((1L << entry.shift) - 1));
      }
    }
    return -1;
  }
}
