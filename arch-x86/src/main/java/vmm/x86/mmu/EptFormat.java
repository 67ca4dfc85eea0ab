package vmm.x86.mmu;

import vmm.api.mmu.Rights;

/**
 * The extended page table (SDM vol. 3, "The extended page table mechanism (EPT)"): four levels that
 * translate 48 bits of gpa, with leaves of 4 KByte, 2 MByte and 1 GByte. Execute-only translations
 * are not offered.
 *
 * @param accessedDirty EPTP bit 6: entries have accessed and dirty flags, and accesses to the
 *     guest's tables count as writes
 * @param addressBits physical-address width of the machine, 32 to 51
 */
public record EptFormat(boolean accessedDirty, int addressBits) implements X86PageFormat {
  /** Read access. */
  static final long READ = 1;

  /** Write access. */
  static final long WRITE = 1 << 1;

  /** Execute access. */
  static final long EXECUTE = 1 << 2;

  private static final long ACCESS = READ | WRITE | EXECUTE;
  private static final long PAGE = 1 << 7;
  private static final long ACCESSED = 1 << 8;
  private static final long DIRTY = 1 << 9;
  private static final int MEMORY_TYPE_SHIFT = 3;
  private static final long WRITE_BACK = 6 << MEMORY_TYPE_SHIFT;

  /** Memory types 2, 3 and 7 are reserved (SDM vol. 3, "EPT misconfigurations"). */
  private static final int RESERVED_TYPES = 1 << 2 | 1 << 3 | 1 << 7;

  /** Access bits 010b and 110b, and 100b as execute-only is not offered. */
  private static final int BAD_ACCESS = 1 << 2 | 1 << 6 | 1 << 4;

  /** Checks the width. */
  public EptFormat {
    if (addressBits < 32 || addressBits > 51) {
      throw new IllegalArgumentException("address bits: " + addressBits);
    }
  }

  @Override
  public String name() {
    return "EPT";
  }

  @Override
  public int levels() {
    return 4;
  }

  @Override
  public int entryBytes() {
    return 8;
  }

  @Override
  public int indexShift(int level) {
    return 9 * level + 3;
  }

  @Override
  public int indexBits(int level) {
    return 9;
  }

  @Override
  public int index(int level, long input) {
    return (int) (input >>> indexShift(level)) & 0x1FF;
  }

  @Override
  public boolean leafAllowed(int level) {
    return level < 4;
  }

  @Override
  public long maxAddress() {
    return (1L << addressBits) - 1;
  }

  @Override
  public boolean present(long raw) {
    return (raw & ACCESS) != 0;
  }

  @Override
  public boolean malformed(int level, long raw) {
    if ((BAD_ACCESS >> (raw & ACCESS) & 1) != 0) {
      return true;
    }
    long reserved = X86PageFormat.bits(51, addressBits);
    if (!isLeaf(level, raw)) {
      reserved |= X86PageFormat.bits(level == 4 ? 7 : 6, 3);
      return (raw & reserved) != 0;
    }
    if (level > 1) {
      reserved |= X86PageFormat.bits(indexShift(level) - 1, 12);
    }
    return (raw & reserved) != 0 || (RESERVED_TYPES >> (raw >>> MEMORY_TYPE_SHIFT & 7) & 1) != 0;
  }

  @Override
  public boolean isLeaf(int level, long raw) {
    return level == 1 || (level < 4 && (raw & PAGE) != 0);
  }

  @Override
  public long address(int level, long raw) {
    return raw & addressMask(level, raw);
  }

  private long addressMask(int level, long raw) {
    return X86PageFormat.bits(addressBits - 1, isLeaf(level, raw) ? indexShift(level) : 12);
  }

  /** EPT knows no privilege: each right counts for both. */
  @Override
  public int rights(int level, long raw) {
    int access = (int) (raw & ACCESS);
    return access | access << 3;
  }

  @Override
  public boolean isGlobal(long raw) {
    return false;
  }

  @Override
  public long encodeTable(int level, long address, int rights) {
    long access = (rights | rights >> 3) & ACCESS;
    return (address & X86PageFormat.bits(addressBits - 1, 12))
        | access
        | READ
        | accessedMask(level);
  }

  @Override
  public long encodeLeaf(int level, long address, int rights, int needed) {
    long access = rights & rights >> 3 & ACCESS;
    if ((access & READ) == 0 || ((access | access << 3) & needed) == 0) {
      throw new IllegalArgumentException(
          "no entry grants " + Rights.format(needed) + " within " + Rights.format(rights));
    }
    long bits = access | WRITE_BACK | accessedMask(level) | dirtyMask(level);
    return withAddress(level, level == 1 ? bits : bits | PAGE, address);
  }

  @Override
  public long withAddress(int level, long raw, long address) {
    long mask = addressMask(level, raw);
    return (raw & ~mask) | (address & mask);
  }

  @Override
  public long accessedMask(int level) {
    return accessedDirty ? ACCESSED : 0;
  }

  @Override
  public long dirtyMask(int level) {
    return accessedDirty && leafAllowed(level) ? DIRTY : 0;
  }
}
