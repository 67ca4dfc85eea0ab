package vmm.ppc.fpu;

import static vmm.ppc.fpu.Binary64.isNan;
import static vmm.ppc.fpu.Binary64.isSignaling;

import vmm.api.cpu.CpuContext;
import vmm.ppc.ConditionRegister;
import vmm.ppc.PpcRegisters;

/** fcmpu and fcmpo (Book I, 4.6.8). */
final class FpComparison {
  private static final int LESS = 8;
  private static final int GREATER = 4;
  private static final int EQUAL = 2;
  private static final int UNORDERED = 1;

  private FpComparison() {}

  static long unordered(CpuContext cpu, long operands, long unused, long unused2) {
    long[] slots = cpu.slots();
    long a = FpOperands.a(slots, operands);
    long b = FpOperands.b(slots, operands);
    return deliver(slots, operands, a, b, anySignaling(a, b) ? Fpscr.VXSNAN : 0);
  }

  /** With a signaling NaN, VXVC joins VXSNAN only if the exception is disabled. */
  static long ordered(CpuContext cpu, long operands, long unused, long unused2) {
    long[] slots = cpu.slots();
    long a = FpOperands.a(slots, operands);
    long b = FpOperands.b(slots, operands);
    int raised = 0;
    if (anySignaling(a, b)) {
      boolean enabled = (slots[PpcRegisters.FPSCR] & Fpscr.VE) != 0;
      raised = enabled ? Fpscr.VXSNAN : Fpscr.VXSNAN | Fpscr.VXVC;
    } else if (isNan(a) || isNan(b)) {
      raised = Fpscr.VXVC;
    }
    return deliver(slots, operands, a, b, raised);
  }

  private static long deliver(long[] slots, long operands, long a, long b, int raised) {
    int order = order(Double.longBitsToDouble(a), Double.longBitsToDouble(b));
    int fpscr = Fpscr.withComparison((int) slots[PpcRegisters.FPSCR], order);
    if (raised != 0) {
      fpscr = Fpscr.raised(fpscr, raised);
    }
    FpStatus.setFpscr(slots, fpscr);
    ConditionRegister.setField(slots, FpOperands.target(operands) & 7, order);
    if (raised != 0 && (fpscr & Fpscr.VE) != 0) {
      FpStatus.interrupt(slots);
    }
    return 0;
  }

  private static int order(double a, double b) {
    if (a < b) {
      return LESS;
    }
    if (a > b) {
      return GREATER;
    }
    return a == b ? EQUAL : UNORDERED;
  }

  private static boolean anySignaling(long a, long b) {
    return isSignaling(a) || isSignaling(b);
  }
}
