package vmm.x86;

/**
 * The attributes of a loaded segment: bits 8 to 23 of a descriptor's second doubleword, in bits 0
 * to 15 (SDM vol 3, "Segment descriptors"), and bit 16 for a register that holds no usable segment.
 */
public final class SegmentAttributes {
  /** Type bit 0: accessed. */
  public static final int ACCESSED = 1;

  /** Type bit 1 of a data segment: writable. */
  public static final int WRITABLE = 1 << 1;

  /** Type bit 1 of a code segment: readable. */
  public static final int READABLE = 1 << 1;

  /** Type bit 2 of a data segment: expand-down. */
  public static final int EXPAND_DOWN = 1 << 2;

  /** Type bit 2 of a code segment: conforming. */
  public static final int CONFORMING = 1 << 2;

  /** Type bit 3: a code segment. */
  public static final int CODE = 1 << 3;

  /** S: a code or data segment, not a system one. */
  public static final int NON_SYSTEM = 1 << 4;

  /** Position of DPL, two bits. */
  public static final int DPL_SHIFT = 5;

  /** P. */
  public static final int PRESENT = 1 << 7;

  /** L: 64-bit code. */
  public static final int LONG = 1 << 13;

  /** D or B: 32-bit default sizes, 32-bit stack pointer, or 4 GiB upper bound. */
  public static final int BIG = 1 << 14;

  /** G. */
  public static final int GRANULAR = 1 << 15;

  /** The register was loaded with a null selector, or never. */
  public static final int UNUSABLE = 1 << 16;

  /** Real mode's and V86 mode's: present, writable, accessed data. DPL is 0; V86 adds 3. */
  public static final int REAL_DATA = PRESENT | NON_SYSTEM | WRITABLE | ACCESSED;

  private SegmentAttributes() {}

  /** DPL, 0 to 3. */
  public static int dpl(long attributes) {
    return (int) (attributes >>> DPL_SHIFT) & 3;
  }

  /** Type, 0 to 15. */
  public static int type(long attributes) {
    return (int) attributes & 15;
  }

  /** Whether all bits of {@code mask} are set. */
  public static boolean has(long attributes, int mask) {
    return (attributes & mask) == mask;
  }

  /** Whether loads through the segment are allowed. */
  public static boolean readable(long attributes) {
    return (attributes & UNUSABLE) == 0
        && ((attributes & CODE) == 0 || (attributes & READABLE) != 0);
  }

  /** Whether stores through the segment are allowed. */
  public static boolean writable(long attributes) {
    return (attributes & (UNUSABLE | CODE | WRITABLE)) == WRITABLE;
  }

  /** Whether offsets above the limit, not those up to it, are valid. */
  public static boolean expandDown(long attributes) {
    return (attributes & (CODE | EXPAND_DOWN)) == EXPAND_DOWN;
  }
}
