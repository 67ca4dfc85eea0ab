package vmm.ppc.translate;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;

/**
 * A result of embedded floating point and what it says in SPEFSCR (SPE Programming Environments
 * Manual, section 4.2).
 *
 * @param bits the result
 * @param truncated the result that would come of rounding toward zero
 * @param status bits of {@link Spefscr}, in their places for the lower half
 */
record EmbeddedResult(long bits, long truncated, int status) {
  private static final BigDecimal HALF = new BigDecimal("0.5");

  /** A result that was not rounded. */
  static EmbeddedResult exact(long bits, int status) {
    return new EmbeddedResult(bits, bits, status);
  }

  /**
   * Rounds a quotient to a format.
   *
   * @param numerator at least 0
   * @param denominator above 0
   * @param mode rounding mode of SPEFSCR
   * @param zeroSign the sign of a result that underflows
   */
  static EmbeddedResult round(
      EmbeddedFormat format,
      boolean negative,
      BigDecimal numerator,
      BigDecimal denominator,
      int mode,
      boolean zeroSign) {
    long sign = negative ? format.sign : 0;
    if (numerator.signum() == 0) {
      return exact(sign, 0);
    }
    long below = truncate(format, numerator, denominator);
    if (below < format.least) {
      return exact(zeroSign ? format.sign : 0, Spefscr.UNDERFLOW);
    }
    if (below >= format.exponent) {
      return exact(sign | format.greatest, Spefscr.OVERFLOW);
    }
    int status = rest(format, below, numerator, denominator);
    if (below == format.greatest && status != 0) {
      return exact(sign | format.greatest, Spefscr.OVERFLOW);
    }
    long rounded = Spefscr.roundsUp(mode, negative, below, status) ? below + 1 : below;
    return new EmbeddedResult(sign | rounded, sign | below, status);
  }

  private static long truncate(
      EmbeddedFormat format, BigDecimal numerator, BigDecimal denominator) {
    double near = numerator.divide(denominator, MathContext.DECIMAL128).doubleValue();
    long bits = format.nearest(near);
    while (bits > 0 && !format.special(bits) && compare(format, bits, numerator, denominator) > 0) {
      bits--;
    }
    return bits;
  }

  private static int compare(
      EmbeddedFormat format, long bits, BigDecimal numerator, BigDecimal denominator) {
    return format.magnitude(bits).multiply(denominator).compareTo(numerator);
  }

  /** Guard and sticky bit of what stands behind the truncated result. */
  private static int rest(
      EmbeddedFormat format, long below, BigDecimal numerator, BigDecimal denominator) {
    if (compare(format, below, numerator, denominator) == 0) {
      return 0;
    }
    BigDecimal unit = format.magnitude(below | 1).subtract(format.magnitude(below & ~1L)).abs();
    BigDecimal middle = format.magnitude(below).add(unit.multiply(HALF));
    int side = middle.multiply(denominator).compareTo(numerator);
    return side == 0 ? Spefscr.GUARD : side < 0 ? Spefscr.GUARD | Spefscr.STICKY : Spefscr.STICKY;
  }

  /**
   * Rounds a number to an integer of 32 bits.
   *
   * @param signed whether it may be negative
   */
  static EmbeddedResult toInteger(
      boolean negative, BigDecimal magnitude, boolean signed, int mode) {
    BigInteger below = magnitude.toBigInteger();
    BigDecimal rest = magnitude.subtract(new BigDecimal(below));
    int side = HALF.compareTo(rest);
    int status =
        (side <= 0 ? Spefscr.GUARD : 0) | (rest.signum() != 0 && side != 0 ? Spefscr.STICKY : 0);
    boolean up = Spefscr.roundsUp(mode, negative, below.longValue(), status);
    BigInteger rounded = up ? below.add(BigInteger.ONE) : below;
    BigInteger value = negative ? rounded.negate() : rounded;
    long least = signed ? Integer.MIN_VALUE : 0;
    long greatest = signed ? Integer.MAX_VALUE : 0xFFFF_FFFFL;
    if (value.compareTo(BigInteger.valueOf(least)) < 0) {
      return exact(least & 0xFFFF_FFFFL, Spefscr.INVALID);
    }
    if (value.compareTo(BigInteger.valueOf(greatest)) > 0) {
      return exact(greatest, Spefscr.INVALID);
    }
    long truncated = (negative ? below.negate() : below).longValue();
    return new EmbeddedResult(value.longValue() & 0xFFFF_FFFFL, truncated & 0xFFFF_FFFFL, status);
  }
}
