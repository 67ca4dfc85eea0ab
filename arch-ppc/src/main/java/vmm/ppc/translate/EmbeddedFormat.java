package vmm.ppc.translate;

import java.math.BigDecimal;

/** The two formats of embedded floating point: IEEE's, without use of its extremes. */
enum EmbeddedFormat {
  /** Single precision. */
  SINGLE(32, 23),
  /** Double precision. */
  DOUBLE(64, 52);

  /** The sign bit. */
  final long sign;

  /** The bits of the exponent. */
  final long exponent;

  /** The greatest number's bits: pmax of the manual. */
  final long greatest;

  /** The bits of the least normalized number. */
  final long least;

  EmbeddedFormat(int bits, int fraction) {
    sign = 1L << (bits - 1);
    least = 1L << fraction;
    exponent = sign - least;
    greatest = exponent - 1;
  }

  /** The number without its sign; a denormal counts as 0. */
  BigDecimal magnitude(long bits) {
    long positive = bits & ~sign;
    return positive < least ? BigDecimal.ZERO : new BigDecimal(value(positive));
  }

  private double value(long bits) {
    return this == SINGLE ? Float.intBitsToFloat((int) bits) : Double.longBitsToDouble(bits);
  }

  /** The bits of the format's number nearest to a positive one; the exponent's if beyond all. */
  long nearest(double number) {
    return this == SINGLE
        ? Float.floatToRawIntBits((float) number) & 0xFFFF_FFFFL
        : Double.doubleToRawLongBits(number);
  }

  /** Whether an operand is infinite or no number. */
  boolean special(long bits) {
    return (bits & exponent) == exponent;
  }

  /** Whether an operand is one of those that the hardware does not compute with. */
  boolean invalid(long bits) {
    long positive = bits & ~sign;
    return special(bits) || (positive != 0 && positive < least);
  }

  /** Whether an operand counts as 0. */
  boolean zero(long bits) {
    return (bits & ~sign) < least;
  }
}
