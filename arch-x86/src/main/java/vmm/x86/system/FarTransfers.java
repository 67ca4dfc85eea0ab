package vmm.x86.system;

import static vmm.x86.X86Registers.EIP;
import static vmm.x86.X86Registers.ESP;
import static vmm.x86.X86Registers.LIMIT;
import static vmm.x86.X86Registers.SEG_CS;
import static vmm.x86.X86Registers.SEG_SS;
import static vmm.x86.X86Registers.SELECTOR;

import vmm.api.cpu.CpuContext;
import vmm.x86.X86Fault;
import vmm.x86.X86Mode;

/**
 * Far JMP, CALL and RET (SDM vol. 2, "JMP", "CALL", "RET"; vol. 3, "Privilege checking when
 * transferring program control between code segments").
 */
final class FarTransfers {
  private FarTransfers() {}

  /**
   * JMP.
   *
   * @param next EIP of the next instruction, which a task switch saves
   */
  static void jump(CpuContext cpu, int selector, long offset, long next) {
    long[] slots = cpu.slots();
    if (SegmentLoads.realAddressing(slots)) {
      checkOffset(offset, slots[LIMIT + SEG_CS], 0);
      SegmentLoads.loadParagraph(slots, SEG_CS, selector);
      slots[EIP] = offset;
      return;
    }
    long raw = target(cpu, selector);
    int cpl = X86Mode.cpl(slots);
    if (Descriptor.isCode(raw)) {
      checkDirect(raw, selector, cpl);
      enter(cpu, selector, raw, offset, cpl);
      return;
    }
    switch (gateType(raw, selector, cpl)) {
      case Descriptor.CALL_GATE16 -> {
        int inner = Descriptor.gateSelector(raw);
        long code = gateTarget(cpu, raw, cpl);
        if (!Descriptor.isConforming(code) && Descriptor.dpl(code) != cpl) {
          throw X86Fault.generalProtection(DescriptorTables.errorCode(inner, 0));
        }
        requirePresent(code, inner);
        enter(cpu, inner, code, Descriptor.gateOffset(raw), cpl);
      }
      default -> TaskSwitch.transfer(cpu, selector, raw, TaskSwitch.Kind.JUMP, next);
    }
  }

  /** CALL with an operand size of 16 or 32 bits. */
  static void call(CpuContext cpu, int bits, int selector, long offset, long next) {
    long[] slots = cpu.slots();
    if (SegmentLoads.realAddressing(slots)) {
      Stack stack = Stack.current(cpu, 0);
      stack.reserve(2, bits);
      checkOffset(offset, slots[LIMIT + SEG_CS], 0);
      pushReturn(stack, bits, slots, next);
      SegmentLoads.loadParagraph(slots, SEG_CS, selector);
      slots[EIP] = offset;
      return;
    }
    long raw = target(cpu, selector);
    int cpl = X86Mode.cpl(slots);
    if (Descriptor.isCode(raw)) {
      checkDirect(raw, selector, cpl);
      callSameLevel(cpu, bits, selector, raw, offset, next);
      return;
    }
    switch (gateType(raw, selector, cpl)) {
      case Descriptor.CALL_GATE16 -> callGate(cpu, raw, cpl, next);
      default -> TaskSwitch.transfer(cpu, selector, raw, TaskSwitch.Kind.CALL, next);
    }
  }

  private static void callGate(CpuContext cpu, long gate, int cpl, long next) {
    int selector = Descriptor.gateSelector(gate);
    int bits = (Descriptor.type(gate) & Descriptor.WIDE) != 0 ? 32 : 16;
    long code = gateTarget(cpu, gate, cpl);
    requirePresent(code, selector);
    long offset = Descriptor.gateOffset(gate);
    if (Descriptor.isConforming(code) || Descriptor.dpl(code) == cpl) {
      callSameLevel(cpu, bits, selector, code, offset, next);
      return;
    }
    long[] slots = cpu.slots();
    int inner = Descriptor.dpl(code);
    InnerStack to = InnerStack.of(cpu, inner, 0);
    int parameters = Descriptor.gateParameters(gate);
    to.stack().reserve(4 + parameters, bits);
    checkOffset(offset, Descriptor.limit(code), 0);
    Stack from = Stack.current(cpu, 0);
    long[] copied = new long[parameters];
    for (int i = 0; i < parameters; i++) {
      copied[i] = from.peek((long) i * bits / 8, bits);
    }
    to.stack().push(bits, slots[SELECTOR + SEG_SS]);
    to.stack().push(bits, slots[ESP]);
    for (int i = parameters - 1; i >= 0; i--) {
      to.stack().push(bits, copied[i]);
    }
    to.stack().push(bits, slots[SELECTOR + SEG_CS]);
    to.stack().push(bits, next);
    long marked = DescriptorTables.markAccessed(cpu, selector, code);
    to.enter(cpu);
    SegmentLoads.set(slots, SEG_CS, (selector & ~3) | inner, marked);
    slots[EIP] = offset;
  }

  private static void callSameLevel(
      CpuContext cpu, int bits, int selector, long code, long offset, long next) {
    long[] slots = cpu.slots();
    Stack stack = Stack.current(cpu, 0);
    stack.reserve(2, bits);
    checkOffset(offset, Descriptor.limit(code), 0);
    long marked = DescriptorTables.markAccessed(cpu, selector, code);
    pushReturn(stack, bits, slots, next);
    SegmentLoads.set(slots, SEG_CS, (selector & ~3) | X86Mode.cpl(slots), marked);
    slots[EIP] = offset;
  }

  private static void pushReturn(Stack stack, int bits, long[] slots, long next) {
    stack.push(bits, slots[SELECTOR + SEG_CS]);
    stack.push(bits, next);
    stack.commit();
  }

  /** RET that releases so many bytes besides. */
  static void ret(CpuContext cpu, int bits, long release) {
    long[] slots = cpu.slots();
    Stack stack = Stack.current(cpu, 0);
    long offset = stack.pop(bits);
    int selector = (int) stack.pop(bits) & 0xFFFF;
    if (SegmentLoads.realAddressing(slots)) {
      checkOffset(offset, slots[LIMIT + SEG_CS], 0);
      SegmentLoads.loadParagraph(slots, SEG_CS, selector);
      slots[EIP] = offset;
      stack.release(release);
      stack.commit();
      return;
    }
    stack.release(release);
    if (returnTo(cpu, stack, bits, selector, offset)) {
      Stack.release(slots, release);
    }
  }

  /**
   * Goes to the code that a far return or IRET has popped, at this or an outer level.
   *
   * @param stack where the present stack's pointer is after what was popped
   * @return whether the level is an outer one
   */
  static boolean returnTo(CpuContext cpu, Stack stack, int bits, int selector, long offset) {
    long[] slots = cpu.slots();
    int cpl = X86Mode.cpl(slots);
    int level = DescriptorTables.rpl(selector);
    long code = returnTarget(cpu, selector, cpl);
    if (level == cpl) {
      checkOffset(offset, Descriptor.limit(code), 0);
      code = DescriptorTables.markAccessed(cpu, selector, code);
      stack.commit();
    } else {
      long pointer = stack.pop(bits);
      int stackSelector = (int) stack.pop(bits) & 0xFFFF;
      long raw = SegmentLoads.stackDescriptor(cpu, stackSelector, level, X86Fault.GP, 0);
      checkOffset(offset, Descriptor.limit(code), 0);
      code = DescriptorTables.markAccessed(cpu, selector, code);
      raw = DescriptorTables.markAccessed(cpu, stackSelector, raw);
      SegmentLoads.set(slots, SEG_SS, stackSelector, raw);
      Stack.setPointer(slots, pointer);
      SegmentLoads.dropInnerSegments(slots, level);
    }
    SegmentLoads.set(slots, SEG_CS, selector, code);
    slots[EIP] = offset;
    return level != cpl;
  }

  /** Checks the code segment of a return. */
  private static long returnTarget(CpuContext cpu, int selector, int cpl) {
    long code = target(cpu, selector);
    int level = DescriptorTables.rpl(selector);
    boolean allowed =
        Descriptor.isCode(code)
            && level >= cpl
            && (Descriptor.isConforming(code)
                ? Descriptor.dpl(code) <= level
                : Descriptor.dpl(code) == level);
    if (!allowed) {
      throw X86Fault.generalProtection(DescriptorTables.errorCode(selector, 0));
    }
    requirePresent(code, selector);
    return code;
  }

  private static long target(CpuContext cpu, int selector) {
    if (DescriptorTables.isNull(selector)) {
      throw X86Fault.generalProtection();
    }
    return DescriptorTables.read(cpu, selector, X86Fault.GP, 0);
  }

  private static void checkDirect(long code, int selector, int cpl) {
    boolean allowed =
        Descriptor.isConforming(code)
            ? Descriptor.dpl(code) <= cpl
            : Descriptor.dpl(code) == cpl && DescriptorTables.rpl(selector) <= cpl;
    if (!allowed) {
      throw X86Fault.generalProtection(DescriptorTables.errorCode(selector, 0));
    }
    requirePresent(code, selector);
  }

  /** Checks a system descriptor that control goes through; call gates of both sizes look alike. */
  private static int gateType(long raw, int selector, int cpl) {
    int error = DescriptorTables.errorCode(selector, 0);
    int type = Descriptor.type(raw);
    boolean callGate = (type & ~Descriptor.WIDE) == Descriptor.CALL_GATE16;
    boolean task = type == Descriptor.TASK_GATE || Descriptor.isAvailableTss(raw);
    if (!Descriptor.isSystem(raw)
        || !(callGate || task)
        || Descriptor.dpl(raw) < Math.max(cpl, DescriptorTables.rpl(selector))) {
      throw X86Fault.generalProtection(error);
    }
    requirePresent(raw, selector);
    return callGate ? Descriptor.CALL_GATE16 : type;
  }

  private static long gateTarget(CpuContext cpu, long gate, int cpl) {
    int selector = Descriptor.gateSelector(gate);
    long code = target(cpu, selector);
    if (!Descriptor.isCode(code) || Descriptor.dpl(code) > cpl) {
      throw X86Fault.generalProtection(DescriptorTables.errorCode(selector, 0));
    }
    return code;
  }

  private static void requirePresent(long raw, int selector) {
    if (!Descriptor.present(raw)) {
      throw X86Fault.of(X86Fault.NP, DescriptorTables.errorCode(selector, 0));
    }
  }

  private static void enter(CpuContext cpu, int selector, long code, long offset, int cpl) {
    checkOffset(offset, Descriptor.limit(code), 0);
    long marked = DescriptorTables.markAccessed(cpu, selector, code);
    SegmentLoads.set(cpu.slots(), SEG_CS, (selector & ~3) | cpl, marked);
    cpu.slots()[EIP] = offset;
  }

  static void checkOffset(long offset, long limit, int external) {
    if (offset > limit) {
      throw X86Fault.generalProtection(external);
    }
  }
}
