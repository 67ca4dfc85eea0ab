package vmm.x86.mmu;

import vmm.api.mmu.Rights;

/**
 * PAE paging (SDM vol. 3, "PAE paging"). The root is the table of four page-directory-pointer
 * entries, which the processor keeps in registers.
 *
 * @param noExecute IA32_EFER.NXE: bit 63 disables execution, else it is reserved
 * @param addressBits physical-address width (MAXPHYADDR), 32 to 52
 * @param writeProtect CR0.WP: read-only pages bind the supervisor too
 * @param globalPages CR4.PGE
 */
public record PaePaging(
    boolean noExecute, int addressBits, boolean writeProtect, boolean globalPages)
    implements X86PageFormat {

  private static final long EXECUTE_DISABLE = 1L << 63;

  /** Bits that are reserved in a page-directory-pointer entry whatever the width (table 4-8). */
  private static final long POINTER_RESERVED =
      X86PageFormat.bits(2, 1) | X86PageFormat.bits(8, 5) | EXECUTE_DISABLE;

  private static final long LARGE_RESERVED = X86PageFormat.bits(20, 13) | EntryBits.PAT_LARGE;

  /** Checks the width. */
  public PaePaging {
    if (addressBits < 32 || addressBits > 52) {
      throw new IllegalArgumentException("address bits: " + addressBits);
    }
  }

  @Override
  public String name() {
    return "PAE paging";
  }

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
    return 9 * level + 3;
  }

  @Override
  public int indexBits(int level) {
    return level == 3 ? 2 : 9;
  }

  @Override
  public int index(int level, long input) {
    return (int) (input >>> indexShift(level)) & (level == 3 ? 3 : 0x1FF);
  }

  @Override
  public boolean rootPreloaded() {
    return true;
  }

  @Override
  public boolean leafAllowed(int level) {
    return level < 3;
  }

  @Override
  public long maxAddress() {
    return (1L << addressBits) - 1;
  }

  @Override
  public boolean present(long raw) {
    return (raw & EntryBits.PRESENT) != 0;
  }

  @Override
  public boolean malformed(int level, long raw) {
    long reserved =
        addressBits > 51 ? X86PageFormat.bits(62, 52) : X86PageFormat.bits(62, addressBits);
    reserved |=
        switch (level) {
          case 3 -> POINTER_RESERVED;
          case 2 -> isLeaf(level, raw) ? LARGE_RESERVED : 0;
          default -> EntryBits.PAT_SMALL;
        };
    return (raw & (noExecute ? reserved : reserved | EXECUTE_DISABLE)) != 0;
  }

  @Override
  public boolean isLeaf(int level, long raw) {
    return level == 1 || (level == 2 && (raw & EntryBits.PAGE_SIZE) != 0);
  }

  @Override
  public long address(int level, long raw) {
    return raw & addressMask(level, raw);
  }

  private long addressMask(int level, long raw) {
    return X86PageFormat.bits(addressBits - 1, isLeaf(level, raw) ? indexShift(level) : 12);
  }

  @Override
  public int rights(int level, long raw) {
    if (level == 3) {
      return Rights.ALL;
    }
    return EntryBits.rights(raw, writeProtect, !noExecute || (raw & EXECUTE_DISABLE) == 0);
  }

  @Override
  public boolean isGlobal(long raw) {
    return globalPages && (raw & EntryBits.GLOBAL) != 0;
  }

  @Override
  public long encodeTable(int level, long address, int rights) {
    long base = address & X86PageFormat.bits(addressBits - 1, 12);
    return base | (level == 3 ? EntryBits.PRESENT : EntryBits.table(rights));
  }

  @Override
  public long encodeLeaf(int level, long address, int rights, int needed) {
    long bits = EntryBits.leaf(rights, needed, writeProtect, noExecute ? EXECUTE_DISABLE : 0);
    return withAddress(level, level == 1 ? bits : bits | EntryBits.PAGE_SIZE, address);
  }

  @Override
  public long withAddress(int level, long raw, long address) {
    long mask = addressMask(level, raw);
    return (raw & ~mask) | (address & mask);
  }

  @Override
  public long accessedMask(int level) {
    return level == 3 ? 0 : EntryBits.ACCESSED;
  }

  @Override
  public long dirtyMask(int level) {
    return leafAllowed(level) ? EntryBits.DIRTY : 0;
  }
}
