package vmm.x86.translate;

import static vmm.x86.translate.Operands.read;
import static vmm.x86.translate.Operands.write;

import vmm.api.cpu.Value;
import vmm.x86.Flags;
import vmm.x86.X86Mode;
import vmm.x86.X86Registers;
import vmm.x86.decode.Instruction;
import vmm.x86.decode.OperandKind;

/** The stack. */
final class Stack {
  private static final int ESP = 4;
  private static final int EBP = 5;

  private Stack() {}

  /** A selector is pushed as a word; the bytes above it stay as they are in memory. */
  static void push(Block b) {
    Instruction i = b.instruction();
    int bits = i.operandBits();
    if (isSegment(i.operand(0))) {
      Value selector = b.e.get(X86Registers.SELECTOR + Operands.segment(b, 0));
      b.memory.storeStackPart(16, bits / 8, selector);
      b.memory.moveStack(-bits / 8);
    } else {
      b.memory.push(bits, read(b, 0));
    }
  }

  private static boolean isSegment(OperandKind kind) {
    return switch (kind) {
      case ES, CS, SS, DS, FS, GS -> true;
      default -> false;
    };
  }

  static void pop(Block b) {
    Instruction i = b.instruction();
    int bits = i.operandBits();
    if (isSegment(i.operand(0))) {
      popSegment(b, Operands.segment(b, 0));
      return;
    }
    Value value = b.memory.loadStack(bits, 0);
    Value pointer = b.memory.stackPointer(b.memory.stackOffset(bits / 8));
    if (Operands.inMemory(b, 0)) {
      // An address made with ESP is made after ESP has moved (SDM vol 2, "POP").
      b.pretendRegister(ESP, pointer);
      write(b, 0, value);
      b.putRegister(ESP, pointer);
    } else {
      b.putRegister(ESP, pointer);
      write(b, 0, value);
    }
  }

  private static void popSegment(Block b, int segment) {
    int bits = b.instruction().operandBits();
    Value selector = b.memory.loadStack(16, 0);
    Value pointer = b.memory.stackPointer(b.memory.stackOffset(bits / 8));
    Moves.loadSegment(b, segment, selector);
    b.putRegister(ESP, pointer);
    Moves.finishLoad(b, segment);
  }

  static void pusha(Block b) {
    int bits = b.instruction().operandBits();
    for (int n = 0; n < 8; n++) {
      b.memory.storeStack(bits, -(n + 1L) * bits / 8, b.register(n));
    }
    b.memory.moveStack(-bits);
  }

  /** The image of ESP is skipped. Registers change only when all loads have succeeded. */
  static void popa(Block b) {
    int bits = b.instruction().operandBits();
    Value[] values = new Value[8];
    for (int n = 0; n < 8; n++) {
      values[n] = b.memory.loadStack(bits, (7L - n) * bits / 8);
    }
    for (int n = 0; n < 8; n++) {
      if (n != ESP) {
        b.putRegister(bits, n, values[n]);
      }
    }
    b.memory.moveStack(bits);
  }

  static void enter(Block b) {
    Instruction i = b.instruction();
    long sizeAndBits = i.immediate() | (long) i.operandBits() << 16;
    b.call(StackHelpers::enter, b.e.constant(sizeAndBits), b.e.constant(i.immediate2() & 31));
  }

  static void leave(Block b) {
    int bits = b.instruction().operandBits();
    Value frame = b.register(EBP);
    boolean wide = b.memory.stackBits() == 32;
    Value offset = wide ? frame : b.low(16, frame);
    Value saved = b.memory.load(bits, X86Registers.SEG_SS, offset);
    Value next = b.e.add(b.memory.stackBits(), frame, b.e.constant(bits / 8));
    b.putRegister(ESP, b.memory.stackPointer(next));
    b.putRegister(bits, EBP, saved);
  }

  /** RF and VM are pushed as 0. */
  static void pushf(Block b) {
    if (!flagsAllowed(b)) {
      return;
    }
    Value image = b.e.and(32, b.flags.read(), b.e.constant(~(Flags.RF | Flags.VM) & 0xFFFF_FFFFL));
    b.memory.push(b.instruction().operandBits(), image);
  }

  static void popf(Block b) {
    if (!flagsAllowed(b)) {
      return;
    }
    int bits = b.instruction().operandBits();
    Value image = b.memory.loadStack(bits, 0);
    b.memory.moveStack(bits / 8);
    b.call(StackHelpers::popFlags, image, b.e.constant(bits));
    b.exitToNext();
  }

  /** In V86 mode PUSHF and POPF need IOPL 3 (SDM vol 3, "Sensitive instructions"). */
  private static boolean flagsAllowed(Block b) {
    if (b.in(X86Mode.V86) && !b.in(X86Mode.IOPL_ALLOWS)) {
      b.raiseGeneralProtection();
      return false;
    }
    return true;
  }
}
