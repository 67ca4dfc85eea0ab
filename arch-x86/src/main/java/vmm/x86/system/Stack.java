package vmm.x86.system;

import static vmm.x86.X86Registers.ATTRIBUTES;
import static vmm.x86.X86Registers.BASE;
import static vmm.x86.X86Registers.ESP;
import static vmm.x86.X86Registers.LIMIT;
import static vmm.x86.X86Registers.SEG_SS;

import vmm.api.cpu.CpuContext;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.Privilege;
import vmm.x86.SegmentAttributes;
import vmm.x86.X86Fault;
import vmm.x86.X86Mode;

/**
 * A stack in use by a control transfer: the present one, or one that is being switched to. Nothing
 * of the processor's state changes before {@link #commit}.
 */
final class Stack {
  private static final long LINEAR = 0xFFFF_FFFFL;

  private final CpuContext cpu;
  private final long base;
  private final long limit;
  private final int attributes;
  private final long mask;
  private final Privilege privilege;
  private final int errorCode;
  private long pointer;

  private Stack(
      CpuContext cpu, long base, long limit, int attributes, long pointer, int cpl, int errorCode) {
    this.cpu = cpu;
    this.base = base;
    this.limit = limit;
    this.attributes = attributes;
    this.mask = (attributes & SegmentAttributes.BIG) != 0 ? LINEAR : 0xFFFF;
    this.pointer = pointer;
    this.privilege = cpl == 3 ? Privilege.USER : Privilege.SUPERVISOR;
    this.errorCode = errorCode;
  }

  /**
   * The stack of SS:ESP.
   *
   * @param external the EXT bit of the error code of #SS
   */
  static Stack current(CpuContext cpu, int external) {
    long[] slots = cpu.slots();
    return new Stack(
        cpu,
        slots[BASE + SEG_SS],
        slots[LIMIT + SEG_SS],
        (int) slots[ATTRIBUTES + SEG_SS],
        slots[ESP],
        X86Mode.cpl(slots),
        external);
  }

  /** The stack of an inner level. */
  static Stack inner(
      CpuContext cpu, long descriptor, int selector, long pointer, int cpl, int external) {
    return new Stack(
        cpu,
        Descriptor.base(descriptor),
        Descriptor.limit(descriptor),
        Descriptor.attributes(descriptor),
        pointer,
        cpl,
        DescriptorTables.errorCode(selector, external));
  }

  /** Faults now if {@code count} pushes of {@code bits} would. */
  void reserve(int count, int bits) {
    int bytes = bits / 8;
    long top = pointer & mask;
    long all = (long) count * bytes;
    if (top >= all) {
      probe(top - all, all);
      return;
    }
    for (int i = 1; i <= count; i++) {
      probe((pointer - (long) i * bytes) & mask, bytes);
    }
  }

  private void probe(long offset, long bytes) {
    check(offset, bytes);
    cpu.memory().probe((base + offset) & LINEAR, (int) bytes, AccessType.WRITE, privilege);
  }

  private void check(long offset, long bytes) {
    long last = offset + bytes - 1;
    boolean inside =
        SegmentAttributes.expandDown(attributes) ? offset > limit && last <= mask : last <= limit;
    if (!inside) {
      throw X86Fault.of(X86Fault.SS, errorCode);
    }
  }

  /** Pushes 16 or 32 bits that were reserved. */
  void push(int bits, long value) {
    pointer = (pointer & ~mask) | (pointer - bits / 8 & mask);
    cpu.memory().store(bits, (base + (pointer & mask)) & LINEAR, value, privilege);
  }

  /** Pops 16 or 32 bits. */
  long pop(int bits) {
    long value = peek(0, bits);
    release(bits / 8);
    return value;
  }

  /** Reads 16 or 32 bits at a distance in bytes from the top. */
  long peek(long distance, int bits) {
    long offset = (pointer + distance) & mask;
    check(offset, bits / 8);
    return cpu.memory().load(bits, (base + offset) & LINEAR, privilege);
  }

  /** Takes bytes off the stack. */
  void release(long bytes) {
    pointer = (pointer & ~mask) | ((pointer + bytes) & mask);
  }

  /** Writes the stack pointer. */
  void commit() {
    cpu.slots()[ESP] = pointer;
  }

  /** Sets ESP to a value from memory: all of it, or SP alone on a stack with a 16-bit pointer. */
  static void setPointer(long[] slots, long pointer) {
    slots[ESP] =
        (slots[ATTRIBUTES + SEG_SS] & SegmentAttributes.BIG) != 0
            ? pointer & LINEAR
            : (slots[ESP] & ~0xFFFFL) | (pointer & 0xFFFF);
  }

  /** Takes bytes off the present stack. */
  static void release(long[] slots, long bytes) {
    setPointer(slots, slots[ESP] + bytes);
  }
}
