package vmm.engine.jit;

import vmm.api.memory.Frame;
import vmm.api.mmu.AccessType;
import vmm.engine.code.CodeContext;
import vmm.engine.code.CompiledCode;
import vmm.engine.code.Run;
import vmm.engine.mmu.SoftTlb;

/**
 * What compiled code calls for each access to guest memory, and to leave and enter. Small, so that
 * HotSpot inlines it.
 */
final class Guest {
  private Guest() {}

  // Whether the soft TLB answers an access of so many bytes.

  static boolean mayRead(CodeContext c, long gva, int size) {
    return c.reads()[SoftTlb.index(gva)] == SoftTlb.tag(gva, size, c.tlb().key);
  }

  static boolean mayWrite(CodeContext c, long gva, int size) {
    return c.writes()[SoftTlb.index(gva)] == SoftTlb.tag(gva, size, c.tlb().key);
  }

  /** Whether fetches at {@code gva} come from {@code hpa}, as far as the soft TLB knows. */
  static boolean mapped(CodeContext c, long gva, long hpa) {
    return c.tlb().findFetch(gva) == hpa;
  }

  /** What to add to a gva to get the hpa of a load, once it does. */
  static long readDelta(CodeContext c, long gva) {
    return c.reads()[SoftTlb.index(gva) + 1];
  }

  /** The same for stores. */
  static long writeDelta(CodeContext c, long gva) {
    return c.writes()[SoftTlb.index(gva) + 1];
  }

  // Pages that were accessed before.

  /** The gva of a page in which no access of a gva of at most 62 bits lies. */
  static final long NO_PAGE = Long.MIN_VALUE;

  static long page(long gva) {
    return Frame.base(gva);
  }

  /** Whether an access lies in a page. */
  static boolean within(long gva, int size, long page) {
    return Long.compareUnsigned(gva - page, Frame.SIZE - size) <= 0;
  }

  // The accesses, once the soft TLB has answered: by hpa, or by gva.

  static long load8(CodeContext c, long hpa) {
    return c.memory().getByte(hpa) & 0xFFL;
  }

  static long load16(CodeContext c, long hpa) {
    return c.memory().getShort(hpa) & 0xFFFFL;
  }

  static long load32(CodeContext c, long hpa) {
    return c.memory().getInt(hpa) & 0xFFFF_FFFFL;
  }

  static long load64(CodeContext c, long hpa) {
    return c.memory().getLong(hpa);
  }

  static void store8(CodeContext c, long hpa, long value) {
    c.memory().putByte(hpa, (byte) value);
  }

  static void store16(CodeContext c, long hpa, long value) {
    c.memory().putShort(hpa, (short) value);
  }

  static void store32(CodeContext c, long hpa, long value) {
    c.memory().putInt(hpa, (int) value);
  }

  static void store64(CodeContext c, long hpa, long value) {
    c.memory().putLong(hpa, value);
  }

  static long read8(CodeContext c, long gva) {
    return load8(c, gva + readDelta(c, gva));
  }

  static long read16(CodeContext c, long gva) {
    return load16(c, gva + readDelta(c, gva));
  }

  static long read32(CodeContext c, long gva) {
    return load32(c, gva + readDelta(c, gva));
  }

  static long read64(CodeContext c, long gva) {
    return load64(c, gva + readDelta(c, gva));
  }

  static long update8(CodeContext c, long gva) {
    return load8(c, gva + writeDelta(c, gva));
  }

  static long update16(CodeContext c, long gva) {
    return load16(c, gva + writeDelta(c, gva));
  }

  static long update32(CodeContext c, long gva) {
    return load32(c, gva + writeDelta(c, gva));
  }

  static long update64(CodeContext c, long gva) {
    return load64(c, gva + writeDelta(c, gva));
  }

  static void write8(CodeContext c, long gva, long value) {
    store8(c, gva + writeDelta(c, gva), value);
  }

  static void write16(CodeContext c, long gva, long value) {
    store16(c, gva + writeDelta(c, gva), value);
  }

  static void write32(CodeContext c, long gva, long value) {
    store32(c, gva + writeDelta(c, gva), value);
  }

  static void write64(CodeContext c, long gva, long value) {
    store64(c, gva + writeDelta(c, gva), value);
  }

  // The long way. What is dirty has been spilled.

  static long load(
      CodeContext c, CompiledCode code, long gva, long remaining, int place, int size) {
    enter(c, code, remaining, place);
    return c.path().load(size, gva, AccessType.READ, c.run().privilege);
  }

  static long loadForUpdate(
      CodeContext c, CompiledCode code, long gva, long remaining, int place, int size) {
    enter(c, code, remaining, place);
    return c.path().load(size, gva, AccessType.UPDATE, c.run().privilege);
  }

  static void store(
      CodeContext c, CompiledCode code, long gva, long value, long remaining, int place, int size) {
    enter(c, code, remaining, place);
    c.path().store(size, gva, value, c.run().privilege);
  }

  /** Notes where execution is, for those who may ask. */
  static void enter(CodeContext c, CompiledCode code, long remaining, int place) {
    Run run = c.run();
    run.remaining = remaining;
    run.block = code.block(place);
    run.point = ~CompiledCode.instruction(place);
  }

  static long remaining(CodeContext c) {
    return c.run().remaining;
  }

  static void setRemaining(CodeContext c, long remaining) {
    c.run().remaining = remaining;
  }

  static boolean attention(CodeContext c) {
    return c.run().wanted();
  }

  // Writing slots to the frame: their numbers are packed, SLOT_BITS each, the first lowest.

  static final int SLOT_BITS = 15;

  private static int slot(long slots, int i) {
    return (int) (slots >>> i * SLOT_BITS) & (1 << SLOT_BITS) - 1;
  }

  static void spill(long[] f, long slots, long a, long b) {
    f[slot(slots, 0)] = a;
    f[slot(slots, 1)] = b;
  }

  static void spill(long[] f, long slots, long a, long b, long c) {
    spill(f, slots, a, b);
    f[slot(slots, 2)] = c;
  }

  static void spill(long[] f, long slots, long a, long b, long c, long d) {
    spill(f, slots, a, b, c);
    f[slot(slots, 3)] = d;
  }

  // Operations that have no instruction of the JVM.

  static long rotateLeft(long value, long count, int bits) {
    int by = (int) count & (bits - 1);
    long all = value & -1L >>> (64 - bits);
    return by == 0 ? all : (all << by | all >>> (bits - by)) & -1L >>> (64 - bits);
  }

  static long trailingZeros(long value, int bits) {
    return Math.min(Long.numberOfTrailingZeros(value), bits);
  }

  static long leadingZeros(long value, int bits) {
    return Long.numberOfLeadingZeros(value & -1L >>> (64 - bits)) - (64L - bits);
  }
}
