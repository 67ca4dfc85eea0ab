package vmm.tiny;

import vmm.api.mmu.PageTableFormat;
import vmm.api.mmu.Rights;
import vmm.api.mmu.TableEntry;

/**
 * The guest's tables: two levels of 512 entries of 8 bytes translate 30 bits of gva.
 *
 * <table>
 * <caption>An entry</caption>
 * <tr><th>bits</th><th>meaning</th></tr>
 * <tr><td>63-58</td><td>rights, as in {@link Rights}; an entry without any maps nothing</td></tr>
 * <tr><td>57</td><td>page: maps 4 KiB at level 1, where it has to be set, 2 MiB at level 2</td></tr>
 * <tr><td>56</td><td>accessed</td></tr>
 * <tr><td>55</td><td>dirty</td></tr>
 * <tr><td>54-36</td><td>reserved, 0</td></tr>
 * <tr><td>35-12</td><td>address of the table or page; below a page's size 0</td></tr>
 * <tr><td>11-0</td><td>free for software</td></tr>
 * </table>
 */
enum TinyFormat implements PageTableFormat {
  /** The one value. */
  FORMAT;

  static final long PAGE = 1L << 57;
  static final long ACCESSED = 1L << 56;
  static final long DIRTY = 1L << 55;

  private static final int RIGHTS_SHIFT = 58;
  private static final long ADDRESS = 0xF_FFFF_F000L;
  private static final long RESERVED = (1L << 55) - (1L << 36);

  @Override
  public int levels() {
    return 2;
  }

  @Override
  public int entryBytes() {
    return Long.BYTES;
  }

  @Override
  public int indexShift(int level) {
    return 12 + 9 * (level - 1);
  }

  @Override
  public int indexBits(int level) {
    return 9;
  }

  @Override
  public boolean leafAllowed(int level) {
    return true;
  }

  @Override
  public long maxAddress() {
    return ADDRESS | 0xFFF;
  }

  @Override
  public TableEntry decode(int level, long raw) {
    int rights = (int) (raw >>> RIGHTS_SHIFT);
    if (rights == Rights.NONE) {
      return new TableEntry.Absent();
    }
    boolean leaf = (raw & PAGE) != 0;
    if ((raw & RESERVED) != 0 || (level == 1 && !leaf)) {
      return new TableEntry.Malformed();
    }
    long address = raw & ADDRESS;
    boolean accessed = (raw & ACCESSED) != 0;
    if (!leaf) {
      return new TableEntry.Table(address, rights, accessed);
    }
    int shift = indexShift(level);
    return (address & ((1L << shift) - 1)) != 0
        ? new TableEntry.Malformed()
        : new TableEntry.Leaf(address, rights, shift, accessed, (raw & DIRTY) != 0, false);
  }

  @Override
  public long encodeTable(int level, long address, int rights) {
    return (long) rights << RIGHTS_SHIFT | ACCESSED | address;
  }

  /** Every set of rights can be expressed. */
  @Override
  public long encodeLeaf(int level, long address, int rights, int needed) {
    return (long) rights << RIGHTS_SHIFT | PAGE | ACCESSED | DIRTY | address;
  }

  @Override
  public long withAddress(int level, long raw, long address) {
    return (raw & ~ADDRESS) | address;
  }

  @Override
  public long accessedMask(int level) {
    return ACCESSED;
  }

  @Override
  public long dirtyMask(int level) {
    return DIRTY;
  }
}
