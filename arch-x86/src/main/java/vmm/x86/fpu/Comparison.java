package vmm.x86.fpu;

import static vmm.x86.fpu.Extended.isNan;
import static vmm.x86.fpu.Extended.isZero;
import static vmm.x86.fpu.Extended.sign;
import static vmm.x86.fpu.StatusWord.C0;
import static vmm.x86.fpu.StatusWord.C1;
import static vmm.x86.fpu.StatusWord.C2;
import static vmm.x86.fpu.StatusWord.C3;

/** FCOM, FUCOM and their kin, FTST and FXAM: they deliver conditions C0 to C3, not a number. */
final class Comparison {
  /** Conditions of operands that have no order. */
  static final int UNORDERED = C3 | C2 | C0;

  private Comparison() {}

  /** FCOM, FCOMI: any NaN is an invalid operand. */
  static void ordered(
      FpuContext context, int aSignExponent, long aSig, int bSignExponent, long bSig) {
    compare(context, aSignExponent, aSig, bSignExponent, bSig, true);
  }

  /** FUCOM, FUCOMI: only an SNaN or an unsupported encoding is an invalid operand. */
  static void unordered(
      FpuContext context, int aSignExponent, long aSig, int bSignExponent, long bSig) {
    compare(context, aSignExponent, aSig, bSignExponent, bSig, false);
  }

  /** FTST: compares with zero. */
  static void withZero(FpuContext context, int signExponent, long significand) {
    compare(context, signExponent, significand, 0, 0, true);
  }

  private static void compare(
      FpuContext context,
      int aSignExponent,
      long aSig,
      int bSignExponent,
      long bSig,
      boolean strict) {
    if (unacceptable(aSignExponent, aSig, strict) || unacceptable(bSignExponent, bSig, strict)) {
      context.raise(StatusWord.IE);
      context.conditions |= UNORDERED;
    } else if (isNan(aSignExponent, aSig) || isNan(bSignExponent, bSig)) {
      context.conditions |= UNORDERED;
    } else {
      Arithmetic.noteDenormals(context, aSignExponent, aSig, bSignExponent, bSig);
      int order = order(aSignExponent, aSig, bSignExponent, bSig);
      context.conditions |= order == 0 ? C3 : order < 0 ? C0 : 0;
    }
  }

  private static boolean unacceptable(int signExponent, long significand, boolean strict) {
    return Extended.isUnsupported(signExponent, significand)
        || (strict
            ? isNan(signExponent, significand)
            : Extended.isSignaling(signExponent, significand));
  }

  private static int order(int aSignExponent, long aSig, int bSignExponent, long bSig) {
    if (isZero(aSignExponent, aSig) && isZero(bSignExponent, bSig)) {
      return 0;
    }
    boolean aNegative = sign(aSignExponent) != 0;
    if (aNegative != (sign(bSignExponent) != 0)) {
      return aNegative ? -1 : 1;
    }
    int magnitudes = Arithmetic.compareMagnitudes(aSignExponent, aSig, bSignExponent, bSig);
    return aNegative ? -magnitudes : magnitudes;
  }

  /** FXAM: the class of a register in C3, C2 and C0, its sign in C1; of an empty one too. */
  static int examine(int signExponent, long significand, boolean empty) {
    return (sign(signExponent) != 0 ? C1 : 0)
        | (empty ? C3 | C0 : classify(signExponent, significand));
  }

  private static int classify(int signExponent, long significand) {
    if (Extended.isUnsupported(signExponent, significand)) {
      return 0;
    }
    if (isNan(signExponent, significand)) {
      return C0;
    }
    if (Extended.isInfinity(signExponent, significand)) {
      return C2 | C0;
    }
    if (isZero(signExponent, significand)) {
      return C3;
    }
    return Extended.isDenormal(signExponent, significand) ? C3 | C2 : C2;
  }
}
