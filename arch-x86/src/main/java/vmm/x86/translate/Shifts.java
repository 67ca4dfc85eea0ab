package vmm.x86.translate;

import static vmm.x86.translate.Operands.read;
import static vmm.x86.translate.Operands.readForUpdate;
import static vmm.x86.translate.Operands.write;

import vmm.api.cpu.Condition;
import vmm.api.cpu.Emitter;
import vmm.api.cpu.Helper;
import vmm.api.cpu.Helper.Effect;
import vmm.api.cpu.Value;
import vmm.x86.Flags;
import vmm.x86.decode.Instruction;
import vmm.x86.decode.OperandKind;

/**
 * Shifts and rotates. Counts are taken modulo 32, or 64 for 64-bit operands; a count of 0 changes
 * no flag.
 */
final class Shifts {
  private Shifts() {}

  /** What a shift yields for a count. */
  @FunctionalInterface
  private interface Shift {
    Value apply(Value count);
  }

  static void shl(Block b) {
    int bits = b.instruction().bits(0);
    Value value = readForUpdate(b, 0);
    shift(b, Flags.SHL, count -> b.e.shl(bits, value, count));
  }

  static void shr(Block b) {
    int bits = b.instruction().bits(0);
    Value value = readForUpdate(b, 0);
    shift(b, Flags.SHR, count -> b.e.shrU(bits, value, count));
  }

  static void sar(Block b) {
    int bits = b.instruction().bits(0);
    Value value = readForUpdate(b, 0);
    shift(b, Flags.SHR, count -> b.e.shrS(bits, value, count));
  }

  static void shld(Block b) {
    int bits = b.instruction().bits(0);
    Emitter e = b.e;
    Value value = readForUpdate(b, 0);
    Value fill = Operands.readExtended(b, 1);
    shift(
        b,
        Flags.SHL,
        count -> {
          Value rest = e.shrU(64, fill, e.sub(8, e.constant(bits), count));
          return e.or(bits, e.shl(bits, value, count), rest);
        });
  }

  static void shrd(Block b) {
    int bits = b.instruction().bits(0);
    Emitter e = b.e;
    Value value = readForUpdate(b, 0);
    Value fill = read(b, 1);
    shift(
        b,
        Flags.SHR,
        count -> {
          Value rest = e.shl(bits, fill, e.sub(8, e.constant(bits), count));
          return e.or(bits, e.shrU(bits, value, count), rest);
        });
  }

  /** Writes the shifted value; the flags come from that shifted by one less. */
  private static void shift(Block b, int kind, Shift shift) {
    Instruction i = b.instruction();
    int bits = i.bits(0);
    Emitter e = b.e;
    int last = i.operands() - 1;
    if (i.operand(last) != OperandKind.CL) {
      int count = fixedCount(i, last);
      Value result = shift.apply(e.constant(count));
      if (count != 0) {
        Value before = shift.apply(e.constant(count - 1));
        write(b, 0, result);
        b.flags.set(kind, bits, before, before, result);
      }
      return;
    }
    Value count = variableCount(b, bits);
    Value result = shift.apply(count);
    Value before = shift.apply(e.sub(8, count, e.constant(1)));
    write(b, 0, b.low(bits, result));
    b.flags.setIf(isNotZero(b, count), kind, bits, before, result);
  }

  private static int fixedCount(Instruction i, int operand) {
    int modulus = i.bits(0) == 64 ? 63 : 31;
    return i.operand(operand) == OperandKind.ONE ? 1 : (int) i.immediate() & modulus;
  }

  private static Value variableCount(Block b, int bits) {
    return b.e.and(8, b.register(1), b.e.constant(bits == 64 ? 63 : 31));
  }

  private static Value isNotZero(Block b, Value count) {
    return b.e.compare(Condition.NE, 8, count, b.e.constant(0));
  }

  private static Value count(Block b) {
    Instruction i = b.instruction();
    return i.operand(1) == OperandKind.CL
        ? variableCount(b, i.bits(0))
        : b.e.constant(fixedCount(i, 1));
  }

  static void rol(Block b) {
    int bits = b.instruction().bits(0);
    Value count = count(b);
    Value result = b.e.rotl(bits, readForUpdate(b, 0), count);
    Value carry = b.e.extract(result, 0, 1);
    Value overflow = b.e.xor(8, b.e.extract(result, bits - 1, 1), carry);
    rotated(b, count, result, carry, overflow);
  }

  static void ror(Block b) {
    int bits = b.instruction().bits(0);
    Value count = count(b);
    Value left = b.e.sub(8, b.e.constant(bits), count);
    Value result = b.e.rotl(bits, readForUpdate(b, 0), left);
    Value carry = b.e.extract(result, bits - 1, 1);
    rotated(b, count, result, carry, twoTopBitsDiffer(b, bits, result));
  }

  static void rcl(Block b) {
    int bits = b.instruction().bits(0);
    Value count = count(b);
    Value both = throughCarry(b, ArithmeticHelpers::rotateLeftThroughCarry, count);
    Value carry = b.e.extract(both, 32, 1);
    Value overflow = b.e.xor(8, b.e.extract(both, bits - 1, 1), carry);
    rotated(b, count, b.low(bits, both), carry, overflow);
  }

  static void rcr(Block b) {
    int bits = b.instruction().bits(0);
    Value count = count(b);
    Value both = throughCarry(b, ArithmeticHelpers::rotateRightThroughCarry, count);
    Value carry = b.e.extract(both, 32, 1);
    rotated(b, count, b.low(bits, both), carry, twoTopBitsDiffer(b, bits, both));
  }

  private static Value throughCarry(Block b, Helper helper, Value count) {
    int bits = b.instruction().bits(0);
    Value countAndBits = b.e.or(32, count, b.e.constant((long) bits << 8));
    Value value = readForUpdate(b, 0);
    return b.e.call(helper, Effect.PURE, value, b.flags.carry(), countAndBits);
  }

  private static Value twoTopBitsDiffer(Block b, int bits, Value result) {
    return b.e.xor(8, b.e.extract(result, bits - 1, 1), b.e.extract(result, bits - 2, 1));
  }

  /** Writes the result, and CF and OF unless the count is 0; the other flags stay. */
  private static void rotated(Block b, Value count, Value result, Value carry, Value overflow) {
    write(b, 0, result);
    Instruction i = b.instruction();
    if (i.operand(1) == OperandKind.CL) {
      Value turned = isNotZero(b, count);
      Value oldOverflow = b.flags.condition(LazyFlags.CONDITION_OVERFLOW);
      b.flags.setRotated(
          b.e.select(turned, carry, b.flags.carry()), b.e.select(turned, overflow, oldOverflow));
    } else if (fixedCount(i, 1) != 0) {
      b.flags.setRotated(carry, overflow);
    }
  }
}
