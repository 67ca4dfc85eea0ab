package vmm.ppc.mmu;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import vmm.api.mmu.TlbEntry;
import vmm.api.mmu.TlbSpace;

/**
 * The 440's TLB: 64 entries, fully associative, of three words each and a TID (PPC440x5 User's
 * Manual, chapter 5, "Memory management", table 5-1).
 */
public final class WordTlb extends GuestTlb {
  /** Number of entries. */
  public static final int SLOTS = 64;

  /** Number of words of an entry; tlbwe and tlbre with a larger number are invalid. */
  public static final int WORDS = 3;

  /** V, bit 22 of word 0. */
  private static final int VALID = 0x200;

  /** TS, bit 23. */
  private static final int SPACE = 0x100;

  /** The bits that exist: EPN, V, TS and SIZE; RPN and ERPN; U0-3, WIMG, E and the rights. */
  private static final int[] KEPT = {0xFFFF_FFF0, 0xFFFF_FC0F, 0x0000_FFBF};

  /** log2 of the page size in bytes by SIZE (table 5-2); 0 for codes without a meaning. */
  private static final int[] PAGE_SHIFTS = {10, 12, 14, 16, 18, 20, 0, 24, 0, 28, 0, 0, 0, 0, 0, 0};

  private static final int RIGHTS = 0x3F;

  /** Where WIMG and E begin in word 2. */
  private static final int ATTRIBUTES_SHIFT = 7;

  private final int[][] words = new int[WORDS][SLOTS];
  private final int[] tids = new int[SLOTS];

  /** Makes an empty TLB. */
  public WordTlb() {
    super(SLOTS);
  }

  /** What tlbre yields for a word. */
  public int word(int slot, int ws) {
    return words[ws][slot];
  }

  /** The TID, which travels in MMUCR[STID]. */
  public int tid(int slot) {
    return tids[slot];
  }

  /** What a slot would hold after {@link #write}. */
  public @Nullable TlbEntry after(int slot, int ws, int value, int tid) {
    return decode(
        ws == 0 ? value : words[0][slot],
        ws == 1 ? value : words[1][slot],
        ws == 2 ? value : words[2][slot],
        ws == 0 ? tid : tids[slot]);
  }

  /**
   * Writes a word.
   *
   * @param tid MMUCR[STID], which word 0 takes along
   */
  public void write(int slot, int ws, int value, int tid) {
    words[ws][slot] = value & KEPT[ws];
    if (ws == 0) {
      tids[slot] = tid;
    }
    int attributes = words[2][slot] >>> ATTRIBUTES_SHIFT & ATTRIBUTES;
    decoded(slot, decode(words[0][slot], words[1][slot], words[2][slot], tids[slot]), attributes);
  }

  private static @Nullable TlbEntry decode(int word0, int word1, int word2, int tid) {
    int shift = PAGE_SHIFTS[word0 >>> 4 & 15];
    if ((word0 & VALID) == 0 || shift == 0) {
      return null;
    }
    long page = -1L << shift;
    long real = (word1 & 15L) << 32 | (word1 & 0xFFFF_FC00L);
    // UX UW UR SX SW SR stand in the order of Rights.
    return new TlbEntry(
        word0 & 0xFFFF_FC00L & page,
        shift,
        real & page,
        word2 & RIGHTS,
        (word0 & SPACE) != 0 ? 1 : 0,
        tid);
  }

  @Override
  int unhidden(TlbSpace space, long gva, int pageShift) {
    int shift = pageShift;
    for (int slot = 0; slot < SLOTS; slot++) {
      TlbEntry entry = entry(slot);
      if (entry != null && space.admits(entry)) {
        if (entry.covers(gva)) {
          break; // the one that counts
        }
        int lastDifference = 63 - Long.numberOfLeadingZeros(entry.gva() ^ gva);
        shift = Math.min(shift, lastDifference);
      }
    }
    return shift;
  }

  @Override
  public void reset() {
    for (int slot = 0; slot < SLOTS; slot++) {
      for (int[] word : words) {
        word[slot] = 0;
      }
      tids[slot] = 0;
      decoded(slot, null, 0);
    }
  }

  @Override
  public void preset(int slot, long effectivePage, long realAddress, long bytes) {
    int size = Arrays.binarySearch(PAGE_SHIFTS, 0, 6, Long.numberOfTrailingZeros(bytes));
    if (size < 0) {
      size = bytes == 1 << 24 ? 7 : 9;
    }
    write(slot, 0, (int) effectivePage | VALID | size << 4, 0);
    write(slot, 1, (int) (realAddress & 0xFFFF_FC00L | realAddress >>> 32 & 15), 0);
    write(slot, 2, RIGHTS, 0);
  }
}
