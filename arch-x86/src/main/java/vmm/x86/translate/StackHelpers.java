package vmm.x86.translate;

import vmm.api.cpu.CpuContext;
import vmm.x86.Flags;
import vmm.x86.X86Mode;
import vmm.x86.X86Registers;

/** ENTER, and loading EFLAGS. */
final class StackHelpers {
  private static final long ALWAYS_LOADED =
      Flags.ARITHMETIC | Flags.TF | Flags.DF | Flags.NT | Flags.AC | Flags.ID;

  private StackHelpers() {}

  /**
   * ENTER (SDM vol 2).
   *
   * @param sizeAndBits size of the frame, and from bit 16 on the operand size in bits
   * @param level nesting level, 0 to 31
   */
  static long enter(CpuContext cpu, long sizeAndBits, long level, long unused) {
    long[] slots = cpu.slots();
    int bits = (int) (sizeAndBits >> 16);
    long mask = SegmentedMemory.stackMask(slots);
    long stack = slots[X86Registers.ESP];
    long frame = slots[X86Registers.EBP];
    stack = push(cpu, bits, stack, frame, mask);
    // A 16-bit stack pointer that wraps borrows from what stands above it, but only here.
    long framePointer = (slots[X86Registers.ESP] - bits / 8) & 0xFFFF_FFFFL;
    for (int n = 1; n < level; n++) {
      frame = (frame - bits / 8) & mask;
      long display = SegmentedMemory.load(cpu, bits, X86Registers.SEG_SS, frame);
      stack = push(cpu, bits, stack, display, mask);
    }
    if (level > 0) {
      stack = push(cpu, bits, stack, framePointer, mask);
    }
    stack = (stack - (sizeAndBits & 0xFFFF)) & mask;
    probe(cpu, stack);
    long operandMask = SegmentedMemory.addressMask(bits);
    SegmentedMemory.putMasked(slots, X86Registers.EBP, operandMask, framePointer);
    SegmentedMemory.putMasked(slots, X86Registers.ESP, mask, stack);
    return 0;
  }

  private static long push(CpuContext cpu, int bits, long stack, long value, long mask) {
    long next = (stack - bits / 8) & mask;
    SegmentedMemory.store(cpu, bits, X86Registers.SEG_SS, next, value);
    return next;
  }

  /** ENTER faults now if the new stack pointer cannot be written to. */
  private static void probe(CpuContext cpu, long stack) {
    long linear = SegmentedMemory.linear(cpu, X86Registers.SEG_SS, stack, 1, true);
    cpu.memory().probe(linear, 1, vmm.api.mmu.AccessType.WRITE, SegmentedMemory.privilege(cpu));
  }

  /**
   * POPF: loads what of the image the privilege allows; what it does not allow is kept silently.
   *
   * @param bits operand size; with 16 the upper half stays
   */
  static long popFlags(CpuContext cpu, long image, long bits, long unused) {
    long[] slots = cpu.slots();
    long old = Flags.read(slots);
    long mode = X86Mode.of(slots);
    long loaded = ALWAYS_LOADED;
    if (X86Mode.has(mode, X86Mode.IOPL_ALLOWS)) {
      loaded |= Flags.IF;
    }
    if (X86Mode.cpl(mode) == 0) {
      loaded |= Flags.IOPL;
    }
    if (bits == 16) {
      loaded &= 0xFFFF;
    }
    Flags.write(slots, (old & ~(loaded | Flags.RF)) | (image & loaded));
    if ((image & loaded & Flags.IF) != 0) {
      cpu.interruptsChanged();
    }
    return 0;
  }
}
