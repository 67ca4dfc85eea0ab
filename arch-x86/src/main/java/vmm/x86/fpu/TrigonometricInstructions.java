package vmm.x86.fpu;

/**
 * FSIN, FCOS, FSINCOS and FPTAN. An operand that is out of range sets C2 and changes nothing else;
 * otherwise C2 is cleared.
 */
final class TrigonometricInstructions {
  private TrigonometricInstructions() {}

  /** An instruction of one result. */
  static EscAction onTop(ArithmeticInstructions.Unary function) {
    EscAction inRange = ArithmeticInstructions.onTop(function);
    return (fpu, host, i) -> {
      if (!leaves(fpu, false)) {
        inRange.run(fpu, host, i);
      }
    };
  }

  /** FSINCOS: the sine replaces ST(0) and the cosine is pushed. */
  static void sineAndCosine(FpuState fpu, FpuHost host, int i) {
    if (!leaves(fpu, true)) {
      ArithmeticInstructions.replaceAndPush(fpu, Trigonometry::sine, Trigonometry::cosine);
    }
  }

  /** FPTAN: the tangent replaces ST(0) and one is pushed, or a NaN twice. */
  static void tangent(FpuState fpu, FpuHost host, int i) {
    if (!leaves(fpu, true)) {
      ArithmeticInstructions.replaceAndPush(
          fpu, Trigonometry::tangent, TrigonometricInstructions::one);
    }
  }

  private static void one(FpuContext context, int signExponent, long significand) {
    if (Extended.exponent(context.signExponent) != Extended.EXPONENT_MASK) {
      context.result(Extended.BIAS, Extended.INTEGER_BIT);
    }
  }

  /**
   * Clears C2, or sets it for an operand that the instruction leaves alone.
   *
   * @param pushes whether a full stack is to be found first
   */
  private static boolean leaves(FpuState fpu, boolean pushes) {
    FpuContext context = fpu.begin();
    boolean stackFault = fpu.empty(0) || (pushes && !fpu.empty(7));
    boolean leaves =
        !stackFault && Trigonometry.outOfRange(fpu.signExponent(0), fpu.significand(0));
    context.conditions = leaves ? StatusWord.C2 : 0;
    fpu.commit(StatusWord.C1 | StatusWord.C2);
    return leaves;
  }
}
