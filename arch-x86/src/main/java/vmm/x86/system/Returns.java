package vmm.x86.system;

import static vmm.x86.X86Registers.EFLAGS;
import static vmm.x86.X86Registers.EIP;
import static vmm.x86.X86Registers.ESP;
import static vmm.x86.X86Registers.LIMIT;
import static vmm.x86.X86Registers.NMI_BLOCKED;
import static vmm.x86.X86Registers.SEG_CS;
import static vmm.x86.X86Registers.SEG_DS;
import static vmm.x86.X86Registers.SEG_ES;
import static vmm.x86.X86Registers.SEG_FS;
import static vmm.x86.X86Registers.SEG_GS;
import static vmm.x86.X86Registers.SEG_SS;

import vmm.api.cpu.CpuContext;
import vmm.x86.Flags;
import vmm.x86.X86Fault;
import vmm.x86.X86Mode;

/** IRET in all its forms (SDM vol. 2, "IRET/IRETD"). */
final class Returns {
  /** What a 16-bit IRET loads at level 0. */
  private static final long LOW_FLAGS = Interrupts.LOADABLE_FLAGS & 0xFFFF;

  private Returns() {}

  /**
   * Returns from a handler.
   *
   * @param next EIP of the next instruction, which a switch out of a nested task saves
   */
  static void interruptReturn(CpuContext cpu, int bits, long next) {
    long[] slots = cpu.slots();
    if (SegmentLoads.realAddressing(slots)) {
      if (SegmentLoads.isV86(slots) && Flags.iopl(slots[EFLAGS]) < 3) {
        throw X86Fault.generalProtection();
      }
      returnReal(cpu, bits);
    } else if ((slots[EFLAGS] & Flags.NT) != 0) {
      TaskSwitch.nestedReturn(cpu, next);
    } else {
      returnProtected(cpu, bits);
    }
    slots[NMI_BLOCKED] = 0;
    cpu.interruptsChanged();
  }

  private static void returnReal(CpuContext cpu, int bits) {
    long[] slots = cpu.slots();
    Stack stack = Stack.current(cpu, 0);
    long offset = stack.pop(bits);
    int selector = (int) stack.pop(bits) & 0xFFFF;
    long flags = stack.pop(bits);
    FarTransfers.checkOffset(offset, slots[LIMIT + SEG_CS], 0);
    stack.commit();
    SegmentLoads.loadParagraph(slots, SEG_CS, selector);
    slots[EIP] = offset;
    long kept = SegmentLoads.isV86(slots) ? Flags.IOPL | Flags.VM : Flags.VM;
    setFlags(slots, flags, mask(bits) & ~kept);
  }

  private static void returnProtected(CpuContext cpu, int bits) {
    long[] slots = cpu.slots();
    Stack stack = Stack.current(cpu, 0);
    long offset = stack.pop(bits);
    int selector = (int) stack.pop(bits) & 0xFFFF;
    long flags = stack.pop(bits);
    int cpl = X86Mode.cpl(slots);
    if (bits == 32 && (flags & Flags.VM) != 0 && cpl == 0) {
      returnToV86(cpu, stack, offset, selector, flags);
      return;
    }
    long changeable = mask(bits) & ~(long) Flags.VM;
    if (cpl > Flags.iopl(slots[EFLAGS])) {
      changeable &= ~Flags.IF;
    }
    if (cpl != 0) {
      changeable &= ~Flags.IOPL;
    }
    FarTransfers.returnTo(cpu, stack, bits, selector, offset);
    setFlags(slots, flags, changeable);
  }

  private static void returnToV86(
      CpuContext cpu, Stack stack, long offset, int selector, long flags) {
    long[] slots = cpu.slots();
    long pointer = stack.pop(32);
    int[] order = {SEG_SS, SEG_ES, SEG_DS, SEG_FS, SEG_GS};
    int[] selectors = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      selectors[i] = (int) stack.pop(32) & 0xFFFF;
    }
    FarTransfers.checkOffset(offset, 0xFFFF, 0);
    for (int i = 0; i < order.length; i++) {
      SegmentLoads.loadV86(slots, order[i], selectors[i]);
    }
    SegmentLoads.loadV86(slots, SEG_CS, selector);
    slots[EIP] = offset;
    slots[ESP] = pointer;
    setFlags(slots, flags, mask(32));
  }

  private static long mask(int bits) {
    return bits == 32 ? Interrupts.LOADABLE_FLAGS : LOW_FLAGS;
  }

  private static void setFlags(long[] slots, long flags, long changeable) {
    Flags.write(slots, (Flags.read(slots) & ~changeable) | (flags & changeable) | Flags.FIXED);
  }
}
