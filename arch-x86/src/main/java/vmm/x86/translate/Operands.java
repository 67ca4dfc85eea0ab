package vmm.x86.translate;

import vmm.api.cpu.Value;
import vmm.api.mmu.AccessType;
import vmm.x86.X86Registers;
import vmm.x86.decode.Instruction;
import vmm.x86.decode.OperandKind;

/** Reads and writes the operands of the instruction at hand as its table line names them. */
final class Operands {
  private static final int EAX = 0;
  private static final int ECX = 1;
  private static final int EDX = 2;

  private Operands() {}

  /** Operand {@code n}; anything may stand above its size. */
  static Value read(Block b, int n) {
    Instruction i = b.instruction();
    int bits = i.bits(n);
    OperandKind kind = i.operand(n);
    return switch (kind.place()) {
      case RM, MEMORY -> i.memory() ? b.memory.loadOperand(bits) : b.register(bits, i.rm());
      case REGISTER -> b.register(i.rm());
      case REG -> b.register(bits, i.reg());
      case OPCODE -> b.register(bits, i.opcodeRegister());
      case IMMEDIATE -> b.e.constant(i.immediate());
      case OFFSET -> b.memory.loadOperand(bits);
      case FIXED -> fixed(b, kind, bits);
    };
  }

  private static Value fixed(Block b, OperandKind kind, int bits) {
    return switch (kind) {
      case AL, EAX -> b.register(bits, EAX);
      case CL -> b.register(8, ECX);
      case DX -> b.register(16, EDX);
      case ONE -> b.e.constant(1);
      default -> throw new IllegalStateException("no value operand: " + kind);
    };
  }

  /** Operand {@code n}, zero-extended from its size. */
  static Value readExtended(Block b, int n) {
    int bits = b.instruction().bits(n);
    return b.low(bits, read(b, n));
  }

  /** Operand {@code n}, which the instruction will write; anything may stand above its size. */
  static Value readForUpdate(Block b, int n) {
    Instruction i = b.instruction();
    boolean memory = i.operand(n).place() == OperandKind.Place.RM && i.memory();
    return memory ? b.memory.loadOperandForUpdate(i.bits(n)) : read(b, n);
  }

  /** Writes operand {@code n}; for 32 bits, nothing may stand above them. */
  static void write(Block b, int n, Value value) {
    Instruction i = b.instruction();
    int bits = i.bits(n);
    switch (i.operand(n).place()) {
      case RM, MEMORY -> {
        if (i.memory()) {
          b.memory.storeOperand(bits, value);
        } else {
          b.putRegister(bits, i.rm(), value);
        }
      }
      case REGISTER -> b.putRegister(i.rm(), value);
      case REG -> b.putRegister(bits, i.reg(), value);
      case OPCODE -> b.putRegister(bits, i.opcodeRegister(), value);
      case OFFSET -> b.memory.storeOperand(bits, value);
      default -> b.putRegister(bits, EAX, value);
    }
  }

  /** Whether operand {@code n} is in memory. */
  static boolean inMemory(Block b, int n) {
    Instruction i = b.instruction();
    return switch (i.operand(n).place()) {
      case RM, MEMORY -> i.memory();
      case OFFSET -> true;
      default -> false;
    };
  }

  /** Loads with the intent that {@link AccessType#UPDATE} declares; for linear addresses. */
  static Value loadForUpdate(Block b, int bits, Value linear) {
    return b.memory.load(bits, linear, AccessType.UPDATE);
  }

  /** Segment number of a segment operand. */
  static int segment(Block b, int n) {
    return switch (b.instruction().operand(n)) {
      case ES -> X86Registers.SEG_ES;
      case CS -> X86Registers.SEG_CS;
      case SS -> X86Registers.SEG_SS;
      case DS -> X86Registers.SEG_DS;
      case FS -> X86Registers.SEG_FS;
      case GS -> X86Registers.SEG_GS;
      default -> b.instruction().reg();
    };
  }
}
