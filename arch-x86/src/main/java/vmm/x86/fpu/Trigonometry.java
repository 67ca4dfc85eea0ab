package vmm.x86.fpu;

import static vmm.x86.fpu.Extended.BIAS;
import static vmm.x86.fpu.Extended.SIGN;
import static vmm.x86.fpu.Extended.effectiveExponent;
import static vmm.x86.fpu.Extended.isInfinity;
import static vmm.x86.fpu.Extended.isZero;
import static vmm.x86.fpu.Extended.sign;

/**
 * FSIN, FCOS, FPTAN and FPATAN. The first three reduce their argument by the 66-bit value of pi
 * that the processors have: SDM vol. 1, "Approximation of Pi".
 */
final class Trigonometry {
  /** Half of the processors' pi, in units of 2^-65: the upper and the lower 64 bits. */
  private static final long HALF_PI_HIGH = 0x3L;

  private static final long HALF_PI_LOW = 0x243F_6A88_85A3_08D3L;

  /** Exponents from which arguments are out of range: C2 is set and nothing is delivered. */
  private static final int OUT_OF_RANGE = BIAS + 63;

  /** A power of two by which the values that doubles hold exactly are never out of their range. */
  private static final int SMALLEST = -500;

  /**
   * The exponent up to which the processors take an argument for its sine and tangent, as it is.
   */
  private static final int TINY = BIAS - 69;

  /** The reduced argument, from -pi/4 to pi/4, its magnitude apart from its sign. */
  private record Reduced(DoubleDouble magnitude, boolean negative, int quadrant) {}

  private Trigonometry() {}

  /** True if FSIN, FCOS, FSINCOS and FPTAN leave this operand for the program to reduce. */
  static boolean outOfRange(int signExponent, long significand) {
    int exponent = Extended.exponent(signExponent);
    return exponent >= OUT_OF_RANGE && exponent < Extended.EXPONENT_MASK && significand < 0;
  }

  /** FSIN, of an operand that is not out of range. */
  static void sine(FpuContext context, int signExponent, long significand) {
    if (settles(context, signExponent, significand)) {
      return;
    }
    if (effectiveExponent(signExponent) <= TINY) {
      tiny(context, signExponent, significand);
    } else if (small(signExponent)) {
      DoubleDouble factor = Series.sineFactor(smallArgument(signExponent, significand));
      deliverProduct(context, signExponent, significand, factor);
    } else {
      Reduced reduced = reduce(signExponent, significand);
      DoubleDouble value = (reduced.quadrant & 1) == 0 ? sine(reduced) : cosine(reduced);
      int flip = (reduced.quadrant & 2) != 0 ? SIGN : 0;
      value.deliver(context, sign(signExponent) ^ flip, 0);
    }
  }

  /** FCOS, of an operand that is not out of range. */
  static void cosine(FpuContext context, int signExponent, long significand) {
    if (settles(context, signExponent, significand)) {
      return;
    }
    if (effectiveExponent(signExponent) <= TINY) {
      context.result(BIAS, Extended.INTEGER_BIT);
      context.raise(significand == 0 ? 0 : StatusWord.PE);
    } else if (small(signExponent)) {
      Series.cosine(smallArgument(signExponent, significand)).deliver(context, 0, 0);
    } else {
      Reduced reduced = reduce(signExponent, significand);
      DoubleDouble value = (reduced.quadrant & 1) == 0 ? cosine(reduced) : sine(reduced);
      int flip = (reduced.quadrant + 1 & 2) != 0 ? SIGN : 0;
      value.deliver(context, flip, 0);
    }
  }

  /** FPTAN, of an operand that is not out of range. */
  static void tangent(FpuContext context, int signExponent, long significand) {
    if (settles(context, signExponent, significand)) {
      return;
    }
    if (effectiveExponent(signExponent) <= TINY) {
      tiny(context, signExponent, significand);
    } else if (small(signExponent)) {
      DoubleDouble factor = Series.tangentFactor(smallArgument(signExponent, significand));
      deliverProduct(context, signExponent, significand, factor);
    } else {
      Reduced reduced = reduce(signExponent, significand);
      DoubleDouble value =
          (reduced.quadrant & 1) == 0
              ? sine(reduced).dividedBy(cosine(reduced))
              : cosine(reduced).dividedBy(sine(reduced)).negated();
      value.deliver(context, sign(signExponent), 0);
    }
  }

  private static void tiny(FpuContext context, int signExponent, long significand) {
    context.round(sign(signExponent), effectiveExponent(signExponent), significand, 0, 64);
    if (significand != 0) {
      context.noteInexact();
    }
  }

  private static boolean settles(FpuContext context, int signExponent, long significand) {
    if (NanRules.settles(context, signExponent, significand)) {
      return true;
    }
    if (isInfinity(signExponent, significand)) {
      context.invalid();
      return true;
    }
    Arithmetic.noteDenormal(context, signExponent, significand);
    return false;
  }

  private static DoubleDouble sine(Reduced argument) {
    DoubleDouble value = argument.magnitude.times(Series.sineFactor(argument.magnitude));
    return argument.negative ? value.negated() : value;
  }

  private static DoubleDouble cosine(Reduced argument) {
    return Series.cosine(argument.magnitude);
  }

  /** True below one half, where there is nothing to reduce. */
  private static boolean small(int signExponent) {
    return effectiveExponent(signExponent) < BIAS - 1;
  }

  /** The magnitude of a small argument, or a number as small for every purpose. */
  private static DoubleDouble smallArgument(int signExponent, long significand) {
    int exponent = Math.max(effectiveExponent(signExponent) - BIAS, SMALLEST);
    return DoubleDouble.of(significand, exponent - 63);
  }

  /** Delivers an operand of any exponent times a factor near one. */
  private static void deliverProduct(
      FpuContext context, int signExponent, long significand, DoubleDouble factor) {
    DoubleDouble product = DoubleDouble.of(significand, -63).times(factor);
    product.deliver(context, sign(signExponent), effectiveExponent(signExponent) - BIAS);
  }

  /** Takes from an argument of one half or more the nearest multiple of half pi. */
  private static Reduced reduce(int signExponent, long significand) {
    long high = 0;
    long low = significand;
    int quadrant = 0;
    for (int steps = effectiveExponent(signExponent) - BIAS + 2; steps > 0; steps--) {
      high = high << 1 | low >>> 63;
      low <<= 1;
      quadrant <<= 1;
      if (Wide.compare(high, low, HALF_PI_HIGH, HALF_PI_LOW) >= 0) {
        high -= HALF_PI_HIGH + borrow(low, HALF_PI_LOW);
        low -= HALF_PI_LOW;
        quadrant |= 1;
      }
    }
    long restHigh = HALF_PI_HIGH - high - borrow(HALF_PI_LOW, low);
    long restLow = HALF_PI_LOW - low;
    boolean negative = Wide.compare(high, low, restHigh, restLow) > 0;
    DoubleDouble magnitude = negative ? fixed(restHigh, restLow) : fixed(high, low);
    return new Reduced(magnitude, negative, negative ? quadrant + 1 : quadrant);
  }

  private static int borrow(long a, long b) {
    return Long.compareUnsigned(a, b) < 0 ? 1 : 0;
  }

  /** A number of up to 66 bits in units of 2^-65, exactly. */
  private static DoubleDouble fixed(long high, long low) {
    return DoubleDouble.of(high, -1).plus(DoubleDouble.of(low, -65));
  }

  /** FPATAN: the angle of the point whose ordinate is y and whose abscissa is x. */
  static void arcTangent(FpuContext context, int ySe, long ySig, int xSe, long xSig) {
    if (NanRules.settles(context, ySe, ySig, xSe, xSig)) {
      return;
    }
    Arithmetic.noteDenormals(context, ySe, ySig, xSe, xSig);
    boolean left = sign(xSe) != 0;
    boolean onAxis = isZero(ySe, ySig) || (isInfinity(xSe, xSig) && !isInfinity(ySe, ySig));
    if (onAxis) {
      if (left) {
        DoubleDouble.HALF_PI.deliver(context, sign(ySe), 1);
      } else {
        context.zero(sign(ySe));
      }
    } else if (isZero(xSe, xSig) || isInfinity(ySe, ySig)) {
      infiniteSlope(left, isInfinity(xSe, xSig)).deliver(context, sign(ySe), 0);
    } else {
      finiteSlope(context, ySe, ySig, xSe, xSig);
    }
  }

  /** Half pi, or an odd multiple of a quarter of pi if both coordinates are infinite. */
  private static DoubleDouble infiniteSlope(boolean left, boolean diagonal) {
    DoubleDouble quarter = DoubleDouble.HALF_PI.scaled(-1);
    if (!diagonal) {
      return DoubleDouble.HALF_PI;
    }
    return left ? DoubleDouble.HALF_PI.plus(quarter) : quarter;
  }

  private static void finiteSlope(FpuContext context, int ySe, long ySig, int xSe, long xSig) {
    int yShift = Long.numberOfLeadingZeros(ySig);
    int xShift = Long.numberOfLeadingZeros(xSig);
    DoubleDouble y = DoubleDouble.of(ySig << yShift, -63);
    DoubleDouble x = DoubleDouble.of(xSig << xShift, -63);
    int distance = effectiveExponent(ySe) - yShift - (effectiveExponent(xSe) - xShift);
    boolean steep = distance > 0 || (distance == 0 && y.minus(x).high() > 0);
    DoubleDouble ratio = steep ? x.dividedBy(y) : y.dividedBy(x);
    int exponent = steep ? -distance : distance;
    boolean left = sign(xSe) != 0;
    DoubleDouble small = ratio.scaled(Math.max(exponent, SMALLEST));
    DoubleDouble factor = Series.arcTangentFactor(small);
    if (!steep && !left) {
      ratio.times(factor).deliver(context, sign(ySe), exponent);
      return;
    }
    DoubleDouble angle = small.times(factor);
    DoubleDouble axis = steep ? DoubleDouble.HALF_PI : DoubleDouble.HALF_PI.scaled(1);
    DoubleDouble value = steep && left ? axis.plus(angle) : axis.minus(angle);
    value.deliver(context, sign(ySe), 0);
  }
}
