package vmm.x86.translate;

import static vmm.x86.translate.Operands.read;
import static vmm.x86.translate.Operands.readForUpdate;
import static vmm.x86.translate.Operands.write;

import vmm.api.cpu.Condition;
import vmm.api.cpu.Value;
import vmm.x86.Flags;
import vmm.x86.X86Fault;
import vmm.x86.X86Mode;
import vmm.x86.X86Registers;
import vmm.x86.decode.Instruction;

/** Moves, exchanges and conversions. */
final class Moves {
  private static final int EAX = 0;
  private static final int EDX = 2;
  private static final int EBX = 3;

  private Moves() {}

  static void mov(Block b) {
    Value value = read(b, 1);
    write(b, 0, isConstant(b) ? constant(b) : value);
  }

  private static boolean isConstant(Block b) {
    return switch (b.instruction().operand(1)) {
      case IB, IZ, IV -> true;
      default -> false;
    };
  }

  /** Registers take no sign bits above their size. */
  private static Value constant(Block b) {
    int bits = b.instruction().bits(0);
    long mask = bits == 64 ? -1 : (1L << bits) - 1;
    return b.e.constant(b.instruction().immediate() & mask);
  }

  static void movzx(Block b) {
    write(b, 0, Operands.readExtended(b, 1));
  }

  static void movsx(Block b) {
    Instruction i = b.instruction();
    write(b, 0, b.e.signExtend(i.bits(1), i.bits(0), read(b, 1)));
  }

  static void cmov(Block b) {
    Value source = read(b, 1);
    Value old = read(b, 0);
    write(b, 0, b.e.select(b.flags.condition(b.instruction().condition()), source, old));
  }

  /** Stores before it changes the register, since the store may fault. */
  static void xchg(Block b) {
    int bits = b.instruction().bits(0);
    Value left = b.low(bits, readForUpdate(b, 0));
    Value right = b.low(bits, read(b, 1));
    write(b, 0, right);
    write(b, 1, left);
  }

  static void lea(Block b) {
    int bits = b.instruction().operandBits();
    write(b, 0, b.low(Math.min(bits, 32), b.memory.effectiveAddress()));
  }

  /** The accumulator changes before a register destination, so that the latter wins. */
  static void cmpxchg(Block b) {
    int bits = b.instruction().bits(0);
    Value destination = b.low(bits, readForUpdate(b, 0));
    Value source = b.low(bits, read(b, 1));
    Value accumulator = b.low(bits, b.register(bits, EAX));
    Value equal = b.e.compare(Condition.EQ, bits, accumulator, destination);
    Value stored = b.e.select(equal, source, destination);
    Value loaded = b.e.select(equal, accumulator, destination);
    if (Operands.inMemory(b, 0)) {
      write(b, 0, stored);
      b.putRegister(bits, EAX, loaded);
    } else {
      b.putRegister(bits, EAX, loaded);
      write(b, 0, stored);
    }
    Arithmetic.compare(b, bits, accumulator, destination);
  }

  static void cmpxchg8b(Block b) {
    Value linear = b.memory.operand(8, true);
    Value old = Operands.loadForUpdate(b, 64, linear);
    Value expected = b.e.deposit(b.register(EAX), 32, 32, b.register(EDX));
    Value replacement = b.e.deposit(b.register(EBX), 32, 32, b.register(1));
    Value equal = b.e.compare(Condition.EQ, 64, old, expected);
    b.memory.store(64, linear, b.e.select(equal, replacement, old));
    b.putRegister(EAX, b.low(32, old));
    b.putRegister(EDX, b.e.extract(old, 32, 32));
    b.flags.putFlag(Flags.ZF, equal);
  }

  /** For 16 bits the manual leaves the result open; processors clear the register. */
  static void bswap(Block b) {
    int bits = b.instruction().operandBits();
    Value value = bits == 16 ? b.e.constant(0) : b.e.byteSwap(bits, read(b, 0));
    write(b, 0, value);
  }

  static void xlat(Block b) {
    int bits = b.instruction().addressBits();
    Value index = b.low(8, b.register(EAX));
    Value offset = b.e.add(bits, b.register(EBX), index);
    int segment = b.instruction().segment(X86Registers.SEG_DS);
    b.putRegister(8, EAX, b.memory.load(8, segment, offset));
  }

  // ---- segment registers

  /** To memory the selector goes as a word, to a register zero-extended. */
  static void fromSegment(Block b) {
    Instruction i = b.instruction();
    if (i.reg() > X86Registers.SEG_GS) {
      b.raise(X86Fault.UD);
      return;
    }
    Value selector = b.e.get(X86Registers.SELECTOR + i.reg());
    if (i.memory()) {
      b.memory.storeOperand(16, selector);
    } else {
      write(b, 0, selector);
    }
  }

  static void toSegment(Block b) {
    int segment = b.instruction().reg();
    if (segment > X86Registers.SEG_GS || segment == X86Registers.SEG_CS) {
      b.raise(X86Fault.UD);
      return;
    }
    loadSegment(b, segment, Operands.readExtended(b, 1));
    finishLoad(b, segment);
  }

  /**
   * Loads a data segment register. In real and V86 mode only selector and base change (SDM vol 3,
   * "Real-address mode").
   */
  static void loadSegment(Block b, int segment, Value selector) {
    if (X86Mode.realAddressing(b.mode)) {
      b.flags.flush();
      b.e.put(X86Registers.SELECTOR + segment, selector);
      b.e.put(X86Registers.BASE + segment, b.e.shl(32, selector, b.e.constant(4)));
      b.memory.forget();
    } else {
      b.call(b.system::loadSegment, b.e.constant(segment), selector);
    }
  }

  /** Ends the block, as the mode word may have changed; after SS events are held off. */
  static void finishLoad(Block b, int segment) {
    if (segment == X86Registers.SEG_SS) {
      b.withoutStep();
      b.exitShadowed(X86Mode.SHADOW_SS);
    } else {
      b.exitToNext();
    }
  }

  static void les(Block b) {
    loadFar(b, X86Registers.SEG_ES);
  }

  static void lds(Block b) {
    loadFar(b, X86Registers.SEG_DS);
  }

  static void lss(Block b) {
    loadFar(b, X86Registers.SEG_SS);
  }

  static void lfs(Block b) {
    loadFar(b, X86Registers.SEG_FS);
  }

  static void lgs(Block b) {
    loadFar(b, X86Registers.SEG_GS);
  }

  private static void loadFar(Block b, int segment) {
    int bits = b.instruction().operandBits();
    Value offset = b.memory.loadOperand(bits);
    Value selector = b.memory.loadBehindOperand(16, bits / 8);
    loadSegment(b, segment, selector);
    write(b, 0, offset);
    b.exitToNext();
  }
}
