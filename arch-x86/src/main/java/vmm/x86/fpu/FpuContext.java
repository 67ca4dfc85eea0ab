package vmm.x86.fpu;

import static vmm.x86.fpu.Extended.EXPONENT_MASK;
import static vmm.x86.fpu.Extended.INTEGER_BIT;

/**
 * What one operation reads from the control word and leaves behind: the result, the exceptions
 * raised and the condition C1. One is made per FPU and used again by every instruction, so that
 * arithmetic allocates nothing.
 *
 * <p>Where an exception of {@link StatusWord#FAULTS} is raised that the program has not masked, the
 * result is meaningless and {@link #abandoned()} holds.
 */
final class FpuContext {
  /**
   * The value by which an unmasked overflow or underflow changes the exponent: SDM vol. 1, 8.5.4.
   */
  private static final int UNMASKED_SCALE = 24576;

  /** Sign and exponent of the result. */
  int signExponent;

  /** Significand of the result. */
  long significand;

  /** Exceptions raised, as bits of the status word. */
  int raised;

  /** Conditions C0 to C3 of the operation, as bits of the status word. */
  int conditions;

  /** True if a memory operand was a denormal of its own, narrower format. */
  boolean narrowDenormal;

  private int masks;
  private int rounding;
  private int precision;

  // What the last call of keep() found.
  private boolean inexact;
  private boolean carried;

  /** Starts an operation under the given control word. */
  void begin(int controlWord) {
    masks = ControlWord.masks(controlWord);
    rounding = ControlWord.rounding(controlWord);
    precision = ControlWord.precision(controlWord);
    raised = 0;
    conditions = 0;
    narrowDenormal = false;
  }

  /** One of the rounding constants of {@link ControlWord}. */
  int rounding() {
    return rounding;
  }

  /** Significand bits that the precision control asks of basic arithmetic. */
  int precision() {
    return precision;
  }

  void raise(int exceptions) {
    raised |= exceptions;
  }

  boolean masked(int exception) {
    return (masks & exception) != 0;
  }

  /** True if an exception was raised that forbids the operation to have any effect. */
  boolean abandoned() {
    return (raised & StatusWord.FAULTS & ~masks) != 0;
  }

  /** True if an exception was raised that forbids a store to memory. */
  boolean storeAbandoned() {
    int blocking = StatusWord.FAULTS | StatusWord.OE | StatusWord.UE;
    return (raised & blocking & ~masks) != 0;
  }

  void result(int newSignExponent, long newSignificand) {
    signExponent = newSignExponent & 0xFFFF;
    significand = newSignificand;
  }

  /** Delivers an operand as it is, but for a pseudo-denormal, whose encoding becomes the usual. */
  void unchanged(int operandSignExponent, long operandSignificand) {
    boolean pseudoDenormal = operandSignificand < 0 && Extended.exponent(operandSignExponent) == 0;
    result(pseudoDenormal ? operandSignExponent | 1 : operandSignExponent, operandSignificand);
  }

  void zero(int sign) {
    result(sign, 0);
  }

  void infinity(int sign) {
    result(sign | EXPONENT_MASK, INTEGER_BIT);
  }

  /** An invalid operation: the masked response is the QNaN floating-point indefinite. */
  void invalid() {
    raise(StatusWord.IE);
    result(Extended.INDEFINITE_SIGN_EXPONENT, Extended.INDEFINITE_SIGNIFICAND);
  }

  /**
   * Delivers {@code high:low * 2^(exponent - BIAS - 127)}, rounded once to the given number of
   * significand bits, with the masked or unmasked response to overflow and underflow. The lowest
   * bit of {@code low} may stand for any further bits that are not zero. Tininess is detected after
   * rounding: SDM vol. 1, "Numeric Underflow Exception (#U)".
   *
   * @param sign 0 or {@link Extended#SIGN}
   * @param exponent the biased exponent that belongs to the highest bit of {@code high}; any int
   * @param bits 24, 53 or 64
   */
  void round(int sign, int exponent, long high, long low, int bits) {
    if ((high | low) == 0) {
      zero(sign);
      return;
    }
    int shift = Wide.leadingZeros(high, low);
    long normalHigh = Wide.shiftLeftHigh(high, low, shift);
    long normalLow = Wide.shiftLeftLow(low, shift);
    int normalExponent = exponent - shift;
    long kept = keep(sign, normalHigh, normalLow, bits);
    int finalExponent = carried ? normalExponent + 1 : normalExponent;
    if (finalExponent <= 0 && masked(StatusWord.UE)) {
      denormalize(sign, normalExponent, normalHigh, normalLow, bits);
    } else if (finalExponent >= EXPONENT_MASK && masked(StatusWord.OE)) {
      overflow(sign, bits);
    } else {
      deliver(sign, finalExponent, kept);
    }
  }

  /** Delivers a rounded result, its exponent scaled if it overflows or underflows unmasked. */
  private void deliver(int sign, int exponent, long kept) {
    int scaled = exponent;
    if (exponent <= 0) {
      raise(StatusWord.UE);
      scaled += UNMASKED_SCALE;
    } else if (exponent >= EXPONENT_MASK) {
      raise(StatusWord.OE);
      scaled -= UNMASKED_SCALE;
    }
    if (scaled <= 0 || scaled >= EXPONENT_MASK) {
      massive(sign, scaled);
    } else {
      notePrecision();
      result(sign | scaled, kept);
    }
  }

  /** FSCALE and FPATAN reach exponents that stay out of range when scaled: SDM vol. 1, 8.5.4. */
  private void massive(int sign, int exponent) {
    raise(StatusWord.PE);
    if (exponent <= 0) {
      conditions &= ~StatusWord.C1;
      zero(sign);
    } else {
      conditions |= StatusWord.C1;
      infinity(sign);
    }
  }

  private void denormalize(int sign, int exponent, long high, long low, int bits) {
    int shift = 1 - exponent;
    long shifted = Wide.shiftRightHigh(high, shift);
    long kept = keep(sign, shifted, Wide.shiftRightLowSticky(high, low, shift), bits);
    if (inexact) {
      raise(StatusWord.UE);
    }
    notePrecision();
    result(kept < 0 ? sign | 1 : sign, kept);
  }

  private void overflow(int sign, int bits) {
    raise(StatusWord.OE | StatusWord.PE);
    if (awayFromZero(sign) || rounding == ControlWord.ROUND_NEAREST) {
      conditions |= StatusWord.C1;
      infinity(sign);
    } else {
      result(sign | EXPONENT_MASK - 1, -1L << (64 - bits));
    }
  }

  /** Makes a result that was delivered exactly an inexact one, and a denormal one an underflow. */
  void noteInexact() {
    raise(
        Extended.isDenormal(signExponent, significand)
            ? StatusWord.PE | StatusWord.UE
            : StatusWord.PE);
  }

  private void notePrecision() {
    if (inexact) {
      raise(StatusWord.PE);
    }
  }

  /**
   * Rounds {@code high:low} to the upper {@code bits} bits of a 64-bit field and notes whether that
   * was inexact, whether it rounded up (C1) and whether it carried out of the field; then the
   * significand has its highest bit alone.
   */
  private long keep(int sign, long high, long low, int bits) {
    long unit = 1L << (64 - bits);
    long kept = high & -unit;
    long dropped = bits == 64 ? low : high << bits | Wide.sticky(low);
    inexact = dropped != 0;
    carried = false;
    conditions &= ~StatusWord.C1;
    if (roundsUp(sign, dropped, (kept & unit) != 0)) {
      conditions |= StatusWord.C1;
      kept += unit;
      carried = kept == 0;
    }
    return carried ? INTEGER_BIT : kept;
  }

  /**
   * Whether a magnitude is to be increased.
   *
   * @param dropped the bits below the last place kept, the highest worth half a unit
   * @param odd whether the last place kept is one
   */
  boolean roundsUp(int sign, long dropped, boolean odd) {
    if (rounding == ControlWord.ROUND_NEAREST) {
      return dropped < 0 && (odd || dropped != Long.MIN_VALUE);
    }
    return dropped != 0 && awayFromZero(sign);
  }

  private boolean awayFromZero(int sign) {
    return rounding == (sign == 0 ? ControlWord.ROUND_UP : ControlWord.ROUND_DOWN);
  }
}
