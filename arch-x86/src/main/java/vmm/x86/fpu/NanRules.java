package vmm.x86.fpu;

import static vmm.x86.fpu.Extended.QUIET_BIT;

/**
 * What operations do with NaNs and unsupported encodings: SDM vol. 1, "Operating on SNaNs and
 * QNaNs" (table "Rules for Handling NaNs") and "Invalid Arithmetic Operand Exception (#IA)".
 */
final class NanRules {
  private NanRules() {}

  /** If the operand is a NaN or unsupported, delivers the response and returns true. */
  static boolean settles(FpuContext context, int signExponent, long significand) {
    if (Extended.isUnsupported(signExponent, significand)) {
      context.invalid();
      return true;
    }
    if (Extended.isNan(signExponent, significand)) {
      deliverQuiet(context, signExponent, significand);
      return true;
    }
    return false;
  }

  /** If either operand is a NaN or unsupported, delivers the response and returns true. */
  static boolean settles(
      FpuContext context,
      int aSignExponent,
      long aSignificand,
      int bSignExponent,
      long bSignificand) {
    if (Extended.isUnsupported(aSignExponent, aSignificand)
        || Extended.isUnsupported(bSignExponent, bSignificand)) {
      context.invalid();
      return true;
    }
    boolean aNan = Extended.isNan(aSignExponent, aSignificand);
    boolean bNan = Extended.isNan(bSignExponent, bSignificand);
    if (aNan && bNan) {
      chooseBetween(context, aSignExponent, aSignificand, bSignExponent, bSignificand);
    } else if (aNan) {
      deliverQuiet(context, aSignExponent, aSignificand);
    } else if (bNan) {
      deliverQuiet(context, bSignExponent, bSignificand);
    }
    return aNan || bNan;
  }

  /**
   * Of an SNaN and a QNaN the QNaN is delivered; of two of a kind the one with the larger
   * significand, and of equal significands the positive one.
   */
  private static void chooseBetween(
      FpuContext context,
      int aSignExponent,
      long aSignificand,
      int bSignExponent,
      long bSignificand) {
    boolean aSignals = Extended.isSignaling(aSignExponent, aSignificand);
    boolean bSignals = Extended.isSignaling(bSignExponent, bSignificand);
    if (aSignals || bSignals) {
      context.raise(StatusWord.IE);
    }
    boolean first;
    if (aSignals != bSignals) {
      first = bSignals;
    } else if (aSignificand != bSignificand) {
      first = Long.compareUnsigned(aSignificand, bSignificand) > 0;
    } else {
      first = aSignExponent < bSignExponent;
    }
    if (first) {
      context.result(aSignExponent, aSignificand | QUIET_BIT);
    } else {
      context.result(bSignExponent, bSignificand | QUIET_BIT);
    }
  }

  private static void deliverQuiet(FpuContext context, int signExponent, long significand) {
    if ((significand & QUIET_BIT) == 0) {
      context.raise(StatusWord.IE);
    }
    context.result(signExponent, significand | QUIET_BIT);
  }
}
