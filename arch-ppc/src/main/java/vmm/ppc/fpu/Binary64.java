package vmm.ppc.fpu;

/** The parts of the 64 bits of a double (Book I, 4.3.1). */
final class Binary64 {
  static final long SIGN = Long.MIN_VALUE;
  static final long INFINITY = 0x7FFL << 52;

  /** The quiet NaN of disabled invalid operations (Book I, 4.4.1.2). */
  static final long DEFAULT_NAN = 0x7FF8L << 48;

  static final int BIAS = 1023;
  static final int LEAST_EXPONENT = 1 - BIAS;

  private static final long QUIET = 1L << 51;
  private static final long IMPLICIT_BIT = 1L << 52;
  private static final long FRACTION = IMPLICIT_BIT - 1;
  private static final int EXPONENT = 0x7FF;

  /** How far the significand of a normal number is from bit 63. */
  private static final int HEADROOM = 11;

  private Binary64() {}

  static boolean isNan(long bits) {
    return (bits & ~SIGN) > INFINITY;
  }

  static boolean isSignaling(long bits) {
    return isNan(bits) && (bits & QUIET) == 0;
  }

  static boolean isInfinity(long bits) {
    return (bits & ~SIGN) == INFINITY;
  }

  static boolean isZero(long bits) {
    return (bits & ~SIGN) == 0;
  }

  static long quiet(long nan) {
    return nan | QUIET;
  }

  /** The other sign; NaNs stay as they are. */
  static long opposite(long bits) {
    return isNan(bits) ? bits : bits ^ SIGN;
  }

  /** Exponent of the highest bit of a finite number other than zero. */
  static int exponent(long bits) {
    int field = (int) (bits >>> 52) & EXPONENT;
    if (field != 0) {
      return field - BIAS;
    }
    return LEAST_EXPONENT + HEADROOM - Long.numberOfLeadingZeros(bits & FRACTION);
  }

  /** Significand of a finite number other than zero, its highest bit in bit 63. */
  static long significand(long bits) {
    long fraction = bits & FRACTION;
    boolean denormal = (bits & INFINITY) == 0;
    return denormal
        ? fraction << Long.numberOfLeadingZeros(fraction)
        : (fraction | IMPLICIT_BIT) << HEADROOM;
  }

  /**
   * The number {@code significand * 2^(exponent - 63)}, whose bits all fit. Beyond the range of
   * doubles it is infinity, below it zero: such a result has no definition, since it is a single's
   * with an adjusted exponent, of operands which no single could hold.
   */
  static long pack(long sign, int exponent, long significand) {
    if (significand == 0) {
      return sign;
    }
    int shift = Long.numberOfLeadingZeros(significand);
    int top = exponent - shift;
    long normal = significand << shift >>> HEADROOM;
    if (top > BIAS) {
      return sign | INFINITY;
    }
    if (top >= LEAST_EXPONENT) {
      return sign | (long) (top + BIAS) << 52 | normal & FRACTION;
    }
    int distance = LEAST_EXPONENT - top;
    return sign | (distance < Long.SIZE ? normal >>> distance : 0);
  }
}
