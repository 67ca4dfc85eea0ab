package vmm.ppc.translate;

import static vmm.ppc.PpcRegisters.XER_CA;
import static vmm.ppc.PpcRegisters.XER_OV;
import static vmm.ppc.PpcRegisters.XER_SO;

import vmm.api.cpu.Condition;
import vmm.api.cpu.Helper;
import vmm.api.cpu.Helper.Effect;
import vmm.api.cpu.Value;
import vmm.ppc.PpcFault;
import vmm.ppc.decode.Fields;

/** Sums, products, quotients, compares and traps (Book I, sections 3.3.8 to 3.3.10). */
final class Arithmetic {
  private Arithmetic() {}

  // ---- sums

  static void addi(Block b) {
    b.putRt(b.addressD());
  }

  static void addis(Block b) {
    int word = b.word();
    b.putRt(b.e.add(32, b.registerOrZero(Fields.ra(word)), b.word((long) word << 16)));
  }

  static void add(Block b) {
    Value sum = b.e.add(32, b.ra(), b.rb());
    finish(b, sum, overflowOfSum(b, b.ra(), b.rb(), sum));
  }

  static void subf(Block b) {
    Value difference = b.e.sub(32, b.rb(), b.ra());
    finish(b, difference, overflowOfDifference(b, b.rb(), b.ra(), difference));
  }

  static void neg(Block b) {
    Value zero = b.e.constant(0);
    Value negated = b.e.sub(32, zero, b.ra());
    finish(b, negated, overflowOfDifference(b, zero, b.ra(), negated));
  }

  static void addic(Block b) {
    b.putRt(addImmediate(b));
  }

  static void addicRecord(Block b) {
    Value sum = addImmediate(b);
    b.putRt(sum);
    b.cr.record(sum);
  }

  private static Value addImmediate(Block b) {
    Value immediate = b.word(Fields.si(b.word()));
    Value sum = b.e.add(32, b.ra(), immediate);
    b.e.put(XER_CA, b.e.compare(Condition.LT_U, 32, sum, immediate));
    return sum;
  }

  static void subfic(Block b) {
    Value immediate = b.word(Fields.si(b.word()));
    Value a = b.ra();
    b.putRt(b.e.sub(32, immediate, a));
    b.e.put(XER_CA, b.e.compare(Condition.LE_U, 32, a, immediate));
  }

  static void addc(Block b) {
    Value x = b.ra();
    Value y = b.rb();
    Value sum = b.e.add(32, x, y);
    b.e.put(XER_CA, b.e.compare(Condition.LT_U, 32, sum, x));
    finish(b, sum, overflowOfSum(b, x, y, sum));
  }

  static void subfc(Block b) {
    Value x = b.rb();
    Value y = b.ra();
    Value difference = b.e.sub(32, x, y);
    b.e.put(XER_CA, b.e.compare(Condition.LE_U, 32, y, x));
    finish(b, difference, overflowOfDifference(b, x, y, difference));
  }

  static void adde(Block b) {
    addWithCarry(b, b.ra(), b.rb());
  }

  static void addze(Block b) {
    addWithCarry(b, b.ra(), b.e.constant(0));
  }

  static void addme(Block b) {
    addWithCarry(b, b.ra(), b.word(-1));
  }

  static void subfe(Block b) {
    addWithCarry(b, not(b, b.ra()), b.rb());
  }

  static void subfze(Block b) {
    addWithCarry(b, not(b, b.ra()), b.e.constant(0));
  }

  static void subfme(Block b) {
    addWithCarry(b, not(b, b.ra()), b.word(-1));
  }

  private static Value not(Block b, Value a) {
    return b.e.xor(32, a, b.word(-1));
  }

  private static void addWithCarry(Block b, Value x, Value y) {
    Value whole = b.e.add(64, b.e.add(64, x, y), b.e.get(XER_CA));
    Value sum = b.e.extract(whole, 0, 32);
    b.e.put(XER_CA, b.e.extract(whole, 32, 1));
    finish(b, sum, overflowOfSum(b, x, y, sum));
  }

  /** The operands' signs are equal and differ from the sum's; asked for with OE only. */
  private static Value overflowOfSum(Block b, Value x, Value y, Value sum) {
    return Fields.oe(b.word())
        ? b.e.extract(b.e.and(32, b.e.xor(32, x, sum), b.e.xor(32, y, sum)), 31, 1)
        : b.e.constant(0);
  }

  /** The signs of x and y differ, and so do those of x and x - y; asked for with OE only. */
  private static Value overflowOfDifference(Block b, Value x, Value y, Value difference) {
    return Fields.oe(b.word())
        ? b.e.extract(b.e.and(32, b.e.xor(32, x, y), b.e.xor(32, x, difference)), 31, 1)
        : b.e.constant(0);
  }

  /** Writes RT, XER as OE says, and CR0 as Rc says. */
  private static void finish(Block b, Value result, Value overflow) {
    if (Fields.oe(b.word())) {
      putOverflow(b, overflow);
    }
    b.putRtAndRecord(result);
  }

  /** Sets XER[OV], and XER[SO] if it is set. */
  static void putOverflow(Block b, Value overflow) {
    b.e.put(XER_OV, overflow);
    b.e.put(XER_SO, b.e.or(64, b.e.get(XER_SO), overflow));
  }

  // ---- products and quotients

  static void mulli(Block b) {
    b.putRt(b.e.mul(32, b.ra(), b.word(Fields.si(b.word()))));
  }

  static void mullw(Block b) {
    Value product = b.e.mul(32, b.ra(), b.rb());
    finish(b, product, Fields.oe(b.word()) ? overflowOfProduct(b, product) : b.e.constant(0));
  }

  private static Value overflowOfProduct(Block b, Value product) {
    Value whole = b.e.mul(64, signed(b, b.ra()), signed(b, b.rb()));
    return b.e.compare(Condition.NE, 64, whole, signed(b, product));
  }

  static void mulhw(Block b) {
    Value whole = b.e.mul(64, signed(b, b.ra()), signed(b, b.rb()));
    b.putRtAndRecord(b.e.extract(whole, 32, 32));
  }

  static void mulhwu(Block b) {
    b.putRtAndRecord(b.e.extract(b.e.mul(64, b.ra(), b.rb()), 32, 32));
  }

  private static Value signed(Block b, Value a) {
    return b.e.signExtend(32, 64, a);
  }

  static void divw(Block b) {
    Value quotient = b.e.call(DivisionHelpers::signed, Effect.PURE, b.ra(), b.rb());
    finishQuotient(b, quotient, DivisionHelpers::signedOverflows);
  }

  static void divwu(Block b) {
    Value quotient = b.e.call(DivisionHelpers::unsigned, Effect.PURE, b.ra(), b.rb());
    finishQuotient(b, quotient, DivisionHelpers::unsignedOverflows);
  }

  private static void finishQuotient(Block b, Value quotient, Helper overflows) {
    Value overflow =
        Fields.oe(b.word()) ? b.e.call(overflows, Effect.PURE, b.ra(), b.rb()) : b.e.constant(0);
    finish(b, quotient, overflow);
  }

  // ---- compares and traps

  static void cmp(Block b) {
    b.cr.compare(Fields.bf(b.word()), b.ra(), b.rb(), true);
  }

  static void cmpl(Block b) {
    b.cr.compare(Fields.bf(b.word()), b.ra(), b.rb(), false);
  }

  static void cmpi(Block b) {
    b.cr.compare(Fields.bf(b.word()), b.ra(), b.word(Fields.si(b.word())), true);
  }

  static void cmpli(Block b) {
    b.cr.compare(Fields.bf(b.word()), b.ra(), b.word(Fields.ui(b.word())), false);
  }

  static void tw(Block b) {
    trap(b, b.rb());
  }

  static void twi(Block b) {
    trap(b, b.word(Fields.si(b.word())));
  }

  private static void trap(Block b, Value y) {
    int to = Fields.rt(b.word());
    if (to == 31) {
      b.raiseProgram(PpcFault.ESR_PTR);
      return;
    }
    Value x = b.ra();
    Value wanted = b.e.constant(0);
    if ((to & 16) != 0) {
      wanted = b.e.or(8, wanted, b.e.compare(Condition.LT_S, 32, x, y));
    }
    if ((to & 8) != 0) {
      wanted = b.e.or(8, wanted, b.e.compare(Condition.LT_S, 32, y, x));
    }
    if ((to & 4) != 0) {
      wanted = b.e.or(8, wanted, b.e.compare(Condition.EQ, 32, x, y));
    }
    if ((to & 2) != 0) {
      wanted = b.e.or(8, wanted, b.e.compare(Condition.LT_U, 32, x, y));
    }
    if ((to & 1) != 0) {
      wanted = b.e.or(8, wanted, b.e.compare(Condition.LT_U, 32, y, x));
    }
    b.e.checkIf(wanted, b.system::program, b.e.constant(PpcFault.ESR_PTR));
  }
}
