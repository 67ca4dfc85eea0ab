package vmm.x86;

import static vmm.x86.X86Registers.ATTRIBUTES;
import static vmm.x86.X86Registers.BASE;
import static vmm.x86.X86Registers.LIMIT;
import static vmm.x86.X86Registers.SEG_SS;

/** From offsets in segments to linear addresses (SDM vol 3, "Limit checking", "Type checking"). */
public final class Segmentation {
  private static final long MASK_32 = 0xFFFF_FFFFL;
  private static final long MASK_16 = 0xFFFF;

  private Segmentation() {}

  /**
   * The linear address of an operand.
   *
   * @param offset offset of its first byte, 32 bits
   * @param bytes its size, at least 1
   * @throws X86Fault #SS(0) for the stack segment, else #GP(0), if the segment does not allow it
   */
  public static long linear(long[] slots, int segment, long offset, long bytes, boolean write) {
    if (!covers(slots, segment, offset, bytes, write)) {
      throw violation(segment);
    }
    return (slots[BASE + segment] + offset) & MASK_32;
  }

  /** Whether {@link #linear} would yield an address. */
  public static boolean covers(long[] slots, int segment, long offset, long bytes, boolean write) {
    return allows(slots, segment, write) && within(slots, segment, offset, bytes);
  }

  /** What an operand outside its segment raises. */
  public static X86Fault violation(int segment) {
    return X86Fault.of(segment == SEG_SS ? X86Fault.SS : X86Fault.GP, 0);
  }

  private static boolean allows(long[] slots, int segment, boolean write) {
    boolean real =
        (slots[X86Registers.CR0] & X86Mode.CR0_PE) == 0
            || (slots[X86Registers.EFLAGS] & Flags.VM) != 0;
    long attributes = slots[ATTRIBUTES + segment];
    return real
        || (write
            ? SegmentAttributes.writable(attributes)
            : SegmentAttributes.readable(attributes));
  }

  private static boolean within(long[] slots, int segment, long offset, long bytes) {
    long attributes = slots[ATTRIBUTES + segment];
    long last = offset + bytes - 1;
    if (!SegmentAttributes.expandDown(attributes)) {
      return last <= slots[LIMIT + segment];
    }
    long top = (attributes & SegmentAttributes.BIG) != 0 ? MASK_32 : MASK_16;
    return offset > slots[LIMIT + segment] && last <= top;
  }
}
