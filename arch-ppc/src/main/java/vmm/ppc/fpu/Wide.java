package vmm.ppc.fpu;

/** Unsigned 128-bit numbers, held as two longs, of which bit 0 may stand for all bits below. */
final class Wide {
  private Wide() {}

  /** High half of {@code high:low >>> shift}; any shift of 0 or more. */
  static long shiftRightHigh(long high, int shift) {
    return shift < Long.SIZE ? high >>> shift : 0;
  }

  /** Low half of {@code high:low >>> shift}; its bit 0 also stands for every bit shifted out. */
  static long shiftRightLow(long high, long low, int shift) {
    if (shift == 0) {
      return low;
    }
    if (shift < Long.SIZE) {
      return high << -shift | low >>> shift | sticky(low << -shift);
    }
    if (shift == Long.SIZE) {
      return high | sticky(low);
    }
    return shift < 2 * Long.SIZE
        ? high >>> shift | sticky(high << -shift | low)
        : sticky(high | low);
  }

  /** High half of {@code high:low << shift}, for a shift of 0 to 127. */
  static long shiftLeftHigh(long high, long low, int shift) {
    if (shift == 0) {
      return high;
    }
    return shift < Long.SIZE ? high << shift | low >>> -shift : low << shift;
  }

  /** Low half of {@code high:low << shift}, for a shift of 0 to 127. */
  static long shiftLeftLow(long low, int shift) {
    return shift < Long.SIZE ? low << shift : 0;
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

  /** One if any bit is set. */
  static long sticky(long bits) {
    return bits == 0 ? 0 : 1;
  }
}
