package vmm.kit;

import vmm.api.mmu.PageTableFormat;
import vmm.api.mmu.Rights;
import vmm.api.mmu.TableEntry;

/**
 * A second-stage format for tests: three levels of 512 entries of 8 bytes; bits 0 read, 1 write, 2
 * execute, 3 page (level 2), 12 and up the address. There are no accessed or dirty flags.
 */
public enum ToySecondStage implements PageTableFormat {
  /** The one value. */
  FORMAT;

  private static final long PAGE = 1 << 3;
  private static final long ADDRESS = 0xFFFFFFFFFF000L;

  @Override
  public int levels() {
    return 3;
  }

  @Override
  public int entryBytes() {
    return 8;
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
    return level < 3;
  }

  @Override
  public long maxAddress() {
    return ADDRESS | 0xFFF;
  }

  @Override
  public TableEntry decode(int level, long raw) {
    if ((raw & 7) == 0) {
      return new TableEntry.Absent();
    }
    int three = (int) raw & 7;
    int rights = three | three << 3;
    return level == 1 || (raw & PAGE) != 0
        ? new TableEntry.Leaf(raw & ADDRESS, rights, indexShift(level), true, true, false)
        : new TableEntry.Table(raw & ADDRESS, rights, true);
  }

  @Override
  public long encodeTable(int level, long address, int rights) {
    return address | (rights & Rights.SUPERVISOR);
  }

  @Override
  public long encodeLeaf(int level, long address, int rights, int needed) {
    return address | (rights & Rights.SUPERVISOR) | (level > 1 ? PAGE : 0);
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
