package vmm.x86.translate;

import vmm.api.cpu.Value;
import vmm.x86.X86Mode;
import vmm.x86.decode.Instruction;
import vmm.x86.decode.OperandKind;

/** Port input and output. Each ends its block, so that what it causes is seen at once. */
final class PortIo {
  private static final int EDX = 2;

  private PortIo() {}

  static void in(Block b) {
    int bits = b.instruction().bits(0);
    Value port = port(b, 1);
    checkPort(b, port, bits);
    Value value = b.call(PortHelpers::in, port, b.e.constant(bits / 8));
    Operands.write(b, 0, value);
    b.exitToNext();
  }

  static void out(Block b) {
    int bits = b.instruction().bits(1);
    Value port = port(b, 0);
    checkPort(b, port, bits);
    Value value = b.low(bits, Operands.read(b, 1));
    b.call(PortHelpers::out, port, b.e.constant(bits / 8), value);
    b.exitToNext();
  }

  static void ins(Block b) {
    string(b);
    Strings.callRepeated(b, PortHelpers::ins);
  }

  static void outs(Block b) {
    string(b);
    Strings.callRepeated(b, PortHelpers::outs);
  }

  private static void string(Block b) {
    int bits = (b.instruction().opcode() & 1) == 0 ? 8 : b.instruction().operandBits();
    checkPort(b, b.low(16, b.register(EDX)), bits);
  }

  private static Value port(Block b, int n) {
    Instruction i = b.instruction();
    return i.operand(n) == OperandKind.IB
        ? b.e.constant(i.immediate())
        : b.low(16, b.register(EDX));
  }

  /** V86 mode asks the task's map whatever IOPL is. */
  private static void checkPort(Block b, Value port, int bits) {
    if (!b.in(X86Mode.IOPL_ALLOWS) || b.in(X86Mode.V86)) {
      b.check(b.system::checkPort, port, b.e.constant(bits / 8));
    }
    if (b.in(X86Mode.WATCHING)) {
      b.check(b.system::portBreakpoint, port, b.e.constant(bits / 8));
    }
  }
}
