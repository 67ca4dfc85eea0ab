package vmm.ppc.fpu;

import java.math.BigInteger;

/**
 * A rational number rounded the slow and obvious way, to check the unit by: the two candidates next
 * to it are found by whole-number division.
 *
 * @param bits the rounded number
 * @param flags which of FR, FI, OX, UX and XX it raises, all exceptions disabled
 */
record ExactResult(long bits, int flags) {
  /** Rounds {@code numerator / denominator}, neither of them zero. */
  static ExactResult of(
      BigInteger numerator, BigInteger denominator, FpFormat format, int rounding) {
    boolean negative = numerator.signum() * denominator.signum() < 0;
    BigInteger n = numerator.abs();
    BigInteger d = denominator.abs();
    int exponent = n.bitLength() - d.bitLength();
    if (scaled(n, -exponent).compareTo(scaled(d, exponent)) < 0) {
      exponent--;
    }
    int unit = Math.max(exponent, format.leastExponent()) - format.precision() + 1;
    BigInteger[] parts = scaled(n, -unit).divideAndRemainder(scaled(d, unit));
    boolean inexact = parts[1].signum() != 0;
    int half = parts[1].shiftLeft(1).compareTo(scaled(d, unit));
    boolean up =
        switch (rounding) {
          case 0 -> half > 0 || (half == 0 && parts[0].testBit(0));
          case 1 -> false;
          case 2 -> inexact && !negative;
          default -> inexact && negative;
        };
    BigInteger whole = up ? parts[0].add(BigInteger.ONE) : parts[0];
    boolean tiny = exponent < format.leastExponent();
    int flags = inexact ? Fpscr.FI | Fpscr.XX | (up ? Fpscr.FR : 0) | (tiny ? Fpscr.UX : 0) : 0;
    if (whole.bitLength() + unit - 1 > format.greatestExponent()) {
      return overflow(negative, format, rounding);
    }
    double magnitude = Math.scalb(whole.doubleValue(), unit);
    return new ExactResult(Double.doubleToRawLongBits(negative ? -magnitude : magnitude), flags);
  }

  private static ExactResult overflow(boolean negative, FpFormat format, int rounding) {
    boolean infinite = rounding == 0 || rounding == (negative ? 3 : 2);
    double greatest = format == FpFormat.SINGLE ? Float.MAX_VALUE : Double.MAX_VALUE;
    double magnitude = infinite ? Double.POSITIVE_INFINITY : greatest;
    int flags = Fpscr.FI | Fpscr.XX | Fpscr.OX | (infinite ? Fpscr.FR : 0);
    return new ExactResult(Double.doubleToRawLongBits(negative ? -magnitude : magnitude), flags);
  }

  /** {@code value * 2^shift} if that is a whole number's, else the value itself. */
  private static BigInteger scaled(BigInteger value, int shift) {
    return shift > 0 ? value.shiftLeft(shift) : value;
  }
}
