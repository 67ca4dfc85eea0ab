package vmm.x86.fpu;

import static vmm.x86.fpu.Extended.SIGN;
import static vmm.x86.fpu.Extended.effectiveExponent;
import static vmm.x86.fpu.Extended.isInfinity;
import static vmm.x86.fpu.Extended.isZero;
import static vmm.x86.fpu.Extended.sign;

/**
 * FPREM and FPREM1: the exact remainder of ST(0) by ST(1), or, where their exponents are 64 or more
 * apart, a step towards it (C2 = 1). SDM vol. 2, "FPREM" and "FPREM1".
 */
final class Remainders {
  /** A step that does not finish reduces the exponent by 32 to 63; the processors do this one. */
  private static final int STEP = 32;

  private Remainders() {}

  /** FPREM: the quotient is rounded toward zero. */
  static void truncating(
      FpuContext context, int aSignExponent, long aSig, int bSignExponent, long bSig) {
    remainder(context, aSignExponent, aSig, bSignExponent, bSig, false);
  }

  /** FPREM1: the quotient is rounded to nearest, as IEEE 754 defines the remainder. */
  static void nearest(
      FpuContext context, int aSignExponent, long aSig, int bSignExponent, long bSig) {
    remainder(context, aSignExponent, aSig, bSignExponent, bSig, true);
  }

  private static void remainder(
      FpuContext context,
      int aSignExponent,
      long aSig,
      int bSignExponent,
      long bSig,
      boolean near) {
    if (NanRules.settles(context, aSignExponent, aSig, bSignExponent, bSig)) {
      return;
    }
    if (isInfinity(aSignExponent, aSig) || isZero(bSignExponent, bSig)) {
      context.invalid();
      return;
    }
    Arithmetic.noteDenormals(context, aSignExponent, aSig, bSignExponent, bSig);
    if (isZero(aSignExponent, aSig) || isInfinity(bSignExponent, bSig)) {
      context.unchanged(aSignExponent, aSig);
      return;
    }
    int aShift = Long.numberOfLeadingZeros(aSig);
    int bShift = Long.numberOfLeadingZeros(bSig);
    int aExponent = effectiveExponent(aSignExponent) - aShift;
    int bExponent = effectiveExponent(bSignExponent) - bShift;
    int distance = aExponent - bExponent;
    int sign = sign(aSignExponent);
    if (distance < -1 || (distance < 0 && !near)) {
      round(context, sign, aExponent, aSig << aShift);
    } else if (distance >= 64) {
      int steps = STEP + (distance & STEP - 1);
      long rest = reduce(context, aSig << aShift, bSig << bShift, steps);
      context.conditions = StatusWord.C2;
      round(context, sign, bExponent + distance - steps, rest);
    } else {
      finish(context, sign, bExponent, distance, aSig << aShift, bSig << bShift, near);
    }
  }

  private static void finish(
      FpuContext context, int sign, int bExponent, int distance, long a, long b, boolean near) {
    if (distance < 0) {
      // |b|/4 < |a| < |b|: only a quotient of 0 or 1 is possible, the latter above one half.
      if (Long.compareUnsigned(a, b) > 0) {
        setQuotient(context, 1);
        round(context, sign ^ SIGN, bExponent - 1, (b << 1) - a);
      } else {
        round(context, sign, bExponent - 1, a);
      }
      return;
    }
    long rest = reduce(context, a, b, distance);
    boolean odd = (context.conditions & StatusWord.C1) != 0;
    int half = Long.compareUnsigned(rest, b - rest);
    if (near && (half > 0 || (half == 0 && odd))) {
      setQuotient(context, quotient(context) + 1);
      round(context, sign ^ SIGN, bExponent, b - rest);
    } else {
      round(context, sign, bExponent, rest);
    }
  }

  /** Divides {@code a * 2^steps} by b, leaving the quotient's lowest bits in the conditions. */
  private static long reduce(FpuContext context, long a, long b, int steps) {
    long rest = a;
    int quotient = 0;
    boolean carry = false;
    for (int step = 0; step <= steps; step++) {
      if (step > 0) {
        carry = rest < 0;
        rest <<= 1;
        quotient <<= 1;
      }
      if (carry || Long.compareUnsigned(rest, b) >= 0) {
        rest -= b;
        quotient |= 1;
      }
    }
    setQuotient(context, quotient);
    return rest;
  }

  /** C0, C3 and C1 receive bits 2, 1 and 0 of the quotient. */
  private static void setQuotient(FpuContext context, int quotient) {
    context.conditions =
        ((quotient & 4) != 0 ? StatusWord.C0 : 0)
            | ((quotient & 2) != 0 ? StatusWord.C3 : 0)
            | ((quotient & 1) != 0 ? StatusWord.C1 : 0);
  }

  private static int quotient(FpuContext context) {
    return ((context.conditions & StatusWord.C0) != 0 ? 4 : 0)
        | ((context.conditions & StatusWord.C3) != 0 ? 2 : 0)
        | ((context.conditions & StatusWord.C1) != 0 ? 1 : 0);
  }

  /** Delivers an exact result, keeping the quotient's bit in C1. */
  private static void round(FpuContext context, int sign, int exponent, long significand) {
    int conditions = context.conditions;
    context.round(sign, exponent, significand, 0, 64);
    context.conditions = conditions;
  }
}
