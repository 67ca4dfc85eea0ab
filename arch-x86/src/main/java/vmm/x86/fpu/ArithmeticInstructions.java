package vmm.x86.fpu;

/** Instructions that deliver a number computed from numbers. */
final class ArithmeticInstructions {
  /** An operation on two numbers, the first of which is the destination's. */
  @FunctionalInterface
  interface Binary {
    void apply(FpuContext context, int aSignExponent, long aSig, int bSignExponent, long bSig);
  }

  /** An operation on one number. */
  @FunctionalInterface
  interface Unary {
    void apply(FpuContext context, int signExponent, long significand);
  }

  private ArithmeticInstructions() {}

  /** ST(0) = ST(0) op memory. */
  static EscAction withMemory(Binary operation, MemoryFormat format) {
    return (fpu, host, i) -> {
      FpuContext context = fpu.begin();
      format.fetch(context, host);
      if (fpu.empty(0)) {
        fpu.underflow();
      } else {
        apply(operation, fpu, 0, context.signExponent, context.significand);
      }
      fpu.deliver(0, 0);
    };
  }

  /** ST(0) = ST(0) op ST(i). */
  static EscAction toTop(Binary operation) {
    return (fpu, host, i) -> binary(operation, fpu, 0, i, 0);
  }

  /** ST(i) = ST(i) op ST(0), then pops. */
  static EscAction toRegister(Binary operation, int pops) {
    return (fpu, host, i) -> binary(operation, fpu, i, 0, pops);
  }

  /** ST(0) = ST(0) op ST(1). */
  static EscAction topByNext(Binary operation) {
    return (fpu, host, i) -> binary(operation, fpu, 0, 1, 0);
  }

  /** ST(1) = ST(1) op ST(0), then pops. */
  static EscAction nextByTop(Binary operation) {
    return (fpu, host, i) -> binary(operation, fpu, 1, 0, 1);
  }

  /** ST(0) = ST(0) op ST(1), where C0, C3 and C1 hold the quotient of numbers that have one. */
  static EscAction remainder(Binary operation) {
    return (fpu, host, i) -> {
      FpuContext context = compute(operation, fpu, 0, 1);
      boolean quotient =
          !context.abandoned() && Extended.exponent(context.signExponent) != Extended.EXPONENT_MASK;
      if (!quotient) {
        context.conditions = 0;
      }
      fpu.deliver(0, 0, quotient ? StatusWord.CONDITIONS : StatusWord.C1 | StatusWord.C2);
    };
  }

  /** ST(0) = op ST(0). */
  static EscAction onTop(Unary operation) {
    return (fpu, host, i) -> {
      FpuContext context = fpu.begin();
      if (fpu.empty(0)) {
        fpu.underflow();
      } else {
        operation.apply(context, fpu.signExponent(0), fpu.significand(0));
      }
      fpu.deliver(0, 0);
    };
  }

  private static void binary(Binary operation, FpuState fpu, int target, int source, int pops) {
    compute(operation, fpu, target, source);
    fpu.deliver(target, pops);
  }

  private static FpuContext compute(Binary operation, FpuState fpu, int target, int source) {
    FpuContext context = fpu.begin();
    if (fpu.empty(target) || fpu.empty(source)) {
      fpu.underflow();
    } else {
      apply(operation, fpu, target, fpu.signExponent(source), fpu.significand(source));
    }
    return context;
  }

  private static void apply(
      Binary operation, FpuState fpu, int target, int signExponent, long significand) {
    operation.apply(
        fpu.context, fpu.signExponent(target), fpu.significand(target), signExponent, significand);
  }

  /** FCHS: no operand is invalid. */
  static void changeSign(FpuContext context, int signExponent, long significand) {
    context.result(signExponent ^ Extended.SIGN, significand);
  }

  /** FABS: no operand is invalid. */
  static void absolute(FpuContext context, int signExponent, long significand) {
    context.result(Extended.exponent(signExponent), significand);
  }

  /** FXTRACT: the exponent replaces ST(0) and the significand is pushed. */
  static void extract(FpuState fpu, FpuHost host, int i) {
    replaceAndPush(fpu, Scaling::extractExponent, Scaling::extractSignificand);
  }

  /** An instruction of two results, of which the first replaces ST(0) and the second is pushed. */
  static void replaceAndPush(FpuState fpu, Unary first, Unary second) {
    FpuContext context = fpu.begin();
    if (fpu.empty(0)) {
      fpu.underflow();
    } else if (!fpu.empty(7)) {
      fpu.overflow();
    }
    if (context.raised != 0) {
      replaceAndPush(fpu, context.signExponent, context.significand);
      return;
    }
    int signExponent = fpu.signExponent(0);
    long significand = fpu.significand(0);
    first.apply(context, signExponent, significand);
    int firstSignExponent = context.signExponent;
    long firstSignificand = context.significand;
    second.apply(context, signExponent, significand);
    replaceAndPush(fpu, firstSignExponent, firstSignificand);
  }

  private static void replaceAndPush(FpuState fpu, int signExponent, long significand) {
    FpuContext context = fpu.context;
    fpu.commit(StatusWord.C1);
    if (!context.abandoned()) {
      fpu.put(0, signExponent, significand);
      fpu.rotate(-1);
      fpu.put(0, context.signExponent, context.significand);
    }
  }
}
