package vmm.x86.translate;

import static vmm.x86.translate.Operands.read;
import static vmm.x86.translate.Operands.write;

import vmm.api.cpu.Condition;
import vmm.api.cpu.Emitter;
import vmm.api.cpu.Value;
import vmm.x86.Flags;
import vmm.x86.decode.Instruction;
import vmm.x86.decode.OperandKind;

/** Single bits and bit scans. */
final class Bits {
  private Bits() {}

  /** What becomes of the tested bit. */
  private enum Change {
    NONE,
    SET,
    RESET,
    COMPLEMENT
  }

  static void bt(Block b) {
    test(b, Change.NONE);
  }

  static void bts(Block b) {
    test(b, Change.SET);
  }

  static void btr(Block b) {
    test(b, Change.RESET);
  }

  static void btc(Block b) {
    test(b, Change.COMPLEMENT);
  }

  private static void test(Block b, Change change) {
    Instruction i = b.instruction();
    int bits = i.bits(0);
    Emitter e = b.e;
    Value index = e.and(bits, read(b, 1), e.constant(bits - 1));
    boolean string = i.memory() && i.operand(1) == OperandKind.GV;
    Value linear = string ? bitStringElement(b, change != Change.NONE) : null;
    Value old;
    if (linear != null) {
      old =
          change == Change.NONE
              ? b.memory.load(bits, linear, vmm.api.mmu.AccessType.READ)
              : Operands.loadForUpdate(b, bits, linear);
    } else {
      old = change == Change.NONE ? read(b, 0) : Operands.readForUpdate(b, 0);
    }
    if (change != Change.NONE) {
      Value changed = changed(e, bits, old, e.shl(bits, e.constant(1), index), change);
      if (linear != null) {
        b.memory.store(bits, linear, changed);
      } else {
        write(b, 0, changed);
      }
    }
    b.flags.putFlag(Flags.CF, e.extract(e.shrU(bits, old, index), 0, 1));
  }

  private static Value changed(Emitter e, int bits, Value old, Value mask, Change change) {
    return switch (change) {
      case SET -> e.or(bits, old, mask);
      case RESET -> e.and(bits, old, e.xor(bits, mask, e.constant(-1)));
      default -> e.xor(bits, old, mask);
    };
  }

  /** The element of a bit string that a register indexes, signed (SDM vol 2, "BT"). */
  private static Value bitStringElement(Block b, boolean write) {
    Instruction i = b.instruction();
    int bits = i.bits(0);
    int shift = Integer.numberOfTrailingZeros(bits);
    Emitter e = b.e;
    Value element = e.shrS(64, e.signExtend(bits, 64, read(b, 1)), e.constant(shift));
    Value distance = e.shl(64, element, e.constant(shift - 3));
    Value offset = e.add(i.addressBits(), b.memory.effectiveAddress(), distance);
    return b.memory.linear(i.segment(), offset, bits / 8, write);
  }

  static void bsf(Block b) {
    int bits = b.instruction().bits(0);
    Value source = read(b, 1);
    scan(b, source, b.e.countTrailingZeros(bits, source));
  }

  static void bsr(Block b) {
    int bits = b.instruction().bits(0);
    Value source = read(b, 1);
    Value leading = b.e.countLeadingZeros(bits, source);
    scan(b, source, b.e.sub(bits, b.e.constant(bits - 1), leading));
  }

  /** With a source of 0 the destination stays, as processors have always done. */
  private static void scan(Block b, Value source, Value found) {
    int bits = b.instruction().bits(0);
    Value isZero = b.e.compare(Condition.EQ, bits, source, b.e.constant(0));
    write(b, 0, b.e.select(isZero, b.low(bits, read(b, 0)), found));
    b.flags.setLogic(bits, source);
  }
}
