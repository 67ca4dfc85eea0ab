package vmm.x86.translate;

import static vmm.x86.translate.Operands.read;
import static vmm.x86.translate.Operands.readForUpdate;
import static vmm.x86.translate.Operands.write;

import vmm.api.cpu.Condition;
import vmm.api.cpu.Emitter;
import vmm.api.cpu.Helper.Effect;
import vmm.api.cpu.Value;
import vmm.x86.Flags;
import vmm.x86.X86Fault;
import vmm.x86.decode.Instruction;

/** Addition, subtraction, comparison, multiplication and division. */
final class Arithmetic {
  private static final int EAX = 0;
  private static final int EDX = 2;

  /** As an 8-bit register. */
  private static final int AH = 4;

  private Arithmetic() {}

  static void add(Block b) {
    int bits = b.instruction().bits(0);
    Value left = readForUpdate(b, 0);
    Value right = read(b, 1);
    Value result = b.e.add(bits, left, right);
    write(b, 0, result);
    b.flags.set(Flags.ADD, bits, left, right, result);
  }

  static void adc(Block b) {
    int bits = b.instruction().bits(0);
    Value left = readForUpdate(b, 0);
    Value right = read(b, 1);
    Value result = b.e.add(bits, b.e.add(bits, left, right), b.flags.carry());
    write(b, 0, result);
    b.flags.set(Flags.ADC, bits, left, right, result);
  }

  static void sub(Block b) {
    int bits = b.instruction().bits(0);
    Value left = readForUpdate(b, 0);
    Value right = read(b, 1);
    Value result = b.e.sub(bits, left, right);
    write(b, 0, result);
    b.flags.set(Flags.SUB, bits, left, right, result);
  }

  static void sbb(Block b) {
    int bits = b.instruction().bits(0);
    Value left = readForUpdate(b, 0);
    Value right = read(b, 1);
    Value result = b.e.sub(bits, b.e.sub(bits, left, right), b.flags.carry());
    write(b, 0, result);
    b.flags.set(Flags.SBB, bits, left, right, result);
  }

  static void cmp(Block b) {
    compare(b, b.instruction().bits(0), read(b, 0), read(b, 1));
  }

  /** Sets the flags as CMP does. */
  static void compare(Block b, int bits, Value left, Value right) {
    b.flags.set(Flags.SUB, bits, left, right, b.e.sub(bits, left, right));
  }

  static void inc(Block b) {
    count(b, Flags.INC, 1);
  }

  static void dec(Block b) {
    count(b, Flags.DEC, -1);
  }

  private static void count(Block b, int kind, int step) {
    int bits = b.instruction().bits(0);
    Value result = b.e.add(bits, readForUpdate(b, 0), b.e.constant(step));
    write(b, 0, result);
    b.flags.setKeepingCarry(kind, bits, result);
  }

  static void neg(Block b) {
    int bits = b.instruction().bits(0);
    Value zero = b.e.constant(0);
    Value right = readForUpdate(b, 0);
    Value result = b.e.sub(bits, zero, right);
    write(b, 0, result);
    b.flags.set(Flags.SUB, bits, zero, right, result);
  }

  /** The two registers swap only after a store that may fault. */
  static void xadd(Block b) {
    int bits = b.instruction().bits(0);
    Value left = readForUpdate(b, 0);
    Value right = read(b, 1);
    Value result = b.e.add(bits, left, right);
    Value old = b.low(bits, left);
    if (Operands.inMemory(b, 0)) {
      write(b, 0, result);
      write(b, 1, old);
    } else {
      write(b, 1, old);
      write(b, 0, result);
    }
    b.flags.set(Flags.ADD, bits, left, right, result);
  }

  static void mul(Block b) {
    int bits = b.instruction().bits(0);
    Value source = Operands.readExtended(b, 0);
    Value product = b.e.mul(64, source, b.low(bits, b.register(EAX)));
    Value overflow = b.e.compare(Condition.NE, 64, b.e.extract(product, bits, bits), zero(b));
    putProduct(b, bits, product);
    setProduct(b, bits, product, overflow);
  }

  static void imul(Block b) {
    Instruction i = b.instruction();
    int bits = i.bits(0);
    Emitter e = b.e;
    int operands = i.operands();
    Value left = operands == 3 ? read(b, 1) : read(b, 0);
    Value right = operands == 1 ? b.register(EAX) : read(b, operands - 1);
    Value product = e.mul(64, e.signExtend(bits, 64, left), e.signExtend(bits, 64, right));
    Value overflow = e.compare(Condition.NE, 64, e.signExtend(bits, 64, product), product);
    if (operands == 1) {
      putProduct(b, bits, product);
    } else {
      write(b, 0, b.low(bits, product));
    }
    setProduct(b, bits, product, overflow);
  }

  private static void putProduct(Block b, int bits, Value product) {
    if (bits == 8) {
      b.putRegister(16, EAX, product);
    } else {
      b.putRegister(bits, EAX, b.low(bits, product));
      b.putRegister(bits, EDX, b.e.extract(product, bits, bits));
    }
  }

  private static void setProduct(Block b, int bits, Value product, Value overflow) {
    b.flags.set(Flags.MUL, bits, overflow, overflow, product);
  }

  /** DIV. The quotient fits if, and only if, the dividend's upper half is below the divisor. */
  static void div(Block b) {
    int bits = b.instruction().bits(0);
    Value divisor = Operands.readExtended(b, 0);
    Value tooLarge = b.e.compare(Condition.LE_U, bits, divisor, upperHalf(b, bits));
    b.checkIf(tooLarge, FaultHelpers.RAISE, b.e.constant(X86Fault.DE));
    Value dividend = dividend(b, bits);
    Value quotient = b.e.call(ArithmeticHelpers::quotient, Effect.PURE, dividend, divisor);
    putQuotient(b, bits, dividend, divisor, quotient);
  }

  /** IDIV. */
  static void idiv(Block b) {
    int bits = b.instruction().bits(0);
    Value divisor = b.e.signExtend(bits, 64, read(b, 0));
    Value dividend = b.e.signExtend(2 * bits, 64, dividend(b, bits));
    Value quotient = b.e.call(ArithmeticHelpers::signedQuotient, Effect.PURE, dividend, divisor);
    Value fitting = b.e.signExtend(bits, 64, quotient);
    Value tooLarge = b.e.compare(Condition.NE, 64, quotient, fitting);
    b.checkIf(tooLarge, FaultHelpers.RAISE, b.e.constant(X86Fault.DE));
    putQuotient(b, bits, dividend, divisor, quotient);
  }

  /** AH, DX or EDX. */
  private static Value upperHalf(Block b, int bits) {
    return bits == 8 ? b.register(8, AH) : b.low(bits, b.register(EDX));
  }

  /** AX, DX:AX or EDX:EAX. */
  private static Value dividend(Block b, int bits) {
    return bits == 8
        ? b.low(16, b.register(EAX))
        : b.e.deposit(b.low(bits, b.register(EAX)), bits, bits, upperHalf(b, bits));
  }

  private static void putQuotient(
      Block b, int bits, Value dividend, Value divisor, Value quotient) {
    Value remainder = b.e.sub(64, dividend, b.e.mul(64, quotient, divisor));
    b.putRegister(bits, EAX, b.low(bits, quotient));
    b.putRegister(bits, bits == 8 ? AH : EDX, b.low(bits, remainder));
  }

  /** CBW, CWDE and CDQE. */
  static void cbw(Block b) {
    int bits = b.instruction().operandBits();
    b.putRegister(bits, EAX, b.e.signExtend(bits / 2, bits, b.register(EAX)));
  }

  /** CWD, CDQ and CQO. */
  static void cwd(Block b) {
    int bits = b.instruction().operandBits();
    Value sign = b.e.signExtend(1, bits, b.e.extract(b.register(EAX), bits - 1, 1));
    b.putRegister(bits, EDX, sign);
  }

  static void daa(Block b) {
    b.call(BcdHelpers::daa);
  }

  static void das(Block b) {
    b.call(BcdHelpers::das);
  }

  static void aaa(Block b) {
    b.call(BcdHelpers::aaa);
  }

  static void aas(Block b) {
    b.call(BcdHelpers::aas);
  }

  static void aam(Block b) {
    b.call(BcdHelpers::aam, read(b, 0));
  }

  static void aad(Block b) {
    b.call(BcdHelpers::aad, read(b, 0));
  }

  private static Value zero(Block b) {
    return b.e.constant(0);
  }
}
