package vmm.x86.fpu;

import static vmm.x86.fpu.Extended.BIAS;
import static vmm.x86.fpu.Extended.SIGN;
import static vmm.x86.fpu.Extended.effectiveExponent;
import static vmm.x86.fpu.Extended.isDenormal;
import static vmm.x86.fpu.Extended.isInfinity;
import static vmm.x86.fpu.Extended.isZero;
import static vmm.x86.fpu.Extended.sign;

/**
 * FADD, FSUB, FMUL, FDIV and FSQRT: each delivers the exact result, rounded once to the precision
 * of the control word. SDM vol. 1, "Basic Arithmetic Instructions"; the responses to special
 * operands are the tables of each instruction in vol. 2.
 */
final class Arithmetic {
  private Arithmetic() {}

  /** Delivers a + b. */
  static void add(FpuContext context, int aSignExponent, long aSig, int bSignExponent, long bSig) {
    if (NanRules.settles(context, aSignExponent, aSig, bSignExponent, bSig)) {
      return;
    }
    boolean aInfinite = isInfinity(aSignExponent, aSig);
    boolean bInfinite = isInfinity(bSignExponent, bSig);
    if (aInfinite && bInfinite && aSignExponent != bSignExponent) {
      context.invalid();
      return;
    }
    noteDenormals(context, aSignExponent, aSig, bSignExponent, bSig);
    if (aInfinite || bInfinite) {
      context.infinity(sign(aInfinite ? aSignExponent : bSignExponent));
    } else if (sign(aSignExponent) == sign(bSignExponent)) {
      addMagnitudes(context, aSignExponent, aSig, bSignExponent, bSig);
    } else {
      subtractMagnitudes(context, aSignExponent, aSig, bSignExponent, bSig);
    }
  }

  /** Delivers a - b. */
  static void subtract(
      FpuContext context, int aSignExponent, long aSig, int bSignExponent, long bSig) {
    // A NaN keeps its sign.
    boolean nan = Extended.isNan(bSignExponent, bSig);
    add(context, aSignExponent, aSig, nan ? bSignExponent : bSignExponent ^ SIGN, bSig);
  }

  /** Delivers b - a. */
  static void subtractReversed(
      FpuContext context, int aSignExponent, long aSig, int bSignExponent, long bSig) {
    subtract(context, bSignExponent, bSig, aSignExponent, aSig);
  }

  /** Delivers a * b. */
  static void multiply(
      FpuContext context, int aSignExponent, long aSig, int bSignExponent, long bSig) {
    if (NanRules.settles(context, aSignExponent, aSig, bSignExponent, bSig)) {
      return;
    }
    int sign = sign(aSignExponent ^ bSignExponent);
    boolean infinite = isInfinity(aSignExponent, aSig) || isInfinity(bSignExponent, bSig);
    boolean zero = isZero(aSignExponent, aSig) || isZero(bSignExponent, bSig);
    if (infinite && zero) {
      context.invalid();
      return;
    }
    noteDenormals(context, aSignExponent, aSig, bSignExponent, bSig);
    if (infinite) {
      context.infinity(sign);
      return;
    }
    int exponent = effectiveExponent(aSignExponent) + effectiveExponent(bSignExponent) - BIAS + 1;
    long high = Math.unsignedMultiplyHigh(aSig, bSig);
    context.round(sign, exponent, high, aSig * bSig, context.precision());
  }

  /** Delivers a / b. */
  static void divide(
      FpuContext context, int aSignExponent, long aSig, int bSignExponent, long bSig) {
    if (NanRules.settles(context, aSignExponent, aSig, bSignExponent, bSig)) {
      return;
    }
    int sign = sign(aSignExponent ^ bSignExponent);
    boolean aInfinite = isInfinity(aSignExponent, aSig);
    boolean bInfinite = isInfinity(bSignExponent, bSig);
    boolean aZero = isZero(aSignExponent, aSig);
    boolean bZero = isZero(bSignExponent, bSig);
    if ((aInfinite && bInfinite) || (aZero && bZero)) {
      context.invalid();
      return;
    }
    if (bZero && !aInfinite) {
      context.raise(StatusWord.ZE);
      context.infinity(sign);
      return;
    }
    noteDenormals(context, aSignExponent, aSig, bSignExponent, bSig);
    if (aInfinite) {
      context.infinity(sign);
    } else if (bInfinite || aZero) {
      context.zero(sign);
    } else {
      divideMagnitudes(context, sign, aSignExponent, aSig, bSignExponent, bSig);
    }
  }

  /** Delivers b / a. */
  static void divideReversed(
      FpuContext context, int aSignExponent, long aSig, int bSignExponent, long bSig) {
    divide(context, bSignExponent, bSig, aSignExponent, aSig);
  }

  /** Delivers the square root; that of -0 is -0. */
  static void squareRoot(FpuContext context, int signExponent, long significand) {
    if (NanRules.settles(context, signExponent, significand)) {
      return;
    }
    boolean zero = isZero(signExponent, significand);
    if (sign(signExponent) != 0 && !zero) {
      context.invalid();
      return;
    }
    noteDenormal(context, signExponent, significand);
    if (zero || isInfinity(signExponent, significand)) {
      context.result(signExponent, significand);
      return;
    }
    int shift = Long.numberOfLeadingZeros(significand);
    int exponent = effectiveExponent(signExponent) - shift - BIAS;
    long normal = significand << shift;
    boolean odd = (exponent & 1) != 0;
    long high = odd ? normal : normal >>> 1;
    long low = odd ? 0 : normal << 63;
    long root = Wide.squareRoot(high, low);
    long restLow = low - root * root;
    long restHigh =
        high
            - Math.unsignedMultiplyHigh(root, root)
            - (Long.compareUnsigned(low, root * root) < 0 ? 1 : 0);
    // (root + 1/2)^2 = root^2 + root + 1/4: a rest above root means more than half a unit.
    long half = Wide.compare(restHigh, restLow, 0, root) > 0 ? 1L << 63 : 0;
    long tail = half | Wide.sticky(restHigh | restLow);
    context.round(0, (exponent >> 1) + BIAS, root, tail, context.precision());
  }

  /** Raises the denormal-operand exception if one of the operands is a denormal. */
  static void noteDenormals(
      FpuContext context, int aSignExponent, long aSig, int bSignExponent, long bSig) {
    noteDenormal(context, aSignExponent, aSig);
    noteDenormal(context, bSignExponent, bSig);
  }

  /** Raises the denormal-operand exception if the operand, or one loaded for it, is a denormal. */
  static void noteDenormal(FpuContext context, int signExponent, long significand) {
    if (isDenormal(signExponent, significand) || context.narrowDenormal) {
      context.raise(StatusWord.DE);
    }
  }

  private static void addMagnitudes(
      FpuContext context, int aSignExponent, long aSig, int bSignExponent, long bSig) {
    int aExponent = effectiveExponent(aSignExponent);
    int bExponent = effectiveExponent(bSignExponent);
    if (aExponent < bExponent) {
      addMagnitudes(context, bSignExponent, bSig, aSignExponent, aSig);
      return;
    }
    int distance = aExponent - bExponent;
    long low = Wide.shiftRightLowSticky(bSig, 0, distance);
    long high = aSig + Wide.shiftRightHigh(bSig, distance);
    int exponent = aExponent;
    if (Long.compareUnsigned(high, aSig) < 0) {
      low = Wide.shiftRightLowSticky(high, low, 1);
      high = high >>> 1 | Extended.INTEGER_BIT;
      exponent++;
    }
    context.round(sign(aSignExponent), exponent, high, low, context.precision());
  }

  private static void subtractMagnitudes(
      FpuContext context, int aSignExponent, long aSig, int bSignExponent, long bSig) {
    int order = compareMagnitudes(aSignExponent, aSig, bSignExponent, bSig);
    if (order == 0) {
      context.zero(context.rounding() == ControlWord.ROUND_DOWN ? SIGN : 0);
      return;
    }
    if (order < 0) {
      subtractMagnitudes(context, bSignExponent, bSig, aSignExponent, aSig);
      return;
    }
    int exponent = effectiveExponent(aSignExponent);
    int distance = exponent - effectiveExponent(bSignExponent);
    long low = -Wide.shiftRightLowSticky(bSig, 0, distance);
    long high = aSig - Wide.shiftRightHigh(bSig, distance) - (low == 0 ? 0 : 1);
    context.round(sign(aSignExponent), exponent, high, low, context.precision());
  }

  private static void divideMagnitudes(
      FpuContext context, int sign, int aSignExponent, long aSig, int bSignExponent, long bSig) {
    int aShift = Long.numberOfLeadingZeros(aSig);
    int bShift = Long.numberOfLeadingZeros(bSig);
    long divisor = bSig << bShift;
    // Halved, the dividend is below any divisor, so that the quotient has 63 or 64 bits.
    long high = aSig << aShift >>> 1;
    long low = aSig << aShift << 63;
    long quotient = Wide.divide(high, low, divisor);
    long rest = low - quotient * divisor;
    // 64 further bits: only whether the rest is zero matters beyond the first two.
    long tail = Wide.divide(rest, 0, divisor);
    long inexact = Wide.sticky(tail * divisor);
    int exponent =
        effectiveExponent(aSignExponent)
            - aShift
            - (effectiveExponent(bSignExponent) - bShift)
            + BIAS;
    context.round(sign, exponent, quotient, tail | inexact, context.precision());
  }

  /** Compares magnitudes of two finite operands. */
  static int compareMagnitudes(int aSignExponent, long aSig, int bSignExponent, long bSig) {
    int order = Integer.compare(effectiveExponent(aSignExponent), effectiveExponent(bSignExponent));
    return order != 0 ? order : Long.compareUnsigned(aSig, bSig);
  }
}
