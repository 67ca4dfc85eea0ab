package vmm.shadow;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import vmm.api.mmu.PageTableFormat;

/**
 * A table that the hardware walks, with what the VMM knows of each entry. {@link RealTables} keeps
 * it and the machine memory behind it in step.
 */
final class RealTable {
  private static final int WORD_SHIFT = 6;

  final TableKey key;

  /** The format in which the hardware reads it. */
  final PageTableFormat format;

  final long hpa;

  // What the formats say of its level; each hidden fault asks for some of it.

  final int level;
  final int indexShift;
  final int entryBytes;

  /** Size of an entry of the guest's table. */
  final int sourceBytes;

  /** Flags of an entry of the guest's table. */
  final long accessedMask;

  final long dirtyMask;

  /** Whether the frame is the VMM's; if not it is the guest's own, used in place. */
  final boolean owned;

  /** The entries, in tables of the next higher level, that lead here. */
  final Parents parents = new Parents();

  /** Whether hardware may start a walk here. */
  boolean root;

  /** When it was last used for a fill. */
  long lastUse;

  /** The page of the guest's table that it stands for, while the strategy watches that. */
  @Nullable TablePage page;

  /** Whether hardware reads it in the format that the guest's table has. */
  final boolean inGuestFormat;

  private final @Nullable RealTable[] children;

  /** The leaves that entries are or were, made when first needed. */
  private final @Nullable Leaf[] leaves;

  /** What entries were made from, if those of the guest's table have 8 bytes; else empty. */
  private final long[] longSources;

  /** The same if they have 4. */
  private final int[] intSources;

  /**
   * The same, laid out as the guest's table is. Single entries are not read here: to HotSpot it is
   * of another class than guest memory, and what it inlines for that depends on how many it meets.
   */
  private final MemorySegment sources;

  /** A bit for each entry. */
  private final long[] present;

  private final int entries;
  private int live;

  RealTable(TableKey key, PageTableFormat format, long hpa, boolean owned) {
    this.key = key;
    this.format = format;
    this.hpa = hpa;
    this.owned = owned;
    this.inGuestFormat = key.format().equals(format);
    this.level = key.level();
    this.indexShift = format.indexShift(level);
    this.entryBytes = format.entryBytes();
    this.sourceBytes = key.format().entryBytes();
    this.accessedMask = key.format().accessedMask(level);
    this.dirtyMask = key.format().dirtyMask(level);
    this.entries = format.entries(level);
    this.children = new RealTable[entries];
    this.leaves = new Leaf[entries];
    boolean wide = sourceBytes == Long.BYTES;
    this.longSources = new long[wide ? entries : 0];
    this.intSources = new int[wide ? 0 : entries];
    this.sources = wide ? MemorySegment.ofArray(longSources) : MemorySegment.ofArray(intSources);
    this.present = new long[(entries + Long.SIZE - 1) / Long.SIZE];
  }

  int entries() {
    return entries;
  }

  /** Index for an input address. */
  int index(long input) {
    return (int) (input >>> indexShift) & (entries - 1);
  }

  /** Number of entries that are present. */
  int live() {
    return live;
  }

  boolean present(int index) {
    return (present[index >>> WORD_SHIFT] >>> index & 1) != 0;
  }

  /** The first entry from {@code index} on that is present, or {@link #entries} if none is. */
  int nextPresent(int index) {
    for (int at = index; at < entries; at = (at | Long.SIZE - 1) + 1) {
      long rest = present[at >>> WORD_SHIFT] >>> at;
      if (rest != 0) {
        return at + Long.numberOfTrailingZeros(rest);
      }
    }
    return entries;
  }

  private void setPresent(int index) {
    present[index >>> WORD_SHIFT] |= 1L << index;
    live++;
  }

  /** The table to which an entry leads, or null. */
  @Nullable RealTable child(int index) {
    return children[index];
  }

  /** What stands for an entry while it is present without a child. */
  Leaf leaf(int index) {
    Leaf leaf = leaves[index];
    if (leaf == null) {
      leaf = new Leaf(this, index);
      leaves[index] = leaf;
    }
    return leaf;
  }

  /** The guest's entry from which a present entry was made. */
  long source(int index) {
    return sourceBytes == Long.BYTES
        ? longSources[index]
        : Integer.toUnsignedLong(intSources[index]);
  }

  void setSource(int index, long raw) {
    if (sourceBytes == Long.BYTES) {
      longSources[index] = raw;
    } else {
      intSources[index] = (int) raw;
    }
  }

  /**
   * The first entry from {@code first} on, before {@code past}, that is not as it was when what is
   * present was made from it; {@code past} if all are.
   *
   * @param memory what holds the guest's table
   * @param from offset of that table there
   */
  int nextChanged(int first, int past, MemorySegment memory, long from) {
    long begin = (long) first * sourceBytes;
    long end = (long) past * sourceBytes;
    long same = MemorySegment.mismatch(sources, begin, end, memory, from + begin, from + end);
    return same < 0 ? past : first + (int) (same / sourceBytes);
  }

  long entryHpa(int index) {
    return hpa + (long) index * entryBytes;
  }

  void setLeaf(int index) {
    setPresent(index);
  }

  void setChild(int index, RealTable child) {
    setPresent(index);
    children[index] = child;
  }

  void setAbsent(int index) {
    present[index >>> WORD_SHIFT] &= ~(1L << index);
    children[index] = null;
    live--;
  }
}
