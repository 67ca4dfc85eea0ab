package vmm.x86.fpu;

/**
 * A number of about 106 significant bits: the unevaluated sum of two doubles, of which {@code low}
 * is at most half a unit in the last place of {@code high}. The algorithms are those of Dekker and
 * Knuth; each operation errs by a few units of 2^-104 at most, relative to its result.
 *
 * <p>The transcendental instructions compute with it, so that what they deliver is the exact result
 * rounded once, but for about one argument in 2^30.
 */
record DoubleDouble(double high, double low) {
  static final DoubleDouble ZERO = new DoubleDouble(0, 0);
  static final DoubleDouble ONE = new DoubleDouble(1, 0);

  /** Half of pi. */
  static final DoubleDouble HALF_PI = new DoubleDouble(0x1.921fb54442d18p0, 0x1.1a62633145c07p-54);

  /** Natural logarithm of 2. */
  static final DoubleDouble LN_2 = new DoubleDouble(0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56);

  /** The exact sum of two doubles. */
  static DoubleDouble sum(double a, double b) {
    double sum = a + b;
    double part = sum - a;
    return new DoubleDouble(sum, (a - (sum - part)) + (b - part));
  }

  /** The exact sum of two doubles, where a is zero or has the larger exponent. */
  private static DoubleDouble quickSum(double a, double b) {
    double sum = a + b;
    return new DoubleDouble(sum, b - (sum - a));
  }

  /** An unsigned integer times a power of two, exactly. */
  static DoubleDouble of(long unsigned, int exponent) {
    double upper = Math.scalb((double) (unsigned >>> 32), exponent + 32);
    return sum(upper, Math.scalb((double) (unsigned & 0xFFFF_FFFFL), exponent));
  }

  DoubleDouble plus(DoubleDouble other) {
    DoubleDouble highs = sum(high, other.high);
    DoubleDouble lows = sum(low, other.low);
    DoubleDouble middle = quickSum(highs.high, highs.low + lows.high);
    return quickSum(middle.high, middle.low + lows.low);
  }

  DoubleDouble minus(DoubleDouble other) {
    return plus(other.negated());
  }

  DoubleDouble negated() {
    return new DoubleDouble(-high, -low);
  }

  DoubleDouble times(DoubleDouble other) {
    double product = high * other.high;
    double error = Math.fma(high, other.high, -product);
    return quickSum(product, error + (high * other.low + low * other.high));
  }

  DoubleDouble dividedBy(DoubleDouble divisor) {
    double first = high / divisor.high;
    DoubleDouble rest = minus(divisor.times(new DoubleDouble(first, 0)));
    double second = rest.high / divisor.high;
    rest = rest.minus(divisor.times(new DoubleDouble(second, 0)));
    return quickSum(first, second).plus(new DoubleDouble(rest.high / divisor.high, 0));
  }

  /** The square root of a positive number. */
  DoubleDouble squareRoot() {
    double root = Math.sqrt(high);
    DoubleDouble square = new DoubleDouble(root, 0).times(new DoubleDouble(root, 0));
    return quickSum(root, minus(square).high / (2 * root));
  }

  /** This number times a power of two, exactly. */
  DoubleDouble scaled(int exponent) {
    return new DoubleDouble(Math.scalb(high, exponent), Math.scalb(low, exponent));
  }

  /** The polynomial with these coefficients, that of power 0 first, at this number. */
  DoubleDouble polynomial(DoubleDouble[] coefficients) {
    DoubleDouble value = ZERO;
    for (int i = coefficients.length - 1; i >= 0; i--) {
      value = value.times(this).plus(coefficients[i]);
    }
    return value;
  }

  /**
   * Delivers this number times {@code 2^exponent}, as an inexact result that is rounded to 64 bits
   * whatever the precision control says.
   */
  void deliver(FpuContext context, int sign, int exponent) {
    int own = Math.getExponent(high);
    double one = Math.scalb(Math.abs(high), -own);
    double rest = Math.scalb(high < 0 ? -low : low, 63 - own);
    double whole = Math.floor(rest);
    long upper = ((long) (one * 0x1p52) << 11) + (long) whole;
    long lower = (long) ((rest - whole) * 0x1p63) << 1;
    int resultSign = high < 0 ? sign ^ Extended.SIGN : sign;
    if (upper >= 0) {
      // One less a little: the highest bit is lost, not negative.
      upper = upper << 1 | lower >>> 63;
      lower <<= 1;
      own--;
    }
    context.round(resultSign, own + exponent + Extended.BIAS, upper, lower | 1, 64);
  }
}
