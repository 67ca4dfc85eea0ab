package vmm.ppc.fpu;

import vmm.api.cpu.CpuContext;

/** Rounding and conversion to integers (Book I, 4.6.7). */
final class FpConversions {
  /** What processors put above a converted integer; Book I leaves it undefined. */
  private static final long UPPER_HALF = 0xFFF8_0000L << 32;

  private static final long LOWER_HALF = 0xFFFF_FFFFL;

  private FpConversions() {}

  /** frsp. */
  static long roundToSingle(CpuContext cpu, long operands, long rc, long unused) {
    var operation = new FpOperation(cpu, operands, FpFormat.SINGLE);
    long b = FpOperands.b(cpu.slots(), operands);
    if (Binary64.isNan(b)) {
      operation.raise(Binary64.isSignaling(b) ? Fpscr.VXSNAN : 0);
      operation.deliver(Binary64.quiet(b) & -1L << SingleFormat.EXTRA_BITS);
    } else if (Binary64.isZero(b) || Binary64.isInfinity(b)) {
      operation.deliver(b);
    } else {
      long sign = b & Binary64.SIGN;
      operation.round(sign, Binary64.exponent(b), Binary64.significand(b), 0);
    }
    return operation.finish(rc);
  }

  /** fctiw. */
  static long toInteger(CpuContext cpu, long operands, long rc, long unused) {
    var operation = new FpOperation(cpu, operands, FpFormat.DOUBLE);
    convert(operation, FpOperands.b(cpu.slots(), operands), operation.rounding());
    return operation.finish(rc);
  }

  /** fctiwz. */
  static long toIntegerTowardZero(CpuContext cpu, long operands, long rc, long unused) {
    var operation = new FpOperation(cpu, operands, FpFormat.DOUBLE);
    convert(operation, FpOperands.b(cpu.slots(), operands), Fpscr.TO_ZERO);
    return operation.finish(rc);
  }

  private static void convert(FpOperation operation, long b, int mode) {
    if (Binary64.isZero(b)) {
      deliver(operation, 0);
    } else if (Binary64.isNan(b)) {
      operation.raise(Binary64.isSignaling(b) ? Fpscr.VXSNAN | Fpscr.VXCVI : Fpscr.VXCVI);
      deliver(operation, Integer.MIN_VALUE);
    } else if (Binary64.isInfinity(b) || Binary64.exponent(b) > Integer.SIZE) {
      saturate(operation, b);
    } else {
      convertInRange(operation, b, mode);
    }
  }

  private static void convertInRange(FpOperation operation, long b, int mode) {
    int exponent = Binary64.exponent(b);
    long significand = Binary64.significand(b);
    long whole = exponent < 0 ? 0 : significand >>> 63 - exponent;
    // The binary point is above bit 63.
    long fraction =
        exponent < 0
            ? Wide.shiftRightLow(0, significand, -1 - exponent)
            : significand << exponent + 1;
    boolean negative = b < 0;
    boolean grown = Rounding.grows(mode, negative, fraction, Long.MIN_VALUE, (whole & 1) != 0);
    long magnitude = grown ? whole + 1 : whole;
    long value = negative ? -magnitude : magnitude;
    if (value != (int) value) {
      saturate(operation, b);
      return;
    }
    if (fraction != 0) {
      operation.inexact(grown);
    }
    deliver(operation, (int) value);
  }

  private static void saturate(FpOperation operation, long b) {
    operation.raise(Fpscr.VXCVI);
    deliver(operation, b < 0 ? Integer.MIN_VALUE : Integer.MAX_VALUE);
  }

  private static void deliver(FpOperation operation, int value) {
    operation.deliverInteger(UPPER_HALF | value & LOWER_HALF);
  }
}
