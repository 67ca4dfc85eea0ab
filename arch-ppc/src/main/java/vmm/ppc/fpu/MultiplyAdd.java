package vmm.ppc.fpu;

import vmm.api.cpu.CpuContext;

/**
 * The multiply-add instructions (Book I, 4.6.6.2): the product is exact, the sum is rounded once.
 */
final class MultiplyAdd {
  private MultiplyAdd() {}

  /** fmadd, fmadds. */
  static long add(CpuContext cpu, long operands, long rc, FpFormat format) {
    return run(cpu, operands, rc, format, FpOperands.b(cpu.slots(), operands), false);
  }

  /** fmsub, fmsubs. */
  static long subtract(CpuContext cpu, long operands, long rc, FpFormat format) {
    long b = Binary64.opposite(FpOperands.b(cpu.slots(), operands));
    return run(cpu, operands, rc, format, b, false);
  }

  /** fnmadd, fnmadds. */
  static long negatedAdd(CpuContext cpu, long operands, long rc, FpFormat format) {
    return run(cpu, operands, rc, format, FpOperands.b(cpu.slots(), operands), true);
  }

  /** fnmsub, fnmsubs. */
  static long negatedSubtract(CpuContext cpu, long operands, long rc, FpFormat format) {
    long b = Binary64.opposite(FpOperands.b(cpu.slots(), operands));
    return run(cpu, operands, rc, format, b, true);
  }

  private static long run(
      CpuContext cpu, long operands, long rc, FpFormat format, long b, boolean negated) {
    long[] slots = cpu.slots();
    long a = FpOperands.a(slots, operands);
    long c = FpOperands.c(slots, operands);
    if (FastPath.multiplyAdd(slots, operands, format, a, c, b, negated)) {
      return FpStatus.done(slots, rc);
    }
    var operation = new FpOperation(cpu, operands, format);
    if (negated) {
      operation.negate();
    }
    boolean undefinedProduct =
        (Binary64.isInfinity(a) && Binary64.isZero(c))
            || (Binary64.isZero(a) && Binary64.isInfinity(c));
    if (undefinedProduct) {
      operation.invalid(Fpscr.VXIMZ);
    }
    if (!operation.settlesNan(a, b, c) && !undefinedProduct) {
      Sum.deliverProduct(operation, a, c, b);
    }
    return operation.finish(rc);
  }
}
