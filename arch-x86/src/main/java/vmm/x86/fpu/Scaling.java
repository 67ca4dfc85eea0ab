package vmm.x86.fpu;

import static vmm.x86.fpu.Extended.BIAS;
import static vmm.x86.fpu.Extended.SIGN;
import static vmm.x86.fpu.Extended.effectiveExponent;
import static vmm.x86.fpu.Extended.isInfinity;
import static vmm.x86.fpu.Extended.isZero;
import static vmm.x86.fpu.Extended.sign;

/** FRNDINT, FSCALE and FXTRACT; precision control does not apply to them. */
final class Scaling {
  /**
   * A power of two beyond which any operand overflows or underflows, even with its exponent scaled.
   */
  private static final int HUGE = 0x1_0000;

  private Scaling() {}

  /** FRNDINT: rounds to an integer as the rounding control says. */
  static void roundToInteger(FpuContext context, int signExponent, long significand) {
    if (NanRules.settles(context, signExponent, significand)) {
      return;
    }
    Arithmetic.noteDenormal(context, signExponent, significand);
    int fractionBits = BIAS + 63 - effectiveExponent(signExponent);
    if (fractionBits <= 0 || significand == 0) {
      context.result(signExponent, significand);
      return;
    }
    int sign = sign(signExponent);
    long integer = integerPart(context, sign, significand, fractionBits);
    Conversions.fromMagnitude(context, sign, integer);
  }

  /**
   * Rounds {@code significand * 2^-fractionBits} to an integer, raising the precision exception and
   * setting C1 as its rounding asks.
   *
   * @param fractionBits 1 or more
   */
  static long integerPart(FpuContext context, int sign, long significand, int fractionBits) {
    long integer = Wide.shiftRightHigh(significand, fractionBits);
    long fraction = Wide.shiftRightLowSticky(significand, 0, fractionBits);
    if (fraction != 0) {
      context.raise(StatusWord.PE);
    }
    if (context.roundsUp(sign, fraction, (integer & 1) != 0)) {
      context.conditions |= StatusWord.C1;
      integer++;
    }
    return integer;
  }

  /** FSCALE: multiplies a by two to the power of b, which is rounded toward zero. */
  static void scale(
      FpuContext context, int aSignExponent, long aSig, int bSignExponent, long bSig) {
    if (NanRules.settles(context, aSignExponent, aSig, bSignExponent, bSig)) {
      return;
    }
    boolean infinitePower = isInfinity(bSignExponent, bSig);
    boolean negativePower = sign(bSignExponent) != 0;
    boolean aInfinite = isInfinity(aSignExponent, aSig);
    boolean aZero = isZero(aSignExponent, aSig);
    if (infinitePower && (negativePower ? aInfinite : aZero)) {
      context.invalid();
      return;
    }
    Arithmetic.noteDenormals(context, aSignExponent, aSig, bSignExponent, bSig);
    if (aInfinite || (infinitePower && !negativePower)) {
      context.infinity(sign(aSignExponent));
    } else if (aZero || infinitePower) {
      context.zero(sign(aSignExponent));
    } else if (bSig == 0) {
      context.unchanged(aSignExponent, aSig);
    } else {
      int exponent = effectiveExponent(aSignExponent) + power(bSignExponent, bSig);
      context.round(sign(aSignExponent), exponent, aSig, 0, 64);
    }
  }

  /** The operand rounded toward zero, or a power that is as good as any larger one. */
  private static int power(int signExponent, long significand) {
    int fractionBits = BIAS + 63 - effectiveExponent(signExponent);
    int magnitude =
        fractionBits < 63 - 16 ? HUGE : (int) Wide.shiftRightHigh(significand, fractionBits);
    return sign(signExponent) != 0 ? -magnitude : magnitude;
  }

  /**
   * First half of FXTRACT: delivers the exponent as a floating-point number. Zero has the exponent
   * minus infinity and raises the zero-divide exception.
   */
  static void extractExponent(FpuContext context, int signExponent, long significand) {
    if (NanRules.settles(context, signExponent, significand)) {
      return;
    }
    if (isZero(signExponent, significand)) {
      context.raise(StatusWord.ZE);
      context.infinity(SIGN);
      return;
    }
    Arithmetic.noteDenormal(context, signExponent, significand);
    if (isInfinity(signExponent, significand)) {
      context.infinity(0);
      return;
    }
    int shift = Long.numberOfLeadingZeros(significand);
    Conversions.fromInteger(context, effectiveExponent(signExponent) - shift - BIAS);
  }

  /** Second half of FXTRACT: delivers the significand, with the exponent of one. */
  static void extractSignificand(FpuContext context, int signExponent, long significand) {
    if (NanRules.settles(context, signExponent, significand)) {
      return;
    }
    if (significand == 0 || isInfinity(signExponent, significand)) {
      context.result(signExponent, significand);
      return;
    }
    int shift = Long.numberOfLeadingZeros(significand);
    context.result(sign(signExponent) | BIAS, significand << shift);
  }
}
