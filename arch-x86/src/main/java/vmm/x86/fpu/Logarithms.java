package vmm.x86.fpu;

import static vmm.x86.fpu.Extended.BIAS;
import static vmm.x86.fpu.Extended.INTEGER_BIT;
import static vmm.x86.fpu.Extended.SIGN;
import static vmm.x86.fpu.Extended.effectiveExponent;
import static vmm.x86.fpu.Extended.isInfinity;
import static vmm.x86.fpu.Extended.isZero;
import static vmm.x86.fpu.Extended.sign;

/** F2XM1, FYL2X and FYL2XP1. Their responses to special operands are the tables of SDM vol. 2. */
final class Logarithms {
  private static final double SQUARE_ROOT_OF_2 = Math.sqrt(2);

  /** A power of two by which the values that doubles hold exactly are never out of their range. */
  private static final int SMALLEST = -500;

  private Logarithms() {}

  /** F2XM1: 2^x - 1, for x from -1 to 1. */
  static void powerMinusOne(FpuContext context, int signExponent, long significand) {
    if (NanRules.settles(context, signExponent, significand)) {
      return;
    }
    Arithmetic.noteDenormal(context, signExponent, significand);
    int sign = sign(signExponent);
    int exponent = effectiveExponent(signExponent) - BIAS;
    if (significand == 0) {
      context.zero(sign);
    } else if (exponent >= 0) {
      atLeastOne(context, signExponent, significand);
    } else {
      DoubleDouble small = DoubleDouble.of(significand, Math.max(exponent, SMALLEST) - 63);
      DoubleDouble factor = Series.powerFactor(sign == 0 ? small : small.negated());
      DoubleDouble.of(significand, -63).times(factor).deliver(context, sign, exponent);
    }
  }

  /**
   * The results for -1 and infinities. For 1 the operand is the result; beyond it, where the manual
   * promises nothing, the processors deliver the operand too.
   */
  private static void atLeastOne(FpuContext context, int signExponent, long significand) {
    boolean infinite = isInfinity(signExponent, significand);
    if (signExponent == (SIGN | BIAS) && significand == INTEGER_BIT) {
      context.result(SIGN | (BIAS - 1), INTEGER_BIT);
    } else if (infinite && sign(signExponent) != 0) {
      context.result(SIGN | BIAS, INTEGER_BIT);
    } else {
      context.result(signExponent, significand);
    }
    if (!infinite) {
      context.raise(StatusWord.PE);
    }
  }

  /** FYL2X: y times the logarithm of x to the base 2. */
  static void logarithm(FpuContext context, int ySe, long ySig, int xSe, long xSig) {
    if (NanRules.settles(context, ySe, ySig, xSe, xSig)) {
      return;
    }
    boolean xZero = isZero(xSe, xSig);
    boolean yZero = isZero(ySe, ySig);
    boolean yInfinite = isInfinity(ySe, ySig);
    boolean xInfinite = isInfinity(xSe, xSig);
    boolean one = xSe == BIAS && xSig == INTEGER_BIT;
    if ((sign(xSe) != 0 && !xZero) || (yZero && (xZero || xInfinite)) || (yInfinite && one)) {
      context.invalid();
      return;
    }
    if (xZero && !yInfinite) {
      context.raise(StatusWord.ZE);
      context.infinity(sign(ySe) ^ SIGN);
      return;
    }
    Arithmetic.noteDenormals(context, ySe, ySig, xSe, xSig);
    int sign = sign(ySe) ^ (xSe < BIAS ? SIGN : 0);
    if (yInfinite || xInfinite) {
      context.infinity(sign);
    } else if (yZero || one) {
      context.zero(one ? sign(ySe) : sign);
    } else {
      finiteLogarithm(context, ySe, ySig, xSe, xSig);
    }
  }

  private static void finiteLogarithm(FpuContext context, int ySe, long ySig, int xSe, long xSig) {
    int shift = Long.numberOfLeadingZeros(xSig);
    long normal = xSig << shift;
    int power = effectiveExponent(xSe) - shift - BIAS;
    if (normal == INTEGER_BIT) {
      exactLogarithm(context, ySe, ySig, power);
      return;
    }
    deliverProduct(context, ySe, ySig, ofScaled(DoubleDouble.of(normal, -63), power), 0);
  }

  /** The logarithm of a number from 1 to 2 times a power of two. */
  private static DoubleDouble ofScaled(DoubleDouble fraction, int power) {
    boolean upper = fraction.high() > SQUARE_ROOT_OF_2;
    DoubleDouble x = upper ? fraction.scaled(-1) : fraction;
    DoubleDouble s = x.minus(DoubleDouble.ONE).dividedBy(x.plus(DoubleDouble.ONE));
    DoubleDouble whole = new DoubleDouble(upper ? power + 1 : power, 0);
    return s.times(Series.logarithmFactor(s)).plus(whole);
  }

  /** The product of y and the logarithm of a power of two, which the processors call imprecise. */
  private static void exactLogarithm(FpuContext context, int ySe, long ySig, int power) {
    int sign = sign(ySe) ^ (power < 0 ? SIGN : 0);
    long magnitude = Math.abs(power);
    long high = Math.unsignedMultiplyHigh(ySig, magnitude);
    context.round(sign, effectiveExponent(ySe) + 64, high, ySig * magnitude, 64);
    context.noteInexact();
  }

  /** Delivers y times the factor times a power of two. */
  private static void deliverProduct(
      FpuContext context, int ySe, long ySig, DoubleDouble factor, int exponent) {
    DoubleDouble product = DoubleDouble.of(ySig, -63).times(factor);
    product.deliver(context, sign(ySe), effectiveExponent(ySe) - BIAS + exponent);
  }

  /**
   * FYL2XP1: y times the logarithm of x + 1 to the base 2. The manual promises a result where x + 1
   * lies between the square roots of one half and of two.
   */
  static void logarithmOfNext(FpuContext context, int ySe, long ySig, int xSe, long xSig) {
    if (NanRules.settles(context, ySe, ySig, xSe, xSig)) {
      return;
    }
    boolean xZero = isZero(xSe, xSig);
    boolean yZero = isZero(ySe, ySig);
    boolean xInfinite = isInfinity(xSe, xSig);
    boolean yInfinite = isInfinity(ySe, ySig);
    if ((xInfinite && (yZero || sign(xSe) != 0)) || (yInfinite && xZero)) {
      context.invalid();
      return;
    }
    Arithmetic.noteDenormals(context, ySe, ySig, xSe, xSig);
    int sign = sign(ySe ^ xSe);
    if (xInfinite || yInfinite) {
      context.infinity(sign);
    } else if (xZero || yZero) {
      context.zero(sign);
    } else {
      finiteLogarithmOfNext(context, ySe, ySig, xSe, xSig);
    }
  }

  private static void finiteLogarithmOfNext(
      FpuContext context, int ySe, long ySig, int xSe, long xSig) {
    int exponent = effectiveExponent(xSe) - BIAS;
    boolean negative = sign(xSe) != 0;
    if (exponent < -2) {
      DoubleDouble small = DoubleDouble.of(xSig, Math.max(exponent, SMALLEST) - 63);
      DoubleDouble x = negative ? small.negated() : small;
      // With s = x / (2 + x): 1 + x = (1 + s) / (1 - s).
      DoubleDouble divisor = x.plus(new DoubleDouble(2, 0));
      DoubleDouble factor = Series.logarithmFactor(x.dividedBy(divisor)).dividedBy(divisor);
      DoubleDouble product = DoubleDouble.of(xSig, -63).times(factor);
      deliverProduct(context, ySe ^ sign(xSe), ySig, product, exponent);
    } else if (exponent < 0 || !negative) {
      // From 2^200 on, one more makes no difference.
      int scale = Math.max(exponent - 200, 0);
      DoubleDouble x = DoubleDouble.of(xSig, exponent - scale - 63);
      DoubleDouble next = (negative ? x.negated() : x).plus(DoubleDouble.ONE);
      int power = Math.getExponent(next.high());
      deliverProduct(context, ySe, ySig, ofScaled(next.scaled(-power), power + scale), 0);
    } else {
      context.result(xSe, xSig);
      context.raise(StatusWord.PE);
    }
  }
}
