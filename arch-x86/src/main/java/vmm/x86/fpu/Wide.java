package vmm.x86.fpu;

/** Arithmetic on unsigned 128-bit numbers, held as two longs, for the significands of the x87. */
final class Wide {
  private static final long LOW_HALF = 0xFFFF_FFFFL;

  private Wide() {}

  /** High half of {@code high:low >> shift}; any shift of 0 or more. */
  static long shiftRightHigh(long high, int shift) {
    return shift < 64 ? high >>> shift : 0;
  }

  /** Low half of {@code high:low >> shift}, whose bit 0 also stands for every bit shifted out. */
  static long shiftRightLowSticky(long high, long low, int shift) {
    if (shift == 0) {
      return low;
    }
    if (shift < 64) {
      return high << -shift | low >>> shift | sticky(low << -shift);
    }
    if (shift == 64) {
      return high | sticky(low);
    }
    return shift < 128 ? high >>> shift | sticky(high << -shift | low) : sticky(high | low);
  }

  /** High half of {@code high:low << shift}, for a shift of 0 to 127. */
  static long shiftLeftHigh(long high, long low, int shift) {
    if (shift == 0) {
      return high;
    }
    return shift < 64 ? high << shift | low >>> -shift : low << shift;
  }

  /** Low half of {@code high:low << shift}, for a shift of 0 to 127. */
  static long shiftLeftLow(long low, int shift) {
    return shift < 64 ? low << shift : 0;
  }

  /** One if any bit is set. */
  static long sticky(long bits) {
    return bits == 0 ? 0 : 1;
  }

  /** Number of zero bits above the highest one; 128 for zero. */
  static int leadingZeros(long high, long low) {
    return high != 0 ? Long.numberOfLeadingZeros(high) : 64 + Long.numberOfLeadingZeros(low);
  }

  /** Compares {@code aHigh:aLow} with {@code bHigh:bLow}. */
  static int compare(long aHigh, long aLow, long bHigh, long bLow) {
    int high = Long.compareUnsigned(aHigh, bHigh);
    return high != 0 ? high : Long.compareUnsigned(aLow, bLow);
  }

  /**
   * Quotient of {@code high:low / divisor}; the quotient must fit in 64 bits ({@code high <
   * divisor}) and the divisor must have its highest bit set. This is Knuth's algorithm D for two
   * digits of 32 bits.
   */
  static long divide(long high, long low, long divisor) {
    long upper = digit(high, low >>> 32, divisor);
    long rest = (high << 32 | low >>> 32) - upper * divisor;
    return upper << 32 | digit(rest, low & LOW_HALF, divisor);
  }

  /** The 32-bit quotient of the 96-bit number {@code high * 2^32 + low} by the divisor. */
  private static long digit(long high, long low, long divisor) {
    long top = divisor >>> 32;
    long bottom = divisor & LOW_HALF;
    long guess = Long.divideUnsigned(high, top);
    long rest = Long.remainderUnsigned(high, top);
    while (guess > LOW_HALF || Long.compareUnsigned(guess * bottom, rest << 32 | low) > 0) {
      guess--;
      rest += top;
      if (rest > LOW_HALF) {
        break;
      }
    }
    return guess;
  }

  /** The integer square root of {@code high:low}, found bit by bit. */
  static long squareRoot(long high, long low) {
    long root = 0;
    for (long bit = 1L << 63; bit != 0; bit >>>= 1) {
      long candidate = root | bit;
      long squareHigh = Math.unsignedMultiplyHigh(candidate, candidate);
      if (compare(squareHigh, candidate * candidate, high, low) <= 0) {
        root = candidate;
      }
    }
    return root;
  }
}
