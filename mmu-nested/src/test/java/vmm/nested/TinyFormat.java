package vmm.nested;

import vmm.api.memory.Frame;
import vmm.api.mmu.PageTableFormat;
import vmm.api.mmu.Rights;
import vmm.api.mmu.TableEntry;

/**
 * A format small enough to do by hand: levels of 16 entries of 8 bytes; bit 0 present, 1 write, 2
 * page, 3 accessed, 4 dirty, 5 reserved, 12 and up the address. Everything may read and execute.
 */
record TinyFormat(int levels, boolean rootPreloaded) implements PageTableFormat {
  static final long PRESENT = 1;
  static final long WRITE = 2;
  static final long PAGE = 4;
  static final long ACCESSED = 8;
  static final long DIRTY = 16;
  static final long RESERVED = 32;

  @Override
  public String name() {
    return "tiny tables";
  }

  @Override
  public int entryBytes() {
    return 8;
  }

  @Override
  public int indexShift(int level) {
    return 12 + 4 * (level - 1);
  }

  @Override
  public int indexBits(int level) {
    return 4;
  }

  @Override
  public boolean leafAllowed(int level) {
    return level < 3;
  }

  @Override
  public long maxAddress() {
    return 0xFFFFFFFFL;
  }

  @Override
  public TableEntry decode(int level, long raw) {
    if ((raw & PRESENT) == 0) {
      return new TableEntry.Absent();
    }
    if ((raw & RESERVED) != 0) {
      return new TableEntry.Malformed();
    }
    long address = Frame.base(raw);
    int rights = (raw & WRITE) != 0 ? Rights.ALL : Rights.ALL & ~Rights.WRITE;
    boolean accessed = (raw & ACCESSED) != 0;
    return level == 1 || (raw & PAGE) != 0
        ? new TableEntry.Leaf(
            address, rights, indexShift(level), accessed, (raw & DIRTY) != 0, false)
        : new TableEntry.Table(address, rights, accessed);
  }

  @Override
  public long encodeTable(int level, long address, int rights) {
    return address | PRESENT | ACCESSED | ((rights & Rights.WRITE) != 0 ? WRITE : 0);
  }

  @Override
  public long encodeLeaf(int level, long address, int rights, int needed) {
    return encodeTable(level, address, rights) | DIRTY | (level > 1 ? PAGE : 0);
  }

  @Override
  public long withAddress(int level, long raw, long address) {
    return (raw & Frame.OFFSET_MASK) | address;
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
