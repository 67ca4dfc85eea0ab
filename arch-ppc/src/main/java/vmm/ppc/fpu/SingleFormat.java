package vmm.ppc.fpu;

/** How loads and stores convert between single in memory and double in registers. */
final class SingleFormat {
  /** Number of fraction bits that a double has and a single has not. */
  static final int EXTRA_BITS = 29;

  private static final int LEAST_NORMAL_EXPONENT = 897;
  private static final int LEAST_DENORMAL_EXPONENT = 874;
  private static final long IMPLICIT_BIT = 1L << 52;
  private static final long FRACTION = IMPLICIT_BIT - 1;
  private static final int FLOAT_EXPONENT = 0x7F80_0000;
  private static final int FLOAT_FRACTION = 0x007F_FFFF;

  private SingleFormat() {}

  /** DOUBLE() of Book I, 4.6.2. A signaling NaN stays one, which a cast would not promise. */
  static long widen(int single) {
    if ((single & FLOAT_EXPONENT) == FLOAT_EXPONENT) {
      long sign = (long) (single & Integer.MIN_VALUE) << 32;
      return sign | 0x7FFL << 52 | (long) (single & FLOAT_FRACTION) << EXTRA_BITS;
    }
    return Double.doubleToRawLongBits(Float.intBitsToFloat(single));
  }

  /**
   * SINGLE() of Book I, 4.6.3: truncates. What lies below every denormal, whose result that section
   * leaves undefined, becomes zero.
   */
  static int narrow(long register) {
    int sign = (int) (register >>> 32) & Integer.MIN_VALUE;
    int exponent = (int) (register >>> 52) & 0x7FF;
    if (exponent >= LEAST_NORMAL_EXPONENT || (register & Long.MAX_VALUE) == 0) {
      return (int) (register >>> 32) & 0xC000_0000 | (int) (register >>> EXTRA_BITS) & 0x3FFF_FFFF;
    }
    if (exponent < LEAST_DENORMAL_EXPONENT) {
      return sign;
    }
    long significand = register & FRACTION | IMPLICIT_BIT;
    return sign | (int) (significand >>> EXTRA_BITS + LEAST_NORMAL_EXPONENT - exponent);
  }
}
