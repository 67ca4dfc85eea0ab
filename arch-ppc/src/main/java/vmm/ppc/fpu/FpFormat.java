package vmm.ppc.fpu;

/**
 * What results are rounded to (Book I, 4.3.1). A register always holds a double; a single there is
 * a double whose value a single can hold.
 */
enum FpFormat {
  /** 64 bits. */
  DOUBLE(53, -1022, 1023, 1536),
  /** 32 bits. */
  SINGLE(24, -126, 127, 192);

  private final int precision;
  private final int leastExponent;
  private final int greatestExponent;
  private final int adjustment;

  FpFormat(int precision, int leastExponent, int greatestExponent, int adjustment) {
    this.precision = precision;
    this.leastExponent = leastExponent;
    this.greatestExponent = greatestExponent;
    this.adjustment = adjustment;
  }

  /** Number of bits of a normal significand. */
  int precision() {
    return precision;
  }

  /** The exponent of the least normal numbers. */
  int leastExponent() {
    return leastExponent;
  }

  /** The exponent of the greatest finite numbers. */
  int greatestExponent() {
    return greatestExponent;
  }

  /** What an enabled overflow takes from the exponent and an enabled underflow adds to it. */
  int adjustment() {
    return adjustment;
  }

  /** Class and sign of a value, as FPRF says them (Book I, 4.2.2). */
  int classify(long bits) {
    if (Binary64.isNan(bits)) {
      return 0b10001;
    }
    boolean negative = bits < 0;
    if (Binary64.isInfinity(bits)) {
      return negative ? 0b01001 : 0b00101;
    }
    if (Binary64.isZero(bits)) {
      return negative ? 0b10010 : 0b00010;
    }
    if (Binary64.exponent(bits) < leastExponent) {
      return negative ? 0b11000 : 0b10100;
    }
    return negative ? 0b01000 : 0b00100;
  }
}
