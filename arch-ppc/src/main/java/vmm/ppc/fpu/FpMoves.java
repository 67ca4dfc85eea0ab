package vmm.ppc.fpu;

import static vmm.ppc.fpu.Binary64.SIGN;

import vmm.api.cpu.CpuContext;

/** Moves and fsel, which change no bit of FPSCR (Book I, 4.6.5 and 4.6.9). */
final class FpMoves {
  private FpMoves() {}

  static long copy(CpuContext cpu, long operands, long rc, long unused) {
    return deliver(cpu, operands, rc, FpOperands.b(cpu.slots(), operands));
  }

  static long negate(CpuContext cpu, long operands, long rc, long unused) {
    return deliver(cpu, operands, rc, FpOperands.b(cpu.slots(), operands) ^ SIGN);
  }

  static long absolute(CpuContext cpu, long operands, long rc, long unused) {
    return deliver(cpu, operands, rc, FpOperands.b(cpu.slots(), operands) & ~SIGN);
  }

  static long negativeAbsolute(CpuContext cpu, long operands, long rc, long unused) {
    return deliver(cpu, operands, rc, FpOperands.b(cpu.slots(), operands) | SIGN);
  }

  /** fsel: FRC if FRA is at least zero (of either sign), FRB if it is less or a NaN. */
  static long select(CpuContext cpu, long operands, long rc, long unused) {
    long[] slots = cpu.slots();
    boolean first = Double.longBitsToDouble(FpOperands.a(slots, operands)) >= 0;
    long chosen = first ? FpOperands.c(slots, operands) : FpOperands.b(slots, operands);
    return deliver(cpu, operands, rc, chosen);
  }

  private static long deliver(CpuContext cpu, long operands, long rc, long value) {
    long[] slots = cpu.slots();
    FpOperands.setTarget(slots, operands, value);
    return FpStatus.done(slots, rc);
  }
}
