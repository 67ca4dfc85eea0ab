package vmm.x86.translate;

import vmm.api.cpu.Condition;
import vmm.api.cpu.Value;
import vmm.x86.SystemInstructions;
import vmm.x86.X86Fault;
import vmm.x86.X86Mode;
import vmm.x86.X86Registers;
import vmm.x86.decode.Instruction;
import vmm.x86.decode.OperandKind;

/** Jumps, calls, returns, loops, and software interrupts. */
final class ControlFlow {
  private static final int ECX = 1;

  private ControlFlow() {}

  static void jmp(Block b) {
    if (isRelative(b)) {
      b.jump(relativeTarget(b));
    } else {
      Value target = Operands.readExtended(b, 0);
      b.checkTarget(target);
      b.jumpIndirect(target);
    }
  }

  static void jcc(Block b) {
    b.branch(b.flags.condition(b.instruction().condition()), relativeTarget(b));
  }

  static void call(Block b) {
    int bits = b.instruction().operandBits();
    Value back = b.e.constant(b.nextPc());
    if (isRelative(b)) {
      long target = relativeTarget(b);
      b.checkTarget(target);
      if (!b.ended()) {
        b.memory.push(bits, back);
        b.jump(target);
      }
    } else {
      Value target = Operands.readExtended(b, 0);
      b.checkTarget(target);
      b.memory.push(bits, back);
      b.jumpIndirect(target);
    }
  }

  static void ret(Block b) {
    Instruction i = b.instruction();
    int bits = i.operandBits();
    Value target = b.memory.loadStack(bits, 0);
    b.checkTarget(target);
    b.memory.moveStack(bits / 8 + i.immediate());
    b.jumpIndirect(target);
  }

  static void loop(Block b) {
    b.branch(b.e.compare(Condition.NE, countBits(b), countDown(b), zero(b)), relativeTarget(b));
  }

  static void loope(Block b) {
    loopWhile(b, LazyFlags.CONDITION_ZERO);
  }

  static void loopne(Block b) {
    loopWhile(b, LazyFlags.CONDITION_ZERO + 1);
  }

  private static void loopWhile(Block b, int condition) {
    Value more = b.e.compare(Condition.NE, countBits(b), countDown(b), zero(b));
    b.branch(b.e.and(8, more, b.flags.condition(condition)), relativeTarget(b));
  }

  private static Value countDown(Block b) {
    int bits = countBits(b);
    Value count = b.e.sub(bits, b.register(ECX), b.e.constant(1));
    b.putRegister(bits, ECX, count);
    return count;
  }

  static void jcxz(Block b) {
    Value isZero = b.e.compare(Condition.EQ, countBits(b), b.register(ECX), zero(b));
    b.branch(isZero, relativeTarget(b));
  }

  private static int countBits(Block b) {
    return b.instruction().addressBits();
  }

  private static Value zero(Block b) {
    return b.e.constant(0);
  }

  private static boolean isRelative(Block b) {
    OperandKind kind = b.instruction().operand(0);
    return kind == OperandKind.JB || kind == OperandKind.JZ;
  }

  /** With 16-bit operand size the upper half of EIP becomes 0. */
  private static long relativeTarget(Block b) {
    Instruction i = b.instruction();
    long mask = i.operandBits() == 16 ? 0xFFFF : 0xFFFF_FFFFL;
    return (b.nextPc() + i.immediate()) & mask;
  }

  static void jumpFar(Block b) {
    b.call(b.system::farJump, farSelector(b), farOffset(b), b.e.constant(b.nextPc()));
    b.exit();
  }

  static void callFar(Block b) {
    long bits = b.instruction().operandBits();
    Value selectorAndBits = b.e.or(64, farSelector(b), b.e.constant(bits << 16));
    b.call(b.system::farCall, selectorAndBits, farOffset(b), b.e.constant(b.nextPc()));
    b.exit();
  }

  private static Value farOffset(Block b) {
    Instruction i = b.instruction();
    return i.operand(0) == OperandKind.AP
        ? b.e.constant(i.immediate())
        : b.memory.loadOperand(i.operandBits());
  }

  private static Value farSelector(Block b) {
    Instruction i = b.instruction();
    return i.operand(0) == OperandKind.AP
        ? b.e.constant(i.immediate2())
        : b.memory.loadBehindOperand(16, i.operandBits() / 8);
  }

  static void returnFar(Block b) {
    Instruction i = b.instruction();
    b.call(b.system::farReturn, b.e.constant(i.operandBits()), b.e.constant(i.immediate()));
    b.exit();
  }

  /** IRET in V86 mode needs IOPL 3. */
  static void iret(Block b) {
    if (b.in(X86Mode.V86) && !b.in(X86Mode.IOPL_ALLOWS)) {
      b.raiseGeneralProtection();
      return;
    }
    long bits = b.instruction().operandBits();
    b.call(b.system::interruptReturn, b.e.constant(bits), b.e.constant(b.nextPc()));
    b.exit();
  }

  static void interrupt(Block b) {
    interrupt(b, b.instruction().immediate(), SystemInstructions.INTERRUPT_SOFTWARE);
  }

  static void int3(Block b) {
    interrupt(b, X86Fault.BP, SystemInstructions.INTERRUPT_TRAP);
  }

  static void int1(Block b) {
    interrupt(b, X86Fault.DB, SystemInstructions.INTERRUPT_ICE);
  }

  /** Delivery clears TF, so that no single-step trap follows. */
  private static void interrupt(Block b, long vector, int kind) {
    b.withoutStep();
    b.call(b.system::interrupt, b.e.constant(vector), b.e.constant(b.nextPc()), b.e.constant(kind));
    b.exit();
  }

  /** Whether it interrupts or not is told by EIP. */
  static void into(Block b) {
    Value overflow = b.flags.condition(LazyFlags.CONDITION_OVERFLOW);
    b.flags.flush();
    b.e.put(X86Registers.EIP, b.e.constant(b.nextPc()));
    b.callIf(
        overflow,
        b.system::interrupt,
        b.e.constant(X86Fault.OF),
        b.e.constant(b.nextPc()),
        b.e.constant(SystemInstructions.INTERRUPT_TRAP));
    b.exit();
  }

  static void bound(Block b) {
    int bits = b.instruction().operandBits();
    Value index = Operands.read(b, 0);
    Value lower = b.memory.loadOperand(bits);
    Value upper = b.memory.loadBehindOperand(bits, bits / 8);
    Value below = b.e.compare(Condition.LT_S, bits, index, lower);
    Value above = b.e.compare(Condition.LT_S, bits, upper, index);
    b.checkIf(b.e.or(8, below, above), FaultHelpers.RAISE, b.e.constant(X86Fault.BR));
  }

  static void undefined(Block b) {
    b.raise(X86Fault.UD);
  }
}
