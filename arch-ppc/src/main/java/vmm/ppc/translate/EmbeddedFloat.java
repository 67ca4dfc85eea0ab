package vmm.ppc.translate;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import vmm.api.cpu.CpuContext;
import vmm.api.cpu.Helper;
import vmm.api.cpu.Value;
import vmm.ppc.InterruptType;
import vmm.ppc.PpcFault;
import vmm.ppc.PpcRegisters;
import vmm.ppc.decode.Fields;

/**
 * Embedded floating point in general registers (SPE Programming Environments Manual, chapter 5):
 * single precision in the lower half, in both halves, and double precision in both together. Single
 * precision in the lower half needs no MSR[SPE].
 */
final class EmbeddedFloat {
  private static final long LOW = 0xFFFF_FFFFL;
  private static final int RB_SHIFT = 5;
  private static final int RT_SHIFT = 10;

  private static final Map<String, EmbeddedArithmetic.Operation> ARITHMETIC =
      Map.of(
          "add", EmbeddedArithmetic::add,
          "sub", EmbeddedArithmetic::subtract,
          "mul", EmbeddedArithmetic::multiply,
          "div", EmbeddedArithmetic::divide);

  private static final List<String> RELATIONS = List.of("gt", "lt", "eq");

  /** Where operands stand. */
  private enum Shape {
    SCALAR("efs", EmbeddedFormat.SINGLE),
    VECTOR("evfs", EmbeddedFormat.SINGLE),
    DOUBLE("efd", EmbeddedFormat.DOUBLE);

    private final String prefix;
    private final EmbeddedFormat format;

    Shape(String prefix, EmbeddedFormat format) {
      this.prefix = prefix;
      this.format = format;
    }

    long read(long[] slots, int register) {
      long low = slots[PpcRegisters.R0 + register];
      return this == SCALAR ? low : slots[PpcRegisters.R0_HIGH + register] << 32 | low;
    }

    void write(long[] slots, int register, long value) {
      slots[PpcRegisters.R0 + register] = value & LOW;
      if (this != SCALAR) {
        slots[PpcRegisters.R0_HIGH + register] = value >>> 32;
      }
    }
  }

  /** A function of one operand. */
  private interface Conversion {
    EmbeddedResult of(EmbeddedFormat format, long operand, int mode);
  }

  private EmbeddedFloat() {}

  /** Adds the meanings. */
  static void addTo(Map<String, Semantic> m) {
    for (Shape shape : Shape.values()) {
      ARITHMETIC.forEach(
          (name, operation) ->
              m.put(shape.prefix + name, calling(shape, binary(shape, operation))));
      signs(m, shape);
      compares(m, shape);
      conversions(m, shape);
    }
    m.put("efscfd", calling(Shape.DOUBLE, EmbeddedFloat::toSingle));
    m.put("efdcfs", calling(Shape.DOUBLE, EmbeddedFloat::toDouble));
  }

  private static Semantic calling(Shape shape, Helper helper) {
    return b -> {
      if (shape == Shape.SCALAR || SpeFamily.available(b)) {
        int word = b.word();
        long operands =
            Fields.ra(word)
                | (long) Fields.rb(word) << RB_SHIFT
                | (long) Fields.rt(word) << RT_SHIFT;
        b.call(helper, b.e.constant(operands));
      }
    };
  }

  private static int registerA(long operands) {
    return (int) operands & 31;
  }

  private static int registerB(long operands) {
    return (int) operands >> RB_SHIFT & 31;
  }

  private static int target(long operands) {
    return (int) operands >> RT_SHIFT & 31;
  }

  // ---- signs

  private static void signs(Map<String, Semantic> m, Shape shape) {
    m.put(shape.prefix + "abs", signed(shape, (b, a) -> b.e.and(32, a, b.word(0x7FFF_FFFF))));
    m.put(shape.prefix + "nabs", signed(shape, (b, a) -> b.e.or(32, a, b.word(1L << 31))));
    m.put(shape.prefix + "neg", signed(shape, (b, a) -> b.e.xor(32, a, b.word(1L << 31))));
  }

  private interface OnWord {
    Value emit(Block b, Value a);
  }

  private static Semantic signed(Shape shape, OnWord operation) {
    return b -> {
      if (shape == Shape.SCALAR) {
        b.putRt(operation.emit(b, b.ra()));
      } else if (SpeFamily.available(b)) {
        Value high = operation.emit(b, SpeFamily.high(b, Fields.ra(b.word())));
        Value low = shape == Shape.VECTOR ? operation.emit(b, b.ra()) : b.ra();
        SpeFamily.put(b, high, low);
      }
    };
  }

  // ---- arithmetic

  private static Helper binary(Shape shape, EmbeddedArithmetic.Operation operation) {
    return (cpu, operands, _, _) -> {
      long[] slots = cpu.slots();
      long a = shape.read(slots, registerA(operands));
      long b = shape.read(slots, registerB(operands));
      int mode = Spefscr.mode(slots);
      if (shape != Shape.VECTOR) {
        return finish(slots, shape, operands, operation.of(shape.format, a, b, mode));
      }
      EmbeddedResult high = operation.of(shape.format, a >>> 32, b >>> 32, mode);
      EmbeddedResult low = operation.of(shape.format, a & LOW, b & LOW, mode);
      return finish(slots, shape, operands, both(high, low));
    };
  }

  private static EmbeddedResult both(EmbeddedResult high, EmbeddedResult low) {
    return new EmbeddedResult(
        high.bits() << 32 | low.bits(),
        high.truncated() << 32 | low.truncated(),
        Spefscr.both(high.status(), low.status()));
  }

  /** With the round interrupt enabled, its handler does the rounding. */
  private static long finish(long[] slots, Shape shape, long operands, EmbeddedResult result) {
    Spefscr.report(slots, result.status());
    boolean interrupt = Spefscr.roundInterrupt(slots, result.status());
    shape.write(slots, target(operands), interrupt ? result.truncated() : result.bits());
    if (interrupt) {
      throw PpcFault.after(InterruptType.SPE_ROUND, PpcFault.ESR_SPV);
    }
    return 0;
  }

  // ---- compares

  private static void compares(Map<String, Semantic> m, Shape shape) {
    for (String relation : RELATIONS) {
      m.put(shape.prefix + "cmp" + relation, comparing(shape, relation, true));
      m.put(shape.prefix + "tst" + relation, comparing(shape, relation, false));
    }
  }

  /** A condition field gets GT, or for vectors what {@link SpeFamily} puts there. */
  private static Semantic comparing(Shape shape, String relation, boolean checks) {
    Helper helper =
        (cpu, operands, _, _) -> compare(cpu.slots(), shape, relation, checks, operands);
    return b -> {
      if (shape != Shape.SCALAR && !SpeFamily.available(b)) {
        return;
      }
      long operands = Fields.ra(b.word()) | (long) Fields.rb(b.word()) << RB_SHIFT;
      Value holds = b.call(helper, b.e.constant(operands));
      Value low = b.e.extract(holds, 0, 1);
      Value zero = b.e.constant(0);
      if (shape == Shape.VECTOR) {
        Value high = b.e.extract(holds, 1, 1);
        Value either = b.e.or(64, high, low);
        b.cr.set(Fields.bf(b.word()), high, low, either, b.e.and(64, high, low));
      } else {
        b.cr.set(Fields.bf(b.word()), zero, low, zero, zero);
      }
    };
  }

  private static long compare(
      long[] slots, Shape shape, String relation, boolean checks, long operands) {
    long a = shape.read(slots, registerA(operands));
    long b = shape.read(slots, registerB(operands));
    EmbeddedFormat f = shape.format;
    boolean vector = shape == Shape.VECTOR;
    long lowA = vector ? a & LOW : a;
    long lowB = vector ? b & LOW : b;
    if (checks) {
      int high = vector && (f.invalid(a >>> 32) || f.invalid(b >>> 32)) ? Spefscr.INVALID : 0;
      int low = f.invalid(lowA) || f.invalid(lowB) ? Spefscr.INVALID : 0;
      Spefscr.report(slots, Spefscr.both(high, low));
    }
    long low = holds(f, relation, lowA, lowB) ? 1 : 0;
    return vector && holds(f, relation, a >>> 32, b >>> 32) ? low | 2 : low;
  }

  private static boolean holds(EmbeddedFormat f, String relation, long a, long b) {
    int order = EmbeddedArithmetic.compare(f, a, b);
    return switch (relation) {
      case "gt" -> order > 0;
      case "lt" -> order < 0;
      default -> order == 0;
    };
  }

  // ---- conversions

  private static void conversions(Map<String, Semantic> m, Shape shape) {
    for (String sign : List.of("u", "s")) {
      boolean signed = sign.equals("s");
      BigDecimal one = BigDecimal.TWO.pow(signed ? 31 : 32);
      String from = shape.prefix + "cf" + sign;
      String to = shape.prefix + "ct" + sign;
      m.put(from + "i", converting(shape, fromInteger(BigDecimal.ONE, signed), true));
      m.put(from + "f", converting(shape, fromInteger(one, signed), true));
      m.put(to + "i", converting(shape, toInteger(BigDecimal.ONE, signed), false));
      m.put(to + "f", converting(shape, toInteger(one, signed), false));
      Conversion truncating = toInteger(BigDecimal.ONE, signed);
      m.put(to + "iz", converting(shape, (f, v, _) -> truncating.of(f, v, Spefscr.TO_ZERO), false));
    }
  }

  private static Conversion fromInteger(BigDecimal scale, boolean signed) {
    return (format, value, mode) ->
        EmbeddedArithmetic.fromInteger(format, signed ? (int) value : value & LOW, scale, mode);
  }

  private static Conversion toInteger(BigDecimal scale, boolean signed) {
    return (format, value, mode) ->
        EmbeddedArithmetic.toInteger(format, value, scale, signed, mode);
  }

  /** The integer of a conversion to or from a double stands in the lower half. */
  private static Semantic converting(Shape shape, Conversion conversion, boolean fromInteger) {
    Shape source = shape == Shape.DOUBLE && fromInteger ? Shape.SCALAR : shape;
    Shape target = shape == Shape.DOUBLE && !fromInteger ? Shape.SCALAR : shape;
    return calling(
        shape,
        (cpu, operands, _, _) -> {
          long[] slots = cpu.slots();
          long value = source.read(slots, registerB(operands));
          int mode = Spefscr.mode(slots);
          EmbeddedResult result =
              shape == Shape.VECTOR
                  ? both(
                      conversion.of(shape.format, value >>> 32, mode),
                      conversion.of(shape.format, value & LOW, mode))
                  : conversion.of(shape.format, value, mode);
          return finish(slots, target, operands, result);
        });
  }

  private static long toSingle(CpuContext cpu, long operands, long unused, long unused2) {
    long[] slots = cpu.slots();
    long value = Shape.DOUBLE.read(slots, registerB(operands));
    EmbeddedResult result =
        EmbeddedArithmetic.convert(
            EmbeddedFormat.SINGLE, EmbeddedFormat.DOUBLE, value, Spefscr.mode(slots));
    return finish(slots, Shape.SCALAR, operands, result);
  }

  private static long toDouble(CpuContext cpu, long operands, long unused, long unused2) {
    long[] slots = cpu.slots();
    long value = Shape.SCALAR.read(slots, registerB(operands));
    EmbeddedResult result =
        EmbeddedArithmetic.convert(
            EmbeddedFormat.DOUBLE, EmbeddedFormat.SINGLE, value, Spefscr.mode(slots));
    return finish(slots, Shape.DOUBLE, operands, result);
  }
}
