package vmm.ppc.fpu;

import static vmm.ppc.fpu.Binary64.SIGN;
import static vmm.ppc.fpu.Binary64.exponent;
import static vmm.ppc.fpu.Binary64.isInfinity;
import static vmm.ppc.fpu.Binary64.isZero;
import static vmm.ppc.fpu.Binary64.significand;

import vmm.api.cpu.CpuContext;

/**
 * The elementary arithmetic instructions (Book I, 4.6.6): each delivers the exact result, rounded
 * once.
 */
final class FpArithmetic {
  private static final long ONE = 0x3FF0L << 48;

  /** Number of bits above a significand of 53 bits that stands to the right. */
  private static final int HEADROOM = 11;

  /** A division goes by steps of ten bits, which fit above such a significand. */
  private static final int DIVISION_STEP = 10;

  private static final int DIVISION_STEPS = 6;
  private static final int QUOTIENT_BITS = DIVISION_STEP * DIVISION_STEPS;

  private FpArithmetic() {}

  /** fadd and fadds. */
  static long add(CpuContext cpu, long operands, long rc, FpFormat format) {
    long[] slots = cpu.slots();
    long a = FpOperands.a(slots, operands);
    return sum(cpu, operands, rc, format, a, FpOperands.b(slots, operands));
  }

  /** fsub and fsubs. */
  static long subtract(CpuContext cpu, long operands, long rc, FpFormat format) {
    long[] slots = cpu.slots();
    long a = FpOperands.a(slots, operands);
    long b = FpOperands.b(slots, operands);
    return sum(cpu, operands, rc, format, a, Binary64.opposite(b));
  }

  /** fmul and fmuls. */
  static long multiply(CpuContext cpu, long operands, long rc, FpFormat format) {
    long[] slots = cpu.slots();
    long a = FpOperands.a(slots, operands);
    long c = FpOperands.c(slots, operands);
    if (FastPath.multiply(slots, operands, format, a, c)) {
      return FpStatus.done(slots, rc);
    }
    var operation = new FpOperation(cpu, operands, format);
    if (!operation.settlesNan(a, c, c)) {
      multiply(operation, a, c);
    }
    return operation.finish(rc);
  }

  /** fdiv and fdivs. */
  static long divide(CpuContext cpu, long operands, long rc, FpFormat format) {
    long[] slots = cpu.slots();
    long a = FpOperands.a(slots, operands);
    long b = FpOperands.b(slots, operands);
    if (FastPath.divide(slots, operands, format, a, b)) {
      return FpStatus.done(slots, rc);
    }
    var operation = new FpOperation(cpu, operands, format);
    if (!operation.settlesNan(a, b, b)) {
      divide(operation, a, b);
    }
    return operation.finish(rc);
  }

  /** fres: the reciprocal, as near as a single comes to it. Book I asks for 1/256 of it. */
  static long reciprocal(CpuContext cpu, long operands, long rc, long unused) {
    var operation = new FpOperation(cpu, operands, FpFormat.SINGLE);
    long b = FpOperands.b(cpu.slots(), operands);
    if (!operation.settlesNan(b, b, b)) {
      divide(operation, ONE, b);
    }
    operation.estimated();
    return operation.finish(rc);
  }

  /**
   * frsqrte: the reciprocal of the square root, with an error of at most a unit in the last place
   * or two. Book I asks for 1/32 of it.
   */
  static long reciprocalRoot(CpuContext cpu, long operands, long rc, long unused) {
    var operation = new FpOperation(cpu, operands, FpFormat.DOUBLE);
    long b = FpOperands.b(cpu.slots(), operands);
    if (!operation.settlesNan(b, b, b)) {
      if (isZero(b)) {
        operation.raise(Fpscr.ZX);
        operation.deliver(b | Binary64.INFINITY);
      } else if (b < 0) {
        operation.invalid(Fpscr.VXSQRT);
      } else {
        double root = Math.sqrt(Double.longBitsToDouble(b));
        operation.deliver(Double.doubleToRawLongBits(1 / root));
      }
    }
    return operation.finish(rc);
  }

  private static long sum(CpuContext cpu, long operands, long rc, FpFormat format, long a, long b) {
    if (FastPath.add(cpu.slots(), operands, format, a, b)) {
      return FpStatus.done(cpu.slots(), rc);
    }
    var operation = new FpOperation(cpu, operands, format);
    if (!operation.settlesNan(a, b, b)) {
      Sum.deliver(operation, a, b);
    }
    return operation.finish(rc);
  }

  private static void multiply(FpOperation operation, long a, long c) {
    long sign = (a ^ c) & SIGN;
    boolean infinite = isInfinity(a) || isInfinity(c);
    boolean zero = isZero(a) || isZero(c);
    if (infinite && zero) {
      operation.invalid(Fpscr.VXIMZ);
    } else if (infinite) {
      operation.deliver(sign | Binary64.INFINITY);
    } else if (zero) {
      operation.deliver(sign);
    } else {
      long aSignificand = significand(a);
      long cSignificand = significand(c);
      long high = Math.unsignedMultiplyHigh(aSignificand, cSignificand);
      operation.round(sign, exponent(a) + exponent(c) + 1, high, aSignificand * cSignificand);
    }
  }

  private static void divide(FpOperation operation, long a, long b) {
    long sign = (a ^ b) & SIGN;
    if (isInfinity(a)) {
      if (isInfinity(b)) {
        operation.invalid(Fpscr.VXIDI);
      } else {
        operation.deliver(sign | Binary64.INFINITY);
      }
    } else if (isZero(b)) {
      divideByZero(operation, sign, a);
    } else if (isInfinity(b) || isZero(a)) {
      operation.deliver(sign);
    } else {
      divideMagnitudes(operation, sign, a, b);
    }
  }

  private static void divideByZero(FpOperation operation, long sign, long a) {
    if (isZero(a)) {
      operation.invalid(Fpscr.VXZDZ);
    } else {
      operation.raise(Fpscr.ZX);
      operation.deliver(sign | Binary64.INFINITY);
    }
  }

  /** Long division. */
  private static void divideMagnitudes(FpOperation operation, long sign, long a, long b) {
    long dividend = significand(a) >>> HEADROOM;
    long divisor = significand(b) >>> HEADROOM;
    long quotient = dividend / divisor;
    long rest = dividend % divisor;
    for (int step = 0; step < DIVISION_STEPS; step++) {
      rest <<= DIVISION_STEP;
      quotient = quotient << DIVISION_STEP | rest / divisor;
      rest %= divisor;
    }
    int top = Long.SIZE - 1 - QUOTIENT_BITS;
    operation.round(sign, exponent(a) - exponent(b) + top, quotient, Wide.sticky(rest));
  }
}
