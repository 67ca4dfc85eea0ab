package vmm.tiny;

import vmm.api.mmu.PageTableFormat;
import vmm.api.mmu.Rights;
import vmm.api.mmu.TableEntry;

/**
 * The second stage: two levels of 512 entries of 8 bytes translate 30 bits of gpa. Bits 63 to 61 of
 * an entry are the rights to execute, write and read, of every privilege; bit 60 makes it a page;
 * bits 35 to 12 are the address. There are no accessed and dirty flags and nothing is reserved.
 */
enum TinySecondStage implements PageTableFormat {
  /** The one value. */
  FORMAT;

  private static final long PAGE = 1L << 60;
  private static final int RIGHTS_SHIFT = 61;
  private static final long ADDRESS = 0xF_FFFF_F000L;

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
    int supervisor = (int) (raw >>> RIGHTS_SHIFT);
    if (supervisor == Rights.NONE) {
      return new TableEntry.Absent();
    }
    int rights = supervisor | supervisor << 3;
    return level == 1 || (raw & PAGE) != 0
        ? new TableEntry.Leaf(raw & ADDRESS, rights, indexShift(level), true, true, false)
        : new TableEntry.Table(raw & ADDRESS, rights, true);
  }

  @Override
  public long encodeTable(int level, long address, int rights) {
    return (long) ((rights | rights >> 3) & Rights.SUPERVISOR) << RIGHTS_SHIFT | address;
  }

  /**
   * One bit serves both privileges, so only what both may do can be granted; nobody asks a second
   * stage for more.
   */
  @Override
  public long encodeLeaf(int level, long address, int rights, int needed) {
    return (long) (rights & rights >> 3 & Rights.SUPERVISOR) << RIGHTS_SHIFT | PAGE | address;
  }

  @Override
  public long withAddress(int level, long raw, long address) {
    return (raw & ~ADDRESS) | address;
  }

  @Override
  public long accessedMask(int level) {
    return 0;
  }

  @Override
  public long dirtyMask(int level) {
    return 0;
  }
}
