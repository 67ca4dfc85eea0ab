package vmm.ppc.fpu;

import static vmm.ppc.fpu.Fpscr.FI;
import static vmm.ppc.fpu.Fpscr.FPRF;
import static vmm.ppc.fpu.Fpscr.FR;

import vmm.ppc.PpcRegisters;

/**
 * The common case in the host's own arithmetic: rounding to nearest, no enabled inexact exception,
 * and a result of ordinary size, so that it neither overflows nor underflows and no operand is a
 * NaN or an infinity. Java's operations then round as the manual asks. What they lost, whose sign
 * FR and FI need, follows exactly from error-free transformations (Knuth's two-sum, products and
 * residues by {@link Math#fma}, and Boldo and Muller's error of a fused multiply-add), which the
 * same range of sizes keeps exact.
 *
 * <p>Each method returns false, having changed nothing, if the case is another.
 */
final class FastPath {
  private static final int LEAST_ORDINARY = 128;
  private static final int GREATEST_ORDINARY = 1900;
  private static final int LEAST_SINGLE = Binary64.BIAS + FpFormat.SINGLE.leastExponent() + 1;
  private static final int GREATEST_SINGLE = Binary64.BIAS + FpFormat.SINGLE.greatestExponent() - 1;

  /** What a double has beyond a single, and its value half way between two singles. */
  private static final long BEYOND_SINGLE = (1L << SingleFormat.EXTRA_BITS) - 1;

  private static final long HALF_WAY = 1L << SingleFormat.EXTRA_BITS - 1;

  private static final int POSITIVE_NORMAL = 0b00100 << 12;
  private static final int NEGATIVE_NORMAL = 0b01000 << 12;
  private static final long NOT_SIMPLE = Fpscr.RN | Fpscr.XE;

  private FastPath() {}

  /** a + b. */
  static boolean add(long[] slots, long operands, FpFormat format, long aBits, long bBits) {
    double a = Double.longBitsToDouble(aBits);
    double b = Double.longBitsToDouble(bBits);
    double sum = a + b;
    return isSimple(slots, sum)
        && deliver(slots, operands, format, sum, sumError(a, b, sum), false);
  }

  /** a * c. */
  static boolean multiply(long[] slots, long operands, FpFormat format, long aBits, long cBits) {
    double a = Double.longBitsToDouble(aBits);
    double c = Double.longBitsToDouble(cBits);
    double product = a * c;
    return isSimple(slots, product)
        && deliver(slots, operands, format, product, Math.fma(a, c, -product), false);
  }

  /** a / b. */
  static boolean divide(long[] slots, long operands, FpFormat format, long aBits, long bBits) {
    double a = Double.longBitsToDouble(aBits);
    double b = Double.longBitsToDouble(bBits);
    double quotient = a / b;
    if (!isSimple(slots, quotient) || !isOrdinary(a)) {
      return false;
    }
    double rest = Math.fma(-quotient, b, a);
    return deliver(slots, operands, format, quotient, b < 0 ? -rest : rest, false);
  }

  /** a * c + b, with the other sign if {@code negated}. */
  static boolean multiplyAdd(
      long[] slots,
      long operands,
      FpFormat format,
      long aBits,
      long cBits,
      long bBits,
      boolean negated) {
    double a = Double.longBitsToDouble(aBits);
    double b = Double.longBitsToDouble(bBits);
    double c = Double.longBitsToDouble(cBits);
    double result = Math.fma(a, c, b);
    double product = a * c;
    if (!isSimple(slots, result) || !isOrdinary(product)) {
      return false;
    }
    double low = Math.fma(a, c, -product);
    double middle = b + low;
    double high = product + middle;
    double rest = high - result + sumError(product, middle, high);
    double error = rest + sumError(b, low, middle);
    return deliver(slots, operands, format, result, error, negated);
  }

  private static double sumError(double a, double b, double sum) {
    double second = sum - a;
    return a - (sum - second) + (b - second);
  }

  private static boolean isSimple(long[] slots, double result) {
    return (slots[PpcRegisters.FPSCR] & NOT_SIMPLE) == 0 && isOrdinary(result);
  }

  private static boolean isOrdinary(double value) {
    int field = exponentField(value);
    return field >= LEAST_ORDINARY && field <= GREATEST_ORDINARY;
  }

  private static int exponentField(double value) {
    return (int) (Double.doubleToRawLongBits(value) >>> 52) & 0x7FF;
  }

  /**
   * Sets the target and FPSCR.
   *
   * @param result the exact result rounded to double
   * @param error its exact difference from that, or any number of the same sign
   */
  private static boolean deliver(
      long[] slots, long operands, FpFormat format, double result, double error, boolean negated) {
    double rounded = result;
    double lost = error;
    if (format == FpFormat.SINGLE) {
      rounded = (float) result;
      int field = exponentField(rounded);
      long beyond = Double.doubleToRawLongBits(result) & BEYOND_SINGLE;
      if (field < LEAST_SINGLE || field > GREATEST_SINGLE || (beyond == HALF_WAY && error != 0)) {
        return false;
      }
      // Where the single differs, it does by more than the error.
      lost = rounded == result ? error : result - rounded;
    }
    double delivered = negated ? -rounded : rounded;
    FpOperands.setTarget(slots, operands, Double.doubleToRawLongBits(delivered));
    int fpscr = (int) slots[PpcRegisters.FPSCR] & ~(FR | FI | FPRF);
    fpscr |= delivered < 0 ? NEGATIVE_NORMAL : POSITIVE_NORMAL;
    if (lost != 0) {
      fpscr |= lost < 0 == rounded > 0 ? FI | FR : FI;
      fpscr |= (fpscr & Fpscr.XX) == 0 ? Fpscr.XX | Fpscr.FX : 0;
    }
    FpStatus.setFpscr(slots, fpscr);
    return true;
  }
}
