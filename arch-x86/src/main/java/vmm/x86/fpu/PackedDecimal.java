package vmm.x86.fpu;

/**
 * The packed decimal format: 18 digits of four bits and a sign in bit 79. SDM vol. 1, "Packed BCD
 * Integers". A value is a pair: the 16 digits below and a word with the sign and two digits above.
 */
final class PackedDecimal {
  /** The upper word of the packed decimal indefinite. */
  static final int INDEFINITE_HIGH = 0xFFFF;

  /** The digits of the packed decimal indefinite. */
  static final long INDEFINITE_LOW = 0xC000_0000_0000_0000L;

  private static final long LARGEST = 999_999_999_999_999_999L;

  private static final long SIXTEEN_DIGITS = 10_000_000_000_000_000L;

  private PackedDecimal() {}

  /**
   * FBLD: delivers the value exactly. Digits above nine, which are undefined, count as they are.
   */
  static void load(FpuContext context, int high, long low) {
    long magnitude = (high >> 4 & 0xF) * 10L + (high & 0xF);
    for (int shift = 60; shift >= 0; shift -= 4) {
      magnitude = magnitude * 10 + (low >>> shift & 0xF);
    }
    Conversions.fromMagnitude(context, high & Extended.SIGN, magnitude);
  }

  /**
   * FBSTP: the operand rounded to an integer, negative if and only if the operand is; meaningless
   * if an exception was raised that {@link FpuContext#storeAbandoned()} tells of. A magnitude
   * beyond 18 digits is returned as {@link Long#MIN_VALUE}, for which the indefinite is to be
   * stored.
   */
  static long magnitude(FpuContext context, int signExponent, long significand) {
    // Signs are stored apart, so only the magnitude is converted; its rounding needs the sign.
    long value = Conversions.toInteger(context, signExponent, significand, 64);
    long magnitude = Math.abs(value);
    if (magnitude < 0 || magnitude > LARGEST) {
      context.raised = StatusWord.IE;
      context.conditions = 0;
      return Long.MIN_VALUE;
    }
    return magnitude;
  }

  /** The upper word for a magnitude below 10^18 with the sign of the given operand. */
  static int high(int signExponent, long magnitude) {
    return Extended.sign(signExponent) | (int) digits(magnitude / SIXTEEN_DIGITS, 2);
  }

  /** The 16 lower digits of a magnitude. */
  static long low(long magnitude) {
    return digits(magnitude % SIXTEEN_DIGITS, 16);
  }

  private static long digits(long value, int count) {
    long rest = value;
    long packed = 0;
    for (int i = 0; i < count; i++) {
      packed |= (rest % 10) << (4 * i);
      rest /= 10;
    }
    return packed;
  }
}
