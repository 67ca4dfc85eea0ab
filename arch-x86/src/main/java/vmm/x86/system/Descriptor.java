package vmm.x86.system;

import vmm.x86.SegmentAttributes;

/**
 * Reading descriptors as 64-bit values: the first doubleword in the low half (SDM vol. 3, "Segment
 * descriptors", "System descriptor types", "Call gates").
 */
final class Descriptor {
  /** System type: available 16-bit TSS. */
  static final int TSS16 = 1;

  /** System type: LDT. */
  static final int LDT = 2;

  /** System type: 16-bit call gate. */
  static final int CALL_GATE16 = 4;

  /** System type: task gate. */
  static final int TASK_GATE = 5;

  /** System type: 16-bit interrupt gate. */
  static final int INTERRUPT_GATE16 = 6;

  /** System type: 16-bit trap gate. */
  static final int TRAP_GATE16 = 7;

  /** System type: available 32-bit TSS. */
  static final int TSS32 = 9;

  /** System type: 32-bit call gate. */
  static final int CALL_GATE32 = 12;

  /** System type: 32-bit interrupt gate. */
  static final int INTERRUPT_GATE32 = 14;

  /** System type: 32-bit trap gate. */
  static final int TRAP_GATE32 = 15;

  /** What makes an available TSS a busy one. */
  static final int BUSY = 2;

  /** What makes a 16-bit TSS or gate a 32-bit one. */
  static final int WIDE = 8;

  private Descriptor() {}

  /** Base address of a segment. */
  static long base(long raw) {
    return (raw >>> 16 & 0xFF_FFFF) | (raw >>> 56 << 24);
  }

  /** Last valid offset of a segment, granularity applied. */
  static long limit(long raw) {
    long limit = (raw & 0xFFFF) | (raw >>> 32 & 0xF_0000);
    return SegmentAttributes.has(attributes(raw), SegmentAttributes.GRANULAR)
        ? limit << 12 | 0xFFF
        : limit;
  }

  /** The attributes in the form of {@link SegmentAttributes}, without the limit's bits. */
  static int attributes(long raw) {
    return (int) (raw >>> 40) & 0xF0FF;
  }

  static int type(long raw) {
    return SegmentAttributes.type(attributes(raw));
  }

  static int dpl(long raw) {
    return SegmentAttributes.dpl(attributes(raw));
  }

  static boolean present(long raw) {
    return (attributes(raw) & SegmentAttributes.PRESENT) != 0;
  }

  static boolean isSystem(long raw) {
    return (attributes(raw) & SegmentAttributes.NON_SYSTEM) == 0;
  }

  static boolean isCode(long raw) {
    return SegmentAttributes.has(
        attributes(raw), SegmentAttributes.NON_SYSTEM | SegmentAttributes.CODE);
  }

  static boolean isConforming(long raw) {
    return isCode(raw) && SegmentAttributes.has(attributes(raw), SegmentAttributes.CONFORMING);
  }

  /** A data segment that can be written, as a stack must be. */
  static boolean isWritableData(long raw) {
    return !isSystem(raw)
        && (attributes(raw) & (SegmentAttributes.CODE | SegmentAttributes.WRITABLE))
            == SegmentAttributes.WRITABLE;
  }

  /** A data segment, or a code segment that can be read. */
  static boolean isReadable(long raw) {
    return !isSystem(raw) && SegmentAttributes.readable(attributes(raw));
  }

  /** Whether the default size, or the stack pointer's, is 32 bits. */
  static boolean isBig(long raw) {
    return (attributes(raw) & SegmentAttributes.BIG) != 0;
  }

  /** Whether it is a system descriptor of a TSS that is not busy. */
  static boolean isAvailableTss(long raw) {
    return isSystem(raw) && (type(raw) & ~WIDE) == TSS16;
  }

  /** Whether it is a system descriptor of a TSS that is busy. */
  static boolean isBusyTss(long raw) {
    return isSystem(raw) && (type(raw) & ~WIDE) == (TSS16 | BUSY);
  }

  /** Selector that a gate holds. */
  static int gateSelector(long raw) {
    return (int) (raw >>> 16) & 0xFFFF;
  }

  /** Offset that a call, interrupt or trap gate holds. */
  static long gateOffset(long raw) {
    long low = raw & 0xFFFF;
    return (type(raw) & WIDE) != 0 ? low | (raw >>> 48 << 16) : low;
  }

  /** Number of parameters that a call gate copies. */
  static int gateParameters(long raw) {
    return (int) (raw >>> 32) & 31;
  }
}
