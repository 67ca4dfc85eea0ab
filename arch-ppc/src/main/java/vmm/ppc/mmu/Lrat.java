package vmm.ppc.mmu;

import java.util.Arrays;

/**
 * The architected logical-to-real address translation array, which a hypervisor on the core writes
 * and reads by tlbwe and tlbre with MAS0[ATSEL] (Power ISA 2.06 Book III-E, section 6.9). Not to be
 * confused with the second stage that the VMM below programs.
 */
public final class Lrat {
  /** Number of entries. */
  public static final int ENTRIES = 8;

  /** What entries that nobody has written hold. */
  private static final Entry EMPTY = new Entry(false, 0, 0, 0, 0);

  private final Entry[] entries = new Entry[ENTRIES];

  /**
   * An entry.
   *
   * @param valid whether it translates
   * @param logical first logical address
   * @param size TSIZE: log2 of the size in KiB
   * @param real first real address
   * @param lpid the partition whose logical addresses it translates; 0 for all of them
   */
  public record Entry(boolean valid, long logical, int size, long real, int lpid) {
    private int shift() {
      return 10 + size;
    }

    private boolean translates(long address, int pageShift, int partition) {
      return valid
          && (lpid == partition || lpid == 0)
          && shift() >= pageShift
          && (logical ^ address) >>> shift() == 0;
    }
  }

  /** Makes an empty array. */
  public Lrat() {
    reset();
  }

  /** Empties every entry. */
  public void reset() {
    Arrays.fill(entries, EMPTY);
  }

  /** Writes an entry; of its addresses the bits below its size are dropped. */
  public void write(int index, Entry entry) {
    long page = -1L << entry.shift();
    entries[index % ENTRIES] =
        new Entry(entry.valid, entry.logical & page, entry.size, entry.real & page, entry.lpid);
  }

  /** What an entry holds. */
  public Entry read(int index) {
    return entries[index % ENTRIES];
  }

  /**
   * The real address of a logical page.
   *
   * @param pageShift log2 of the page's size in bytes, which an entry must be able to hold
   * @return the real address, or -1 if no entry translates all of the page
   */
  public long translate(long logical, int pageShift, int lpid) {
    for (Entry entry : entries) {
      if (entry.translates(logical, pageShift, lpid)) {
        return entry.real | (logical & ((1L << entry.shift()) - 1));
      }
    }
    return -1;
  }
}
