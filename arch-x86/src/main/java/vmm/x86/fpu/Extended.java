package vmm.x86.fpu;

/**
 * The double extended-precision format of the x87: SDM vol. 1, "x87 FPU Data Types" and
 * "Unsupported Double Extended-Precision Floating-Point Encodings and Pseudo-Denormals".
 *
 * <p>A value is a pair: {@code signExponent}, whose low 16 bits are the sign (bit 15) and the
 * biased exponent (bits 14:0), and {@code significand}, 64 bits of which the highest is the
 * explicit integer bit.
 */
final class Extended {
  /** What is added to an exponent when it is encoded. */
  static final int BIAS = 0x3FFF;

  /** The biased exponent of infinities and NaNs. */
  static final int EXPONENT_MASK = 0x7FFF;

  static final int SIGN = 0x8000;
  static final long INTEGER_BIT = 1L << 63;
  static final long QUIET_BIT = 1L << 62;

  /** The QNaN floating-point indefinite: what masked invalid operations deliver. */
  static final int INDEFINITE_SIGN_EXPONENT = 0xFFFF;

  static final long INDEFINITE_SIGNIFICAND = INTEGER_BIT | QUIET_BIT;

  private Extended() {}

  static int sign(int signExponent) {
    return signExponent & SIGN;
  }

  static int exponent(int signExponent) {
    return signExponent & EXPONENT_MASK;
  }

  /** The exponent with which the significand counts: denormals have that of the least normals. */
  static int effectiveExponent(int signExponent) {
    return Math.max(exponent(signExponent), 1);
  }

  static boolean isZero(int signExponent, long significand) {
    return exponent(signExponent) == 0 && significand == 0;
  }

  /**
   * True for denormals and pseudo-denormals, both of which raise the denormal-operand exception.
   */
  static boolean isDenormal(int signExponent, long significand) {
    return exponent(signExponent) == 0 && significand != 0;
  }

  static boolean isInfinity(int signExponent, long significand) {
    return exponent(signExponent) == EXPONENT_MASK && significand == INTEGER_BIT;
  }

  static boolean isNan(int signExponent, long significand) {
    return exponent(signExponent) == EXPONENT_MASK
        && Long.compare(significand, INTEGER_BIT) > 0
        && significand < 0;
  }

  static boolean isSignaling(int signExponent, long significand) {
    return isNan(signExponent, significand) && (significand & QUIET_BIT) == 0;
  }

  /** True for unnormals, pseudo-infinities and pseudo-NaNs, which no operation accepts. */
  static boolean isUnsupported(int signExponent, long significand) {
    return exponent(signExponent) != 0 && significand >= 0;
  }
}
