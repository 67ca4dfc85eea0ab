package vmm.ppc.vectors;

import static vmm.ppc.fpu.Fpscr.FEX;
import static vmm.ppc.fpu.Fpscr.FI;
import static vmm.ppc.fpu.Fpscr.FPRF;
import static vmm.ppc.fpu.Fpscr.FR;
import static vmm.ppc.fpu.Fpscr.FX;
import static vmm.ppc.fpu.Fpscr.OE;
import static vmm.ppc.fpu.Fpscr.OX;
import static vmm.ppc.fpu.Fpscr.UE;
import static vmm.ppc.fpu.Fpscr.UX;
import static vmm.ppc.fpu.Fpscr.VE;
import static vmm.ppc.fpu.Fpscr.VX;
import static vmm.ppc.fpu.Fpscr.VXCVI;
import static vmm.ppc.fpu.Fpscr.VXSNAN;
import static vmm.ppc.fpu.Fpscr.VXSOFT;
import static vmm.ppc.fpu.Fpscr.VXSQRT;
import static vmm.ppc.fpu.Fpscr.VXVC;
import static vmm.ppc.fpu.Fpscr.XE;
import static vmm.ppc.fpu.Fpscr.XX;
import static vmm.ppc.fpu.Fpscr.ZE;
import static vmm.ppc.fpu.Fpscr.ZX;

import java.util.Set;
import vmm.ppc.vectors.PpcVector.State;

/**
 * Where QEMU 7.2 does other than the manual says (Power ISA 2.06 Book I, whose sections are cited),
 * and what the manual leaves undefined. The README of {@code guests/ppc-vectors} lists the same
 * rules in the same order.
 */
final class FloatingRules {
  /** All that instructions set in an exception; VXSNAN to VXVC are six bits in a row. */
  private static final int EXCEPTIONS =
      OX | UX | ZX | XX | (VXSNAN | VXSNAN - 1) & -VXVC | VXSOFT | VXSQRT | VXCVI;

  /** FPRF's highest bit: with a finite number, that it is denormal. */
  private static final int CLASS = 1 << 16;

  private static final int POSITIVE_NORMAL = 0b00100 << 12;
  private static final int NEGATIVE_NORMAL = 0b01000 << 12;
  private static final int POSITIVE_INFINITY = 0b00101 << 12;
  private static final int NEGATIVE_INFINITY = 0b01001 << 12;

  /** The manual asks for less: an error of at most 1/32 of the result. */
  private static final int ROOT_ESTIMATE_UNITS = 2;

  private static final long SIGN = Long.MIN_VALUE;
  private static final long INFINITY = 0x7FFL << 52;
  private static final long UPPER_HALF = -1L << 32;

  private static final Set<String> MOVES =
      Set.of("fabs", "fnabs", "fneg", "fmr", "fsel", "mffs", "mcrfs", "mtfsf", "mtfsfi", "mtfsb0");

  private final PpcVector vector;
  private final String mnemonic;
  private final Expectation expectation;
  private final int before;
  private final int target;
  private final long operand;

  private FloatingRules(PpcVector vector) {
    this.vector = vector;
    mnemonic = vector.mnemonic();
    expectation = new Expectation(vector);
    before = vector.before().status();
    target = vector.field(6) & 3;
    operand = vector.before().registers().get(vector.field(16) & 3);
  }

  static Expectation expectation(PpcVector vector) {
    var rules = new FloatingRules(vector);
    if (!MOVES.contains(vector.mnemonic())) {
      rules.apply();
    }
    return rules.expectation;
  }

  /**
   * Multiply-add with a negated result is rounded, then negated (4.6.6.2). QEMU rounds what is
   * negated already, so a directed rounding goes the other way: run it in that mode to compare.
   */
  static PpcVector toRun(PpcVector vector) {
    boolean inexact = (vector.after().status() & FI) != 0;
    boolean directed = (vector.before().status() & 2) != 0;
    if (!vector.mnemonic().startsWith("fnm") || !inexact || !directed) {
      return vector;
    }
    return new PpcVector(
        vector.mnemonic(),
        vector.word(),
        otherDirection(vector.before()),
        otherDirection(vector.after()),
        vector.raised());
  }

  private static State otherDirection(State state) {
    return state.withStatus(state.status() ^ 1);
  }

  private void apply() {
    if (!mnemonic.equals("mtfsb1")) {
      undefined();
      comparisons();
      estimates();
      reciprocalOfZero();
      classOfSingles();
      blockedResults();
      farSingles();
    }
    firstRaised();
    if (vector.records()) {
      expectation.setConditionField(1, expectation.status() >>> 28);
    }
  }

  /** QEMU has no FR; above an integer (4.6.7.2) anything goes, and its FPRF is undefined. */
  private void undefined() {
    expectation.undefineStatus(FR);
    if (mnemonic.startsWith("fctiw")) {
      expectation.undefineRegister(target, UPPER_HALF);
      expectation.undefineStatus(FPRF);
    }
  }

  /**
   * Comparisons change FPCC and exception bits only, and fcmpo sets VXVC beside VXSNAN only if VE
   * is 0 (4.6.8). QEMU clears FI, sets C with VXVC, and does not look at VE.
   */
  private void comparisons() {
    if (!mnemonic.startsWith("fcmp")) {
      return;
    }
    expectation.copyStatus(before, FI | CLASS);
    boolean signaling =
        isSignaling(vector.before().registers().get(vector.field(11) & 3)) || isSignaling(operand);
    if ((before & VE) != 0 && signaling) {
      expectation.copyStatus(before, VXVC);
    }
  }

  /**
   * fres and frsqrte leave XX alone and FI undefined (4.6.6.1). QEMU raises XX, and rounds both
   * steps of frsqrte by the rounding mode.
   */
  private void estimates() {
    boolean root = mnemonic.equals("frsqrte");
    if (!root && !mnemonic.equals("fres")) {
      return;
    }
    expectation.copyStatus(before, XX);
    expectation.undefineStatus(FI);
    if ((before & XE) != 0) {
      expectation.undefineRaised();
    }
    if (root) {
      expectation.estimateRegister(target, ROOT_ESTIMATE_UNITS);
    }
  }

  /** fres of zero gives infinity (4.6.6.1). QEMU gives a half. */
  private void reciprocalOfZero() {
    if (mnemonic.equals("fres") && (operand & ~SIGN) == 0 && (before & ZE) == 0) {
      expectation.setRegister(target, operand | INFINITY);
      expectation.copyStatus(operand == 0 ? POSITIVE_INFINITY : NEGATIVE_INFINITY, FPRF);
    }
  }

  /** FPRF of a single says whether it is a denormal single (4.2.2). QEMU looks at the double. */
  private void classOfSingles() {
    int fprf = expectation.status() & FPRF;
    boolean normal = fprf == POSITIVE_NORMAL || fprf == NEGATIVE_NORMAL;
    double result = Double.longBitsToDouble(expectation.register(target));
    boolean single = mnemonic.equals("frsp") || vector.word() >>> 26 == 59;
    if (single && normal && Math.abs(result) < Float.MIN_NORMAL) {
      expectation.setStatus(expectation.status() | CLASS);
    }
  }

  /**
   * An enabled invalid-operation or zero-divide exception clears FI (4.4.1.2, 4.4.2.2). QEMU leaves
   * it.
   */
  private void blockedResults() {
    boolean invalid = (before & VE) != 0 && (vector.after().status() & VX) != 0;
    boolean zeroDivide = (before & ZE) != 0 && (vector.after().status() & ZX) != 0;
    boolean unchanged = vector.before().registers().equals(vector.after().registers());
    if (vector.raised() && (invalid || zeroDivide) && unchanged) {
      expectation.undefineStatus(FI | CLASS);
    }
  }

  /**
   * With enabled overflow or underflow, frsp adjusts the exponent in double's range (4.6.7.1, the
   * model of appendix A.1). QEMU cuts it to a single's eight bits.
   */
  private void farSingles() {
    double magnitude = Math.abs(Double.longBitsToDouble(operand));
    boolean far =
        ((before & OE) != 0 && magnitude >= 0x1p319 && magnitude <= Double.MAX_VALUE)
            || ((before & UE) != 0 && magnitude < 0x1p-317 && magnitude > 0);
    if (mnemonic.equals("frsp") && far) {
      expectation.undefineRegister(target, -1L);
      expectation.undefineStatus(FPRF);
    }
  }

  /**
   * FX is set when an exception bit goes from 0 to 1 (4.2.2), also by mtfsb1. QEMU sets it with
   * every exception, and not with all of mtfsb1's. FEX follows from the others.
   */
  private void firstRaised() {
    int status = expectation.status();
    boolean itself = mnemonic.equals("mtfsb1") && vector.field(6) == 0;
    boolean first = itself || (status & ~before & EXCEPTIONS) != 0;
    status = status & ~(FX | FEX) | before & FX | (first ? FX : 0);
    boolean enabled = (status & status << 22 & (VX | OX | UX | ZX | XX)) != 0;
    expectation.setStatus(enabled ? status | FEX : status);
  }

  private static boolean isSignaling(long bits) {
    return (bits & ~SIGN) > INFINITY && (bits & 1L << 51) == 0;
  }
}
