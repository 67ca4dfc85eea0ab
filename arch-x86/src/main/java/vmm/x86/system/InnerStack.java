package vmm.x86.system;

import static vmm.x86.X86Registers.ATTRIBUTES;
import static vmm.x86.X86Registers.BASE;
import static vmm.x86.X86Registers.LIMIT;
import static vmm.x86.X86Registers.SEG_SS;
import static vmm.x86.X86Registers.SEG_TR;
import static vmm.x86.X86Registers.SELECTOR;

import vmm.api.cpu.CpuContext;
import vmm.api.mmu.Privilege;
import vmm.x86.SegmentAttributes;
import vmm.x86.X86Fault;

/**
 * The stack that the TSS holds for an inner privilege level (SDM vol. 3, "Stack switching").
 *
 * @param selector new SS
 * @param descriptor its descriptor
 * @param stack for the pushes
 */
record InnerStack(int selector, long descriptor, Stack stack) {

  /** Reads and checks it. */
  static InnerStack of(CpuContext cpu, int level, int external) {
    long[] slots = cpu.slots();
    long tss = slots[BASE + SEG_TR];
    boolean wide = (SegmentAttributes.type(slots[ATTRIBUTES + SEG_TR]) & Descriptor.WIDE) != 0;
    long offset = wide ? 4 + 8L * level : 2 + 4L * level;
    int last = wide ? 5 : 3;
    if ((slots[ATTRIBUTES + SEG_TR] & SegmentAttributes.UNUSABLE) != 0
        || offset + last > slots[LIMIT + SEG_TR]) {
      int tr = (int) slots[SELECTOR + SEG_TR];
      throw X86Fault.of(X86Fault.TS, DescriptorTables.errorCode(tr, external));
    }
    int bits = wide ? 32 : 16;
    long pointer = cpu.memory().load(bits, tss + offset, Privilege.SUPERVISOR);
    int selector = (int) cpu.memory().load(16, tss + offset + bits / 8, Privilege.SUPERVISOR);
    long raw = SegmentLoads.stackDescriptor(cpu, selector, level, X86Fault.TS, external);
    Stack stack = Stack.inner(cpu, raw, selector, pointer, level, external);
    return new InnerStack(selector, raw, stack);
  }

  /** Makes it the present stack, after the pushes. */
  void enter(CpuContext cpu) {
    long marked = DescriptorTables.markAccessed(cpu, selector, descriptor);
    SegmentLoads.set(cpu.slots(), SEG_SS, selector, marked);
    stack.commit();
  }
}
