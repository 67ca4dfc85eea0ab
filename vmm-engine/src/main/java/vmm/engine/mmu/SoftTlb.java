package vmm.engine.mmu;

import java.util.Arrays;
import vmm.api.memory.Frame;
import vmm.api.mmu.Privilege;

/**
 * A cache of translations of 4 KiB pages to plain memory, direct-mapped, one array per kind of
 * access. An entry is two words: a tag, and what to add to a gva to get the hpa. The tag is the
 * page number of the gva with an id above it that stands for context and privilege.
 *
 * <p>Coherence: it holds no translation that the processor's TLB may not hold. A context is flushed
 * by giving it another id. {@link #writes} never has an entry for a frame that holds translated
 * code; {@link #codeWrites} has those.
 *
 * <p>The arrays are public for the interpreter, whose loads and stores are a compare of a tag.
 */
public final class SoftTlb {
  /**
   * Number of entries of an array: enough for 64 MiB. A miss costs a walk, in two stages under
   * nested paging, so a guest that strays over more memory than this covers is much slower;
   * emptying it costs nothing, as contexts get other ids.
   */
  public static final int ENTRIES = 16384;

  /** Number of places that a translation for fetches may have, a power of 2. */
  private static final int FETCH_PLACES = 4;

  /** How far they are from each other. */
  private static final int FETCH_STRIDE = 2 * ENTRIES / FETCH_PLACES;

  /** Position of the id in a tag. */
  private static final int ID_SHIFT = 64 - Frame.SHIFT;

  /** Matches no access: its id is never given out. */
  private static final long EMPTY = -1L;

  /** Two ids, for supervisor and user, are given out at a time; the first and last pair never. */
  private static final int ID_PAIRS = (1 << (64 - ID_SHIFT)) / 2 - 1;

  /** Translations for loads. */
  public final long[] reads = emptyArray();

  /** Translations for stores to frames without code. */
  public final long[] writes = emptyArray();

  /**
   * Translations for fetches, to a {@link CodeAddress}. Where one would be depends on its id too,
   * so that a page of code which several contexts or privileges run from has an entry for each of
   * the last few.
   */
  private final long[] fetches = emptyArray();

  /** Translations for stores to frames that hold code. */
  public final long[] codeWrites = emptyArray();

  /** The id, in place, of the present context of loads and stores, and of the code's privilege. */
  public long key;

  /** The same for fetches. */
  private long fetchKey;

  private final int[] pairs;
  private int fetchContext;
  private int dataContext;
  private int nextPair = 1;
  private Privilege running = Privilege.SUPERVISOR;

  // Where pages larger than 4 KiB may have left more than one entry each.
  private long largeFrom = -1L;
  private long largeTo;
  private int largeShift;

  /** Makes an empty TLB for contexts 0 to {@code contexts} - 1. */
  public SoftTlb(int contexts) {
    pairs = new int[contexts];
    select(0, 0);
  }

  private static long[] emptyArray() {
    long[] array = new long[2 * ENTRIES];
    Arrays.fill(array, EMPTY);
    return array;
  }

  /** Index of the entry in which a translation of {@code gva} would be. */
  public static int index(long gva) {
    // Masked before it is narrowed: HotSpot merges that with the mask of a 32-bit gva.
    return (int) (gva >>> (Frame.SHIFT - 1) & 2 * ENTRIES - 2);
  }

  /**
   * The tag of an access. An access that crosses into another page gets a tag that the entry at its
   * {@link #index} cannot have.
   */
  public static long tag(long gva, int size, long key) {
    return (gva + (size - 1)) >>> Frame.SHIFT | key;
  }

  /** The hpa to which {@code array} translates {@code gva}, or -1. */
  public static long find(long[] array, long gva, int size, long key) {
    int i = index(gva);
    return array[i] == tag(gva, size, key) ? gva + array[i + 1] : -1;
  }

  private static int fetchIndex(long gva, long key) {
    int place = (int) (key >>> ID_SHIFT) & FETCH_PLACES - 1;
    return index(gva) ^ place * FETCH_STRIDE;
  }

  /** The hpa from which code of that privilege comes in the present context, or -1. */
  public long findFetch(long gva, int size, Privilege privilege) {
    return findFetch(gva, size, fetchKey(privilege));
  }

  /** The hpa from which the byte at {@code gva} comes if it is run now, or -1. */
  public long findFetch(long gva) {
    return findFetch(gva, 1, fetchKey);
  }

  private long findFetch(long gva, int size, long key) {
    int i = fetchIndex(gva, key);
    return fetches[i] == tag(gva, size, key) ? gva + fetches[i + 1] : -1;
  }

  /** The key of loads and stores of that privilege in the present context. */
  public long key(Privilege privilege) {
    return key(dataContext, privilege);
  }

  /** The key of fetches of that privilege in the present context. */
  private long fetchKey(Privilege privilege) {
    return key(fetchContext, privilege);
  }

  private long key(int context, Privilege privilege) {
    long id = 2L * pairs[context] + (privilege == Privilege.USER ? 1 : 0);
    return id << ID_SHIFT;
  }

  /** Sets the privilege that code runs at. */
  public void setRunning(Privilege privilege) {
    running = privilege;
    key = key(privilege);
    fetchKey = fetchKey(privilege);
  }

  /** Makes other contexts the present ones. */
  public void select(int newFetchContext, int newDataContext) {
    fetchContext = newFetchContext;
    dataContext = newDataContext;
    if (pairs[fetchContext] == 0 || pairs[dataContext] == 0) {
      assignPairs();
    }
    setRunning(running);
  }

  private void assignPairs() {
    if (nextPair >= ID_PAIRS - 1) {
      clear();
    }
    pairs[dataContext] = pairs[dataContext] == 0 ? nextPair++ : pairs[dataContext];
    pairs[fetchContext] = pairs[fetchContext] == 0 ? nextPair++ : pairs[fetchContext];
  }

  private void clear() {
    Arrays.fill(reads, EMPTY);
    Arrays.fill(writes, EMPTY);
    Arrays.fill(fetches, EMPTY);
    Arrays.fill(codeWrites, EMPTY);
    Arrays.fill(pairs, 0);
    nextPair = 1;
    largeFrom = -1L;
    largeTo = 0;
    largeShift = 0;
  }

  /** Enters a translation for fetches, to a {@link CodeAddress}. */
  public void fillFetch(long gva, long address, int pageShift, Privilege privilege) {
    long key = fetchKey(privilege);
    enter(fetches, fetchIndex(gva, key), gva, address, pageShift, key);
  }

  /** Enters a translation for loads or stores, into one of the arrays. */
  public void fill(long[] array, long gva, long hpa, int pageShift, Privilege privilege) {
    enter(array, index(gva), gva, hpa, pageShift, key(privilege));
  }

  private void enter(long[] array, int i, long gva, long hpa, int pageShift, long tagKey) {
    array[i] = tag(gva, 1, tagKey);
    array[i + 1] = hpa - gva;
    if (pageShift > Frame.SHIFT) {
      long size = 1L << pageShift;
      long base = gva & -size;
      largeFrom = Long.compareUnsigned(base, largeFrom) < 0 ? base : largeFrom;
      largeTo = Long.compareUnsigned(base + (size - 1), largeTo) > 0 ? base + (size - 1) : largeTo;
      largeShift = Math.max(largeShift, pageShift);
    }
  }

  /** Drops every translation of the present contexts. */
  public void flush() {
    pairs[fetchContext] = 0;
    flushContext(dataContext);
  }

  /** Drops every translation of one context. */
  public void flushContext(int which) {
    pairs[which] = 0;
    select(fetchContext, dataContext);
  }

  /** Drops every translation. */
  public void flushAll() {
    Arrays.fill(pairs, 0);
    select(fetchContext, dataContext);
  }

  /**
   * Drops the translations of the page that holds {@code gva}, in every context. Returns log2 of
   * the size of what was dropped around it: that of the largest page that it may have been.
   */
  public int flushPage(long gva) {
    boolean large =
        Long.compareUnsigned(gva, largeFrom) >= 0 && Long.compareUnsigned(gva, largeTo) <= 0;
    int shift = large ? largeShift : Frame.SHIFT;
    flushPage(gva, shift);
    return shift;
  }

  /** Drops the translations of a page of that size, in every context. */
  public void flushPage(long gva, int pageShift) {
    int shift = Math.max(pageShift, Frame.SHIFT);
    flushPage(reads, gva, shift, 0);
    flushPage(writes, gva, shift, 0);
    flushPage(codeWrites, gva, shift, 0);
    int places = everywhere(shift) ? 1 : FETCH_PLACES;
    for (int place = 0; place < places; place++) {
      flushPage(fetches, gva, shift, place * FETCH_STRIDE);
    }
  }

  /** Whether a page of that size may have left entries in all of an array. */
  private static boolean everywhere(int shift) {
    return 2L << (shift - Frame.SHIFT) > FETCH_STRIDE;
  }

  private static void flushPage(long[] array, long gva, int shift, int place) {
    // Pages that follow each other are in entries that do: no more need to be looked at.
    int first = everywhere(shift) ? 0 : index(gva >>> shift << shift) ^ place;
    int past = everywhere(shift) ? array.length : first + (2 << (shift - Frame.SHIFT));
    for (int i = first; i < past; i += 2) {
      dropIfWithin(array, i, gva, shift);
    }
  }

  private static void dropIfWithin(long[] array, int i, long gva, int shift) {
    if (((array[i] << Frame.SHIFT) ^ gva) >>> shift == 0) {
      array[i] = EMPTY;
    }
  }

  /** Drops the write translations that lead to a frame: code was translated from it. */
  public void dropWritesTo(long hpa) {
    long frame = Frame.base(hpa);
    for (int i = 0; i < writes.length; i += 2) {
      if ((writes[i] << Frame.SHIFT) + writes[i + 1] == frame) {
        writes[i] = EMPTY;
      }
    }
  }
}
