package vmm.x86.fpu;

import static vmm.x86.fpu.Extended.BIAS;
import static vmm.x86.fpu.Extended.EXPONENT_MASK;
import static vmm.x86.fpu.Extended.INTEGER_BIT;
import static vmm.x86.fpu.Extended.effectiveExponent;
import static vmm.x86.fpu.Extended.sign;

/** Between the registers' format and the single, double and integer formats of memory. */
final class Conversions {
  private Conversions() {}

  /**
   * Delivers a single-precision operand exactly. A denormal is only noted, since exceptions of
   * higher priority may forestall its own; an SNaN stays one.
   */
  static void fromSingle(FpuContext context, int bits) {
    fromNarrow(context, Integer.toUnsignedLong(bits), Narrow.SINGLE);
  }

  /** As {@link #fromSingle}, of a double-precision operand. */
  static void fromDouble(FpuContext context, long bits) {
    fromNarrow(context, bits, Narrow.DOUBLE);
  }

  private static void fromNarrow(FpuContext context, long bits, Narrow format) {
    int sign = (bits >>> (format.width - 1)) != 0 ? Extended.SIGN : 0;
    int exponent = (int) (bits >>> format.fractionBits) & format.maxExponent;
    long fraction = bits << (64 - format.fractionBits) >>> 1;
    if (exponent == format.maxExponent) {
      context.result(sign | EXPONENT_MASK, fraction | INTEGER_BIT);
    } else if (exponent != 0) {
      context.result(sign | exponent - format.bias + BIAS, fraction | INTEGER_BIT);
    } else if (fraction == 0) {
      context.zero(sign);
    } else {
      context.narrowDenormal = true;
      int shift = Long.numberOfLeadingZeros(fraction);
      context.result(sign | 1 - format.bias + BIAS - shift, fraction << shift);
    }
  }

  /** FLD of a narrow operand that is in the result: raises its exceptions and quiets an SNaN. */
  static void load(FpuContext context) {
    if (!NanRules.settles(context, context.signExponent, context.significand)
        && context.narrowDenormal) {
      context.raise(StatusWord.DE);
    }
  }

  /** FST m32: the single-precision image; meaningless if {@link FpuContext#storeAbandoned()}. */
  static int toSingle(FpuContext context, int signExponent, long significand) {
    return (int) toNarrow(context, signExponent, significand, Narrow.SINGLE);
  }

  /** FST m64: the double-precision image; meaningless if {@link FpuContext#storeAbandoned()}. */
  static long toDouble(FpuContext context, int signExponent, long significand) {
    return toNarrow(context, signExponent, significand, Narrow.DOUBLE);
  }

  private static long toNarrow(
      FpuContext context, int signExponent, long significand, Narrow format) {
    if (NanRules.settles(context, signExponent, significand)) {
      long fraction = context.significand << 1 >>> (64 - format.fractionBits);
      return format.assemble(sign(context.signExponent), format.maxExponent, fraction);
    }
    int sign = sign(signExponent);
    if (Extended.isInfinity(signExponent, significand)) {
      return format.assemble(sign, format.maxExponent, 0);
    }
    if (significand == 0) {
      return format.assemble(sign, 0, 0);
    }
    int shift = Long.numberOfLeadingZeros(significand);
    int exponent = effectiveExponent(signExponent) - shift - BIAS + format.bias;
    return roundNarrow(context, sign, exponent, significand << shift, format);
  }

  /** Rounds a normalized significand whose exponent has the bias of the narrow format. */
  private static long roundNarrow(
      FpuContext context, int sign, int exponent, long significand, Narrow format) {
    int fractionShift = 63 - format.fractionBits;
    int before = context.raised;
    long kept = Scaling.integerPart(context, sign, significand, fractionShift);
    boolean carried = kept >>> (format.fractionBits + 1) != 0;
    int finalExponent = carried ? exponent + 1 : exponent;
    if (finalExponent >= format.maxExponent) {
      return overflow(context, sign, before, format);
    }
    if (finalExponent <= 0) {
      context.raised = before;
      context.conditions &= ~StatusWord.C1;
      return underflow(context, sign, significand, fractionShift + 1 - exponent, format);
    }
    return format.assemble(sign, finalExponent, kept);
  }

  private static long overflow(FpuContext context, int sign, int before, Narrow format) {
    context.raise(StatusWord.OE);
    if (!context.masked(StatusWord.OE)) {
      // Nothing is stored, so that there is nothing imprecise.
      context.raised = before | StatusWord.OE;
      context.conditions &= ~StatusWord.C1;
      return 0;
    }
    context.raise(StatusWord.PE);
    if (context.roundsUp(sign, -1, false)) {
      context.conditions |= StatusWord.C1;
      return format.assemble(sign, format.maxExponent, 0);
    }
    context.conditions &= ~StatusWord.C1;
    return format.assemble(sign, format.maxExponent - 1, -1);
  }

  private static long underflow(
      FpuContext context, int sign, long significand, int shift, Narrow format) {
    if (!context.masked(StatusWord.UE)) {
      context.raise(StatusWord.UE);
      return 0;
    }
    int before = context.raised;
    context.raised = 0;
    long kept = Scaling.integerPart(context, sign, significand, shift);
    if (context.raised != 0) {
      context.raise(StatusWord.UE);
    }
    context.raised |= before;
    return format.assemble(sign, (int) (kept >>> format.fractionBits), kept);
  }

  /** Delivers an integer, exactly. */
  static void fromInteger(FpuContext context, long value) {
    fromMagnitude(context, value < 0 ? Extended.SIGN : 0, Math.abs(value));
  }

  /** Delivers an unsigned integer with the given sign, exactly; zero has a sign too. */
  static void fromMagnitude(FpuContext context, int sign, long magnitude) {
    if (magnitude == 0) {
      context.zero(sign);
      return;
    }
    int shift = Long.numberOfLeadingZeros(magnitude);
    context.result(sign | BIAS + 63 - shift, magnitude << shift);
  }

  /**
   * FIST: the operand rounded to an integer. What does not fit is an invalid operation, whose
   * masked response is the integer indefinite, the least integer of that width.
   *
   * @param width 16, 32 or 64
   */
  static long toInteger(FpuContext context, int signExponent, long significand, int width) {
    long indefinite = -1L << (width - 1);
    int fractionBits = BIAS + 63 - effectiveExponent(signExponent);
    boolean number =
        Extended.exponent(signExponent) != EXPONENT_MASK
            && !Extended.isUnsupported(signExponent, significand);
    if (!number || fractionBits < 0) {
      context.raise(StatusWord.IE);
      return indefinite;
    }
    int sign = sign(signExponent);
    long magnitude =
        fractionBits == 0
            ? significand
            : Scaling.integerPart(context, sign, significand, fractionBits);
    long limit = sign != 0 ? 1L << (width - 1) : (1L << (width - 1)) - 1;
    if (Long.compareUnsigned(magnitude, limit) > 0) {
      context.raised = StatusWord.IE;
      context.conditions = 0;
      return indefinite;
    }
    return sign != 0 ? -magnitude : magnitude;
  }

  /** The two IEEE 754 interchange formats of memory operands. */
  private enum Narrow {
    SINGLE(32, 23),
    DOUBLE(64, 52);

    final int width;
    final int fractionBits;
    final int maxExponent;
    final int bias;

    Narrow(int width, int fractionBits) {
      this.width = width;
      this.fractionBits = fractionBits;
      maxExponent = (1 << (width - 1 - fractionBits)) - 1;
      bias = maxExponent >> 1;
    }

    long assemble(int sign, int exponent, long fraction) {
      long signBit = sign == 0 ? 0 : 1L << (width - 1);
      long fractionMask = (1L << fractionBits) - 1;
      return signBit | (long) exponent << fractionBits | (fraction & fractionMask);
    }
  }
}
