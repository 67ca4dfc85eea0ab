package vmm.x86.translate;

import vmm.api.cpu.CpuContext;
import vmm.api.mmu.Privilege;
import vmm.x86.Segmentation;
import vmm.x86.X86Fault;
import vmm.x86.X86Mode;
import vmm.x86.X86Registers;

/** Memory as helpers see it: by segment and offset, with the privilege of CPL. */
final class SegmentedMemory {
  private static final long MASK_32 = 0xFFFF_FFFFL;
  private static final long MASK_16 = 0xFFFF;

  private SegmentedMemory() {}

  /** The privilege of data accesses. */
  static Privilege privilege(CpuContext cpu) {
    return X86Mode.cpl(cpu.slots()) == 3 ? Privilege.USER : Privilege.SUPERVISOR;
  }

  /** Loads. */
  static long load(CpuContext cpu, int bits, int segment, long offset) {
    long linear = linear(cpu, segment, offset, bits / 8, false);
    return cpu.memory().load(bits, linear, privilege(cpu));
  }

  /** Stores. */
  static void store(CpuContext cpu, int bits, int segment, long offset, long value) {
    long linear = linear(cpu, segment, offset, bits / 8, true);
    cpu.memory().store(bits, linear, value, privilege(cpu));
  }

  /** The linear address of an operand, checked for segment and alignment. */
  static long linear(CpuContext cpu, int segment, long offset, int bytes, boolean write) {
    long[] slots = cpu.slots();
    long linear = Segmentation.linear(slots, segment, offset, bytes, write);
    if ((linear & (bytes - 1)) != 0 && X86Mode.has(X86Mode.of(slots), X86Mode.ALIGNED)) {
      throw X86Fault.of(X86Fault.AC, 0);
    }
    return linear;
  }

  /** Mask of the part of ESP that the mode uses. */
  static long stackMask(long[] slots) {
    return X86Mode.has(X86Mode.of(slots), X86Mode.STACK32) ? MASK_32 : MASK_16;
  }

  /** Mask of an address size. */
  static long addressMask(int bits) {
    return bits == 16 ? MASK_16 : MASK_32;
  }

  /** Slot {@code slot} with its bits under {@code mask} replaced. */
  static void putMasked(long[] slots, int slot, long mask, long value) {
    slots[slot] = (slots[slot] & ~mask) | (value & mask);
  }

  /** Selector of CS, which some helpers store. */
  static long codeSelector(long[] slots) {
    return slots[X86Registers.SELECTOR + X86Registers.SEG_CS];
  }
}
