package vmm.ppc.translate;

import static vmm.ppc.translate.EmbeddedResult.exact;

import java.math.BigDecimal;

/**
 * Embedded floating point on the bits of operands. Infinities and what is no number give the
 * greatest number, denormals count as 0 (SPE Programming Environments Manual, chapter 5).
 */
final class EmbeddedArithmetic {
  private static final BigDecimal ONE = BigDecimal.ONE;

  private EmbeddedArithmetic() {}

  /** An operation on two operands. */
  @FunctionalInterface
  interface Operation {
    /** The result in a rounding mode. */
    EmbeddedResult of(EmbeddedFormat format, long a, long b, int mode);
  }

  static EmbeddedResult add(EmbeddedFormat f, long a, long b, int mode) {
    int invalid = invalid(f, a, b);
    if (f.special(a) || f.special(b)) {
      return exact(f.greatest | (f.special(a) ? a : b) & f.sign, invalid);
    }
    BigDecimal sum = signed(f, a).add(signed(f, b));
    boolean down = mode == Spefscr.DOWN;
    if (sum.signum() == 0) {
      boolean negative = (a & b & f.sign) != 0 || (((a ^ b) & f.sign) != 0 && down);
      return exact(negative ? f.sign : 0, invalid);
    }
    return with(invalid, EmbeddedResult.round(f, sum.signum() < 0, sum.abs(), ONE, mode, down));
  }

  static EmbeddedResult subtract(EmbeddedFormat f, long a, long b, int mode) {
    return add(f, a, b ^ f.sign, mode);
  }

  static EmbeddedResult multiply(EmbeddedFormat f, long a, long b, int mode) {
    int invalid = invalid(f, a, b);
    long sign = (a ^ b) & f.sign;
    if (f.zero(a) || f.zero(b)) {
      return exact(sign, invalid);
    }
    if (f.special(a) || f.special(b)) {
      return exact(sign | f.greatest, invalid);
    }
    BigDecimal product = f.magnitude(a).multiply(f.magnitude(b));
    return EmbeddedResult.round(f, sign != 0, product, ONE, mode, sign != 0);
  }

  static EmbeddedResult divide(EmbeddedFormat f, long a, long b, int mode) {
    int invalid = invalid(f, a, b);
    long sign = (a ^ b) & f.sign;
    if (f.zero(b) && !f.special(a)) {
      int status = f.zero(a) ? Spefscr.INVALID : invalid | Spefscr.DIVIDE_BY_ZERO;
      return exact(sign | f.greatest, status);
    }
    if (f.special(a)) {
      return exact(sign | f.greatest, invalid);
    }
    if (f.special(b) || f.zero(a)) {
      return exact(sign, invalid);
    }
    return EmbeddedResult.round(f, sign != 0, f.magnitude(a), f.magnitude(b), mode, sign != 0);
  }

  private static int invalid(EmbeddedFormat f, long a, long b) {
    return f.invalid(a) || f.invalid(b) ? Spefscr.INVALID : 0;
  }

  private static EmbeddedResult with(int status, EmbeddedResult r) {
    return new EmbeddedResult(r.bits(), r.truncated(), r.status() | status);
  }

  private static BigDecimal signed(EmbeddedFormat f, long bits) {
    BigDecimal magnitude = f.magnitude(bits);
    return (bits & f.sign) != 0 ? magnitude.negate() : magnitude;
  }

  /** Less than 0, 0, or more: special numbers compare by their bits. */
  static int compare(EmbeddedFormat f, long a, long b) {
    return Long.compare(order(f, a), order(f, b));
  }

  private static long order(EmbeddedFormat f, long bits) {
    long magnitude = bits & (f.sign - 1);
    return (bits & f.sign) != 0 ? -magnitude : magnitude;
  }

  // ---- conversions

  /**
   * From an integer or a fraction.
   *
   * @param scale what 1 is in the integer: 1, or a power of 2 for fractions
   */
  static EmbeddedResult fromInteger(EmbeddedFormat f, long value, BigDecimal scale, int mode) {
    BigDecimal magnitude = BigDecimal.valueOf(value).abs();
    return EmbeddedResult.round(f, value < 0, magnitude, scale, mode, value < 0);
  }

  /** To an integer or a fraction; what is no number gives 0. */
  static EmbeddedResult toInteger(
      EmbeddedFormat f, long bits, BigDecimal scale, boolean signed, int mode) {
    boolean negative = (bits & f.sign) != 0;
    if (f.special(bits)) {
      boolean infinite = (bits & ~f.sign) == f.exponent;
      BigDecimal beyond = infinite ? BigDecimal.TWO.pow(64) : BigDecimal.ZERO;
      return with(
          Spefscr.INVALID, EmbeddedResult.toInteger(negative, beyond, signed, Spefscr.TO_ZERO));
    }
    BigDecimal magnitude = f.magnitude(bits).multiply(scale);
    EmbeddedResult result = EmbeddedResult.toInteger(negative, magnitude, signed, mode);
    return with(f.invalid(bits) ? Spefscr.INVALID : 0, result);
  }

  /** From the other format. */
  static EmbeddedResult convert(EmbeddedFormat to, EmbeddedFormat from, long bits, int mode) {
    boolean negative = (bits & from.sign) != 0;
    long sign = negative ? to.sign : 0;
    if (from.special(bits)) {
      return exact(sign | to.greatest, Spefscr.INVALID);
    }
    int invalid = from.invalid(bits) ? Spefscr.INVALID : 0;
    return with(
        invalid, EmbeddedResult.round(to, negative, from.magnitude(bits), ONE, mode, negative));
  }
}
