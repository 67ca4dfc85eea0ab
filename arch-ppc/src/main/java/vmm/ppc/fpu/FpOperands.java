package vmm.ppc.fpu;

import vmm.ppc.PpcRegisters;

/** The fields of the {@code operands} argument; see {@link FpInstructions}. */
final class FpOperands {
  private static final int REGISTER = 31;

  private FpOperands() {}

  /** FRT, BF or BT. */
  static int target(long operands) {
    return (int) operands & REGISTER;
  }

  /** The number in the place of FRA. */
  static int second(long operands) {
    return (int) (operands >>> 5) & REGISTER;
  }

  /** The number in the place of FRB. */
  static int third(long operands) {
    return (int) (operands >>> 10) & REGISTER;
  }

  /** The content of FRA. */
  static long a(long[] slots, long operands) {
    return slots[PpcRegisters.F0 + second(operands)];
  }

  /** The content of FRB. */
  static long b(long[] slots, long operands) {
    return slots[PpcRegisters.F0 + third(operands)];
  }

  /** The content of FRC. */
  static long c(long[] slots, long operands) {
    return slots[PpcRegisters.F0 + ((int) (operands >>> 15) & REGISTER)];
  }

  /** Sets FRT. */
  static void setTarget(long[] slots, long operands, long value) {
    slots[PpcRegisters.F0 + target(operands)] = value;
  }
}
