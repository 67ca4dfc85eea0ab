package vmm.ppc.translate;

import static vmm.ppc.PpcRegisters.CR_FIELD;
import static vmm.ppc.PpcRegisters.CR_SO;
import static vmm.ppc.PpcRegisters.XER_SO;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import vmm.api.cpu.Condition;
import vmm.api.cpu.Emitter;
import vmm.api.cpu.Value;
import vmm.ppc.ConditionRegister;

/**
 * The condition register in a block. A field that the block itself has set by comparing two values
 * is asked by comparing them again, which engines do in one step with a branch.
 */
final class Conditions {
  /** Number of a bit in its field. */
  static final int LT = 0;

  /** Number of a bit in its field. */
  static final int GT = 1;

  /** Number of a bit in its field. */
  static final int EQ = 2;

  /** Number of a bit in its field. */
  static final int SO = 3;

  private static final int FIELDS = 8;

  private record Comparison(Value a, Value b, boolean signed) {
    Condition less() {
      return signed ? Condition.LT_S : Condition.LT_U;
    }

    Condition lessOrEqual() {
      return signed ? Condition.LE_S : Condition.LE_U;
    }
  }

  private final Emitter e;
  private final @Nullable Comparison[] known = new @Nullable Comparison[FIELDS];

  Conditions(Emitter emitter) {
    e = emitter;
  }

  /** A helper may have changed the register. */
  void forget() {
    Arrays.fill(known, null);
  }

  /** Sets a field to the relation of two 32-bit values, and its SO to that of XER. */
  void compare(int field, Value a, Value b, boolean signed) {
    Value difference =
        signed
            ? e.sub(64, e.signExtend(32, 64, a), e.signExtend(32, 64, b))
            : e.sub(64, e.extract(a, 0, 32), e.extract(b, 0, 32));
    e.put(CR_FIELD + field, difference);
    e.put(CR_SO + field, e.get(XER_SO));
    known[field] = new Comparison(a, b, signed);
  }

  /** What Rc does: sets field 0 to the relation of a result and 0. */
  void record(Value result) {
    compare(0, result, e.constant(0), true);
  }

  /** Sets a field to bits of 0 or 1. */
  void set(int field, Value lt, Value gt, Value eq, Value so) {
    Value low =
        e.or(64, e.xor(64, eq, e.constant(1)), e.shl(64, lt, e.constant(ConditionRegister.LT_BIT)));
    Value high = e.select(gt, e.constant(1L << 32), e.constant(Long.MIN_VALUE));
    e.put(CR_FIELD + field, e.or(64, low, high));
    e.put(CR_SO + field, so);
    known[field] = null;
  }

  /** Sets a field to EQ alone, or to nothing, and its SO to that of XER. */
  void setEqual(int field, Value eq) {
    e.put(
        CR_FIELD + field,
        e.select(
            eq, e.constant(ConditionRegister.encode(2)), e.constant(ConditionRegister.encode(0))));
    e.put(CR_SO + field, e.get(XER_SO));
    known[field] = null;
  }

  /** Copies a field. */
  void copy(int to, int from) {
    e.put(CR_FIELD + to, e.get(CR_FIELD + from));
    e.put(CR_SO + to, e.get(CR_SO + from));
    known[to] = known[from];
  }

  /** Sets one of the 32 bits to 0 or 1. */
  void setBit(int number, Value bit) {
    int field = number / 4;
    int which = number % 4;
    if (which == SO) {
      e.put(CR_SO + field, bit);
      return;
    }
    Value[] bits = new Value[SO];
    for (int i = LT; i <= EQ; i++) {
      bits[i] = i == which ? bit : isSet(4 * field + i);
    }
    set(field, bits[LT], bits[GT], bits[EQ], e.get(CR_SO + field));
  }

  /** 1 if one of the 32 bits is set, else 0. */
  Value isSet(int number) {
    return test(number, true);
  }

  /** 1 if one of the 32 bits is as expected, else 0. */
  Value test(int number, boolean expected) {
    int field = number / 4;
    int which = number % 4;
    if (which == SO) {
      return bitTest(e.get(CR_SO + field), expected);
    }
    Comparison comparison = known[field];
    return comparison != null
        ? relation(comparison, which, expected)
        : stored(e.get(CR_FIELD + field), which, expected);
  }

  private Value relation(Comparison c, int which, boolean expected) {
    return switch (which) {
      case LT ->
          expected ? e.compare(c.less(), 32, c.a, c.b) : e.compare(c.lessOrEqual(), 32, c.b, c.a);
      case GT ->
          expected ? e.compare(c.less(), 32, c.b, c.a) : e.compare(c.lessOrEqual(), 32, c.a, c.b);
      default -> e.compare(expected ? Condition.EQ : Condition.NE, 32, c.a, c.b);
    };
  }

  private Value stored(Value difference, int which, boolean expected) {
    Value zero = e.constant(0);
    return switch (which) {
      case LT -> bitTest(e.extract(difference, ConditionRegister.LT_BIT, 1), expected);
      case GT ->
          expected
              ? e.compare(Condition.LT_S, 64, zero, difference)
              : e.compare(Condition.LE_S, 64, difference, zero);
      default -> e.compare(expected ? Condition.EQ : Condition.NE, 32, difference, zero);
    };
  }

  private Value bitTest(Value bit, boolean expected) {
    return expected ? bit : e.xor(64, bit, e.constant(1));
  }
}
