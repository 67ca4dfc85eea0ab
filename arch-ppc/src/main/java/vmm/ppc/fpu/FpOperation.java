package vmm.ppc.fpu;

import static vmm.ppc.fpu.Fpscr.FI;
import static vmm.ppc.fpu.Fpscr.FR;
import static vmm.ppc.fpu.Fpscr.OE;
import static vmm.ppc.fpu.Fpscr.OX;
import static vmm.ppc.fpu.Fpscr.UE;
import static vmm.ppc.fpu.Fpscr.UX;
import static vmm.ppc.fpu.Fpscr.VE;
import static vmm.ppc.fpu.Fpscr.XX;
import static vmm.ppc.fpu.Fpscr.ZE;
import static vmm.ppc.fpu.Fpscr.ZX;

import vmm.api.cpu.CpuContext;
import vmm.ppc.PpcRegisters;

/**
 * One instruction under way: the exceptions that it raises, and its result, which is rounded here
 * and nowhere else. {@link #finish} makes it all visible.
 */
final class FpOperation {
  private static final int ENABLES = VE | OE | UE | ZE | Fpscr.XE;

  private final long[] slots;
  private final long operands;
  private final FpFormat format;
  private int fpscr;
  private int raised;
  private boolean negated;
  private boolean classified = true;
  private long result;

  /** Begins an instruction; what the last one left in FR and FI is gone. */
  FpOperation(CpuContext cpu, long operands, FpFormat format) {
    this.slots = cpu.slots();
    this.operands = operands;
    this.format = format;
    this.fpscr = (int) slots[PpcRegisters.FPSCR] & ~(FR | FI);
  }

  /** Asks for the result with the other sign, after rounding (Book I, fnmadd). */
  void negate() {
    negated = true;
  }

  /** Raises exceptions, by their bits of FPSCR. */
  void raise(int exceptions) {
    raised |= exceptions;
  }

  /** Raises an invalid-operation exception and delivers the default NaN. */
  void invalid(int reason) {
    raised |= reason;
    result = Binary64.DEFAULT_NAN;
  }

  /** Delivers a value as it is; a NaN keeps its sign. */
  void deliver(long bits) {
    result = negated ? Binary64.opposite(bits) : bits;
  }

  /** Delivers what is no floating-point number, so that FPRF stays. */
  void deliverInteger(long bits) {
    result = bits;
    classified = false;
  }

  /** Tells of the rounding of a result that {@link #round} did not round. */
  void inexact(boolean grown) {
    raised |= XX;
    fpscr |= grown ? FI | FR : FI;
  }

  /** Makes the result an estimate, whose rounding is no exception (Book I, fres). */
  void estimated() {
    raised &= ~XX;
    fpscr &= ~(FI | FR);
  }

  /**
   * Delivers the first NaN among the operands, quiet, and raises the exception if one of them is
   * signaling (Book I, 4.3.2).
   *
   * @return false if none of them is a NaN
   */
  boolean settlesNan(long first, long second, long third) {
    if (isSignaling(first, second, third)) {
      raised |= Fpscr.VXSNAN;
    }
    for (int i = 0; i < 3; i++) {
      long operand = i == 0 ? first : i == 1 ? second : third;
      if (Binary64.isNan(operand)) {
        result = Binary64.quiet(operand);
        return true;
      }
    }
    return false;
  }

  /** The rounding mode. */
  int rounding() {
    return Fpscr.rounding(fpscr);
  }

  /** Delivers the zero of an exact difference of equal numbers (Book I, 4.3.3). */
  void cancelled() {
    deliver(rounding() == Fpscr.DOWN ? Binary64.SIGN : 0);
  }

  /**
   * Delivers a number other than zero, rounded: {@code high:low * 2^(exponent - 127)}. Bit 0 of
   * {@code low} may stand for all bits below it. Tininess is detected before rounding, and without
   * its enabled exception counts as underflow only if the result is inexact (Book I, 4.4.4).
   */
  void round(long sign, int exponent, long high, long low) {
    int shift = Wide.leadingZeros(high, low);
    long top = Wide.shiftLeftHigh(high, low, shift);
    long tail = Wide.shiftLeftLow(low, shift);
    int scale = exponent - shift;
    if (scale >= format.leastExponent()) {
      roundNormal(sign, scale, top | Wide.sticky(tail));
    } else if ((fpscr & UE) != 0) {
      raised |= UX;
      roundNormal(sign, scale + format.adjustment(), top | Wide.sticky(tail));
    } else {
      int distance = format.leastExponent() - scale;
      tail = Wide.shiftRightLow(top, tail, distance);
      top = Wide.shiftRightHigh(top, distance) | Wide.sticky(tail);
      roundNormal(sign, format.leastExponent(), top);
      raised |= (fpscr & FI) != 0 ? UX : 0;
    }
  }

  /** Rounds a significand in whose place is a number within range, or above it. */
  private void roundNormal(long sign, int exponent, long significand) {
    long unit = 1L << Long.SIZE - format.precision();
    long rest = significand & (unit - 1);
    long kept = significand - rest;
    int scale = exponent;
    if (rest != 0) {
      boolean odd = (kept & unit) != 0;
      boolean grown = Rounding.grows(rounding(), sign != 0, rest, unit >>> 1, odd);
      inexact(grown);
      if (grown) {
        kept += unit;
        if (kept == 0) {
          kept = Long.MIN_VALUE;
          scale++;
        }
      }
    }
    if (scale > format.greatestExponent()) {
      overflow(sign, scale, kept);
    } else {
      deliver(Binary64.pack(sign, scale, kept));
    }
  }

  private void overflow(long sign, int exponent, long significand) {
    raised |= OX;
    if ((fpscr & OE) != 0) {
      deliver(Binary64.pack(sign, exponent - format.adjustment(), significand));
      return;
    }
    boolean infinite = Rounding.overflowsToInfinity(rounding(), sign != 0);
    fpscr &= ~FR;
    inexact(infinite);
    long greatest = -1L << Long.SIZE - format.precision();
    deliver(
        infinite
            ? sign | Binary64.INFINITY
            : Binary64.pack(sign, format.greatestExponent(), greatest));
  }

  /**
   * Makes the result and FPSCR visible, and raises the interrupt of an enabled exception. Enabled
   * invalid-operation and zero-divide exceptions leave the target and FPRF alone.
   */
  long finish(long rc) {
    int enabled = Fpscr.enabledExceptions(Fpscr.summarized(raised | fpscr & ENABLES));
    if ((enabled & (Fpscr.VX | ZX)) == 0) {
      FpOperands.setTarget(slots, operands, result);
      fpscr = classified ? Fpscr.withClass(fpscr, format.classify(result)) : fpscr;
    }
    FpStatus.setFpscr(slots, Fpscr.raised(fpscr, raised));
    FpStatus.done(slots, rc);
    if (enabled != 0) {
      FpStatus.interrupt(slots);
    }
    return 0;
  }

  private static boolean isSignaling(long first, long second, long third) {
    return Binary64.isSignaling(first)
        || Binary64.isSignaling(second)
        || Binary64.isSignaling(third);
  }
}
