package vmm.x86.mmu;

/**
 * 32-bit paging (SDM vol. 3, "32-bit paging").
 *
 * @param largePages CR4.PSE: page-directory entries may map 4-MByte pages, and reserved bits are
 *     checked
 * @param addressBits physical-address width as far as 4-MByte pages know it: 32, or up to 40 with
 *     PSE-36
 * @param writeProtect CR0.WP: read-only pages bind the supervisor too
 * @param globalPages CR4.PGE
 */
public record LegacyPaging(
    boolean largePages, int addressBits, boolean writeProtect, boolean globalPages)
    implements X86PageFormat {

  private static final long TABLE_ADDRESS = X86PageFormat.bits(31, 12);
  private static final long LARGE_ADDRESS = X86PageFormat.bits(31, 22);

  /** Where a 4-MByte entry keeps address bits 32 and up (PSE-36). */
  private static final int HIGH_ADDRESS_BIT = 13;

  /** Checks the width. */
  public LegacyPaging {
    if (addressBits < 32 || addressBits > 40) {
      throw new IllegalArgumentException("address bits: " + addressBits);
    }
  }

  @Override
  public String name() {
    return "32-bit paging";
  }

  @Override
  public int levels() {
    return 2;
  }

  @Override
  public int entryBytes() {
    return 4;
  }

  @Override
  public int indexShift(int level) {
    return level == 2 ? 22 : 12;
  }

  @Override
  public int indexBits(int level) {
    return 10;
  }

  @Override
  public int index(int level, long input) {
    return (int) (input >>> indexShift(level)) & 0x3FF;
  }

  @Override
  public boolean leafAllowed(int level) {
    return level == 1 || largePages;
  }

  /** 4 GByte: only 4-MByte entries hold more, and most pages are not that large. */
  @Override
  public long maxAddress() {
    return 0xFFFF_FFFFL;
  }

  @Override
  public boolean present(long raw) {
    return (raw & EntryBits.PRESENT) != 0;
  }

  @Override
  public boolean malformed(int level, long raw) {
    if (!largePages) {
      return false;
    }
    if (level == 1) {
      return (raw & EntryBits.PAT_SMALL) != 0;
    }
    return isLeaf(level, raw) && (raw & largeReserved()) != 0;
  }

  private long largeReserved() {
    return X86PageFormat.bits(21, HIGH_ADDRESS_BIT + addressBits - 32) | EntryBits.PAT_LARGE;
  }

  @Override
  public boolean isLeaf(int level, long raw) {
    return level == 1 || (largePages && (raw & EntryBits.PAGE_SIZE) != 0);
  }

  @Override
  public long address(int level, long raw) {
    if (level == 1 || !isLeaf(level, raw)) {
      return raw & TABLE_ADDRESS;
    }
    long high = (raw & highAddress()) >>> HIGH_ADDRESS_BIT;
    return (raw & LARGE_ADDRESS) | high << 32;
  }

  private long highAddress() {
    return ((1L << (addressBits - 32)) - 1) << HIGH_ADDRESS_BIT;
  }

  @Override
  public int rights(int level, long raw) {
    return EntryBits.rights(raw, writeProtect, true);
  }

  @Override
  public boolean isGlobal(long raw) {
    return globalPages && (raw & EntryBits.GLOBAL) != 0;
  }

  @Override
  public long encodeTable(int level, long address, int rights) {
    return (address & TABLE_ADDRESS) | EntryBits.table(rights);
  }

  @Override
  public long encodeLeaf(int level, long address, int rights, int needed) {
    long bits = EntryBits.leaf(rights, needed, writeProtect, 0);
    return withAddress(level, level == 1 ? bits : bits | EntryBits.PAGE_SIZE, address);
  }

  @Override
  public long withAddress(int level, long raw, long address) {
    if (level == 1 || !isLeaf(level, raw)) {
      return (raw & ~TABLE_ADDRESS) | (address & TABLE_ADDRESS);
    }
    return (raw & ~(LARGE_ADDRESS | highAddress()))
        | (address & LARGE_ADDRESS)
        | (address >>> 32 << HIGH_ADDRESS_BIT & highAddress());
  }

  @Override
  public long accessedMask(int level) {
    return EntryBits.ACCESSED;
  }

  @Override
  public long dirtyMask(int level) {
    return leafAllowed(level) ? EntryBits.DIRTY : 0;
  }
}
