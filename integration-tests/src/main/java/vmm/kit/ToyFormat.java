package vmm.kit;

import vmm.api.mmu.PageTableFormat;
import vmm.api.mmu.Rights;
import vmm.api.mmu.TableEntry;

/**
 * A table format for tests, of no real processor: bits 0 present, 1 write, 2 user, 5 accessed, 6
 * dirty, 7 page (above level 1), 8 global, 10 reserved, 12 and up the address; of entries of 8
 * bytes bits 39 to 62 are reserved and bit 63 forbids execution. A table fills a frame, but for a
 * preloaded root of four entries.
 *
 * @param entryBytes 4 or 8
 * @param largePages whether entries of level 2 can map pages
 * @param supervisorObeys whether the supervisor needs the write bit too
 * @param preloaded whether the processor holds the root's entries
 */
public record ToyFormat(
    int levels, int entryBytes, boolean largePages, boolean supervisorObeys, boolean preloaded)
    implements PageTableFormat {
  private static final long PRESENT = 1;
  private static final long WRITE = 1 << 1;
  private static final long USER = 1 << 2;
  private static final long ACCESSED = 1 << 5;
  private static final long DIRTY = 1 << 6;
  private static final long PAGE = 1 << 7;
  private static final long GLOBAL = 1 << 8;
  private static final long RESERVED = 1 << 10;
  private static final long NO_EXECUTE = 1L << 63;
  private static final long ADDRESS_4 = 0xFFFFF000L;
  private static final long ADDRESS_8 = 0x7FFFFFF000L;
  private static final long RESERVED_8 = 0x7FFFFF8000000000L;

  /** Two levels, entries of 4 bytes, large pages. */
  public static final ToyFormat TWO_LEVELS = new ToyFormat(2, 4, true, true, false);

  /** Three levels, entries of 8 bytes, large pages, preloaded root. */
  public static final ToyFormat PRELOADED = new ToyFormat(3, 8, true, true, true);

  /** Three levels, entries of 8 bytes, all of them in memory. */
  public static final ToyFormat THREE_LEVELS = new ToyFormat(3, 8, false, true, false);

  /** The same with the other rule for the supervisor's writes. */
  public ToyFormat withSupervisorObeying(boolean obeys) {
    return new ToyFormat(levels, entryBytes, largePages, obeys, preloaded);
  }

  @Override
  public String name() {
    return "toy tables of " + levels + " levels";
  }

  @Override
  public int indexShift(int level) {
    return 12 + (level - 1) * (entryBytes == 4 ? 10 : 9);
  }

  @Override
  public int indexBits(int level) {
    if (preloaded && level == levels) {
      return 2;
    }
    return entryBytes == 4 ? 10 : 9;
  }

  @Override
  public boolean rootPreloaded() {
    return preloaded;
  }

  @Override
  public boolean leafAllowed(int level) {
    return level == 1 || (level == 2 && largePages);
  }

  @Override
  public long maxAddress() {
    return addressBits() | 0xFFF;
  }

  @Override
  public TableEntry decode(int level, long raw) {
    if ((raw & PRESENT) == 0) {
      return new TableEntry.Absent();
    }
    if ((raw & (entryBytes == 8 ? RESERVED | RESERVED_8 : RESERVED)) != 0) {
      return new TableEntry.Malformed();
    }
    boolean accessed = (raw & ACCESSED) != 0;
    if (level == 1 || ((raw & PAGE) != 0 && leafAllowed(level))) {
      int shift = indexShift(level);
      long address = raw & addressBits();
      return (address & ((1L << shift) - 1)) != 0
          ? new TableEntry.Malformed()
          : new TableEntry.Leaf(
              address, rights(raw), shift, accessed, (raw & DIRTY) != 0, (raw & GLOBAL) != 0);
    }
    return new TableEntry.Table(raw & addressBits(), rights(raw), accessed);
  }

  @Override
  public long encodeTable(int level, long address, int rights) {
    return encode(address, rights) | ACCESSED;
  }

  @Override
  public long encodeLeaf(int level, long address, int rights, int needed) {
    int granted = rights;
    boolean supervisorWrites = (rights & Rights.SW) != 0;
    boolean userWrites = (rights & Rights.UW) != 0;
    boolean user = (rights & Rights.USER) != 0;
    if (supervisorObeys && supervisorWrites && !userWrites && user) {
      // One write bit serves both: keep the user out, or the supervisor from writing.
      granted = needed == Rights.SW ? rights & Rights.SUPERVISOR : rights & ~Rights.SW;
    }
    long page = level == 1 ? 0 : PAGE;
    return encode(address, granted) | page | ACCESSED | DIRTY;
  }

  @Override
  public long withAddress(int level, long raw, long address) {
    return (raw & ~addressBits()) | address;
  }

  @Override
  public long accessedMask(int level) {
    return preloaded && level == levels ? 0 : ACCESSED;
  }

  @Override
  public long dirtyMask(int level) {
    return DIRTY;
  }

  private long encode(long address, int rights) {
    boolean execute = (rights & (Rights.SX | Rights.UX)) != 0;
    return address
        | PRESENT
        | ((rights & Rights.WRITE) != 0 ? WRITE : 0)
        | ((rights & Rights.USER) != 0 ? USER : 0)
        | (entryBytes == 8 && !execute ? NO_EXECUTE : 0);
  }

  private int rights(long raw) {
    boolean write = (raw & WRITE) != 0;
    boolean user = (raw & USER) != 0;
    int rights = Rights.SR | Rights.SX;
    rights |= write || !supervisorObeys ? Rights.SW : 0;
    rights |= user ? Rights.UR | Rights.UX : 0;
    rights |= user && write ? Rights.UW : 0;
    return (raw & NO_EXECUTE) != 0 && entryBytes == 8 ? rights & ~(Rights.SX | Rights.UX) : rights;
  }

  private long addressBits() {
    return entryBytes == 4 ? ADDRESS_4 : ADDRESS_8;
  }
}
