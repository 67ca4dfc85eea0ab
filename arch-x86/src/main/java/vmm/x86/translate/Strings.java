package vmm.x86.translate;

import vmm.api.cpu.Helper;
import vmm.api.cpu.Value;
import vmm.api.mmu.AccessType;
import vmm.x86.Flags;
import vmm.x86.X86Registers;
import vmm.x86.decode.Instruction;

/** String instructions. Single ones are emitted; repeated ones are helpers that do many at once. */
final class Strings {
  private static final int EAX = 0;
  private static final int ESI = 6;
  private static final int EDI = 7;

  private Strings() {}

  static void movs(Block b) {
    if (repeated(b, StringHelpers::movs)) {
      return;
    }
    int bits = b.instruction().bits(0);
    Value value = loadSource(b, bits);
    storeDestination(b, bits, value);
    advance(b, bits, ESI, EDI);
  }

  static void stos(Block b) {
    if (repeated(b, StringHelpers::stos)) {
      return;
    }
    int bits = b.instruction().bits(0);
    storeDestination(b, bits, b.register(EAX));
    advance(b, bits, EDI);
  }

  static void lods(Block b) {
    if (repeated(b, StringHelpers::lods)) {
      return;
    }
    int bits = b.instruction().bits(0);
    Value value = loadSource(b, bits);
    b.putRegister(bits, EAX, value);
    advance(b, bits, ESI);
  }

  static void cmps(Block b) {
    if (repeated(b, StringHelpers::cmps)) {
      return;
    }
    int bits = b.instruction().bits(0);
    Value left = loadSource(b, bits);
    Value right = loadDestination(b, bits);
    advance(b, bits, ESI, EDI);
    Arithmetic.compare(b, bits, left, right);
  }

  static void scas(Block b) {
    if (repeated(b, StringHelpers::scas)) {
      return;
    }
    int bits = b.instruction().bits(0);
    Value right = loadDestination(b, bits);
    Value left = b.register(EAX);
    advance(b, bits, EDI);
    Arithmetic.compare(b, bits, left, right);
  }

  /** If the instruction is repeated, emits the helper that does so. */
  private static boolean repeated(Block b, Helper helper) {
    Instruction i = b.instruction();
    if (!i.rep() && !i.repne()) {
      return false;
    }
    callRepeated(b, helper);
    return true;
  }

  /** Calls a helper that leaves in EIP where to go on: here again, or behind. */
  static void callRepeated(Block b, Helper helper) {
    Instruction i = b.instruction();
    StringOperation operation =
        new StringOperation(
            operandBits(i),
            i.addressBits(),
            i.segment(X86Registers.SEG_DS),
            i.rep(),
            i.repne(),
            b.traced());
    b.call(helper, b.e.constant(operation.pack()), b.e.constant(b.nextPc()));
    b.exit();
  }

  private static int operandBits(Instruction i) {
    return (i.opcode() & 1) == 0 ? 8 : i.operandBits();
  }

  private static Value offset(Block b, int register) {
    int bits = b.instruction().addressBits();
    return bits == 16 ? b.low(16, b.register(register)) : b.register(register);
  }

  private static Value loadSource(Block b, int bits) {
    int segment = b.instruction().segment(X86Registers.SEG_DS);
    return b.memory.load(bits, segment, offset(b, ESI));
  }

  private static Value destination(Block b, int bits, boolean write) {
    return b.memory.linear(X86Registers.SEG_ES, offset(b, EDI), bits / 8, write);
  }

  private static Value loadDestination(Block b, int bits) {
    return b.memory.load(bits, destination(b, bits, false), AccessType.READ);
  }

  private static void storeDestination(Block b, int bits, Value value) {
    b.memory.store(bits, destination(b, bits, true), value);
  }

  private static void advance(Block b, int bits, int... registers) {
    int flag = Integer.numberOfTrailingZeros(Flags.DF);
    Value down = b.e.extract(b.e.get(X86Registers.EFLAGS), flag, 1);
    Value step = b.e.select(down, b.e.constant(-bits / 8), b.e.constant(bits / 8));
    int addressBits = b.instruction().addressBits();
    for (int register : registers) {
      Value next = b.e.add(addressBits, b.register(register), step);
      b.putRegister(addressBits, register, next);
    }
  }
}
