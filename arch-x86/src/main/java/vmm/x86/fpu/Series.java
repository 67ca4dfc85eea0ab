package vmm.x86.fpu;

import java.util.function.IntFunction;

/** Power series of functions whose argument is small, to about 2^-104 relative to the result. */
final class Series {
  /** A factor so near to one that it only makes a result inexact, on its proper side. */
  private static final double TRACE = 0x1p-100;

  /** sin(x) / x in powers of x^2, for |x| up to pi/4. */
  private static final DoubleDouble[] SINE = alternating(15, n -> factorial(2 * n + 1));

  /** cos(x) in powers of x^2, for |x| up to pi/4. */
  private static final DoubleDouble[] COSINE = alternating(15, n -> factorial(2 * n));

  /** atan(x) / x in powers of x^2, for |x| up to 1/20. */
  private static final DoubleDouble[] ARC_TANGENT = alternating(14, n -> integer(2 * n + 1));

  /** atanh(x) / x in powers of x^2, for |x| up to 0.172. */
  private static final DoubleDouble[] AREA_TANGENT = coefficients(23, n -> integer(2 * n + 1), 1);

  /** (exp(x) - 1) / x in powers of x, for |x| up to 0.011. */
  private static final DoubleDouble[] EXPONENTIAL = coefficients(14, n -> factorial(n + 1), 1);

  private Series() {}

  private static DoubleDouble[] alternating(int terms, IntFunction<DoubleDouble> divisor) {
    return coefficients(terms, divisor, -1);
  }

  /** The coefficients ratio^n / divisor(n). */
  private static DoubleDouble[] coefficients(
      int terms, IntFunction<DoubleDouble> divisor, int ratio) {
    var coefficients = new DoubleDouble[terms];
    for (int n = 0; n < terms; n++) {
      DoubleDouble magnitude = DoubleDouble.ONE.dividedBy(divisor.apply(n));
      coefficients[n] = ratio < 0 && n % 2 != 0 ? magnitude.negated() : magnitude;
    }
    return coefficients;
  }

  private static DoubleDouble integer(int n) {
    return new DoubleDouble(n, 0);
  }

  private static DoubleDouble factorial(int n) {
    DoubleDouble product = DoubleDouble.ONE;
    for (int i = 2; i <= n; i++) {
      product = product.times(integer(i));
    }
    return product;
  }

  /** sin(x) / x, for |x| up to pi/4. */
  static DoubleDouble sineFactor(DoubleDouble x) {
    return notOne(x.times(x).polynomial(SINE), -TRACE);
  }

  /** cos(x), for |x| up to pi/4. */
  static DoubleDouble cosine(DoubleDouble x) {
    return notOne(x.times(x).polynomial(COSINE), -TRACE);
  }

  /** tan(x) / x, for |x| up to pi/4. */
  static DoubleDouble tangentFactor(DoubleDouble x) {
    return notOne(sineFactor(x).dividedBy(cosine(x)), TRACE);
  }

  /** atan(x) / x, for x from 0 to 1. */
  static DoubleDouble arcTangentFactor(DoubleDouble x) {
    // atan(x) = 2 atan(x / (1 + sqrt(1 + x^2))), four times.
    DoubleDouble reduced = x;
    DoubleDouble factor = DoubleDouble.ONE;
    for (int i = 0; i < 4; i++) {
      DoubleDouble root = reduced.times(reduced).plus(DoubleDouble.ONE).squareRoot();
      DoubleDouble divisor = root.plus(DoubleDouble.ONE);
      reduced = reduced.dividedBy(divisor);
      factor = factor.dividedBy(divisor.scaled(-1));
    }
    return notOne(factor.times(reduced.times(reduced).polynomial(ARC_TANGENT)), -TRACE);
  }

  /** log2((1 + s) / (1 - s)) / s, for |s| up to 0.172. */
  static DoubleDouble logarithmFactor(DoubleDouble s) {
    return s.times(s).polynomial(AREA_TANGENT).scaled(1).dividedBy(DoubleDouble.LN_2);
  }

  /** (2^x - 1) / x, for |x| up to 1. */
  static DoubleDouble powerFactor(DoubleDouble x) {
    DoubleDouble t = x.times(DoubleDouble.LN_2).scaled(-6);
    DoubleDouble factor = t.polynomial(EXPONENTIAL);
    // With e(t) = exp(t) - 1: e(2t) = e(t) (e(t) + 2), six times.
    for (int i = 0; i < 6; i++) {
      factor = factor.times(factor.times(t).scaled(-1).plus(DoubleDouble.ONE));
      t = t.scaled(1);
    }
    return factor.times(DoubleDouble.LN_2);
  }

  private static DoubleDouble notOne(DoubleDouble factor, double trace) {
    return factor.equals(DoubleDouble.ONE) ? factor.plus(new DoubleDouble(trace, 0)) : factor;
  }
}
