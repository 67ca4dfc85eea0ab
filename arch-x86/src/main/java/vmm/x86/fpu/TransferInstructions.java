package vmm.x86.fpu;

import static vmm.x86.fpu.Extended.INDEFINITE_SIGNIFICAND;
import static vmm.x86.fpu.Extended.INDEFINITE_SIGN_EXPONENT;

/** Instructions that move numbers between registers and memory. */
final class TransferInstructions {
  private static final int CARRY_FLAG = 1;
  private static final int PARITY_FLAG = 1 << 2;
  private static final int ZERO_FLAG = 1 << 6;

  private TransferInstructions() {}

  /** FLD, FILD and FBLD of a memory operand. */
  static EscAction load(MemoryFormat format) {
    boolean narrow = format == MemoryFormat.M32_REAL || format == MemoryFormat.M64_REAL;
    return (fpu, host, i) -> {
      FpuContext context = fpu.begin();
      format.fetch(context, host);
      if (narrow) {
        Conversions.load(context);
      }
      fpu.deliverPush();
    };
  }

  /** FLD ST(i). */
  static void loadRegister(FpuState fpu, FpuHost host, int i) {
    FpuContext context = fpu.begin();
    if (fpu.empty(i)) {
      fpu.underflow();
    } else {
      context.result(fpu.signExponent(i), fpu.significand(i));
    }
    fpu.deliverPush();
  }

  /** FLD1, FLDPI and their kin, with a constant that is not rounded. */
  static EscAction loadConstant(int signExponent, long significand) {
    return loadConstant(signExponent, significand, significand, significand, significand);
  }

  /** As above, with the constant as each rounding control has it, in the order of their codes. */
  static EscAction loadConstant(
      int signExponent, long nearest, long down, long up, long towardZero) {
    long[] significands = {nearest, down, up, towardZero};
    return (fpu, host, i) -> {
      FpuContext context = fpu.begin();
      context.result(signExponent, significands[context.rounding()]);
      fpu.deliverPush();
    };
  }

  /** FST and FSTP to a register. */
  static EscAction storeRegister(int pops) {
    return (fpu, host, i) -> {
      FpuContext context = fpu.begin();
      if (fpu.empty(0)) {
        fpu.underflow();
      } else {
        context.result(fpu.signExponent(0), fpu.significand(0));
      }
      fpu.deliver(i, pops);
    };
  }

  /** FSTP to a register by its alias D9 D8+i, which pops even an empty register. */
  static void storeWithoutFault(FpuState fpu, FpuHost host, int i) {
    fpu.begin();
    if (!fpu.empty(0)) {
      fpu.put(i, fpu.signExponent(0), fpu.significand(0));
    }
    fpu.commit(StatusWord.C1);
    fpu.pop(1);
  }

  /** FST and FSTP of single precision. */
  static EscAction storeSingle(int pops) {
    return (fpu, host, i) -> {
      FpuContext context = beginStore(fpu);
      int image = Conversions.toSingle(context, context.signExponent, context.significand);
      if (!context.storeAbandoned()) {
        host.write(0, 4, image);
      }
      endStore(fpu, pops);
    };
  }

  /** FST and FSTP of double precision. */
  static EscAction storeDouble(int pops) {
    return (fpu, host, i) -> {
      FpuContext context = beginStore(fpu);
      long image = Conversions.toDouble(context, context.signExponent, context.significand);
      if (!context.storeAbandoned()) {
        host.write(0, 8, image);
      }
      endStore(fpu, pops);
    };
  }

  /** FSTP of extended precision, which accepts every encoding. */
  static void storeExtended(FpuState fpu, FpuHost host, int i) {
    FpuContext context = beginStore(fpu);
    if (!context.storeAbandoned()) {
      writeTenBytes(host, context.significand, context.signExponent);
    }
    endStore(fpu, 1);
  }

  /** FIST and FISTP. */
  static EscAction storeInteger(MemoryFormat format, int pops) {
    int width = 8 * format.bytes;
    return (fpu, host, i) -> {
      FpuContext context = beginStore(fpu);
      int stackFault = context.raised;
      long value = Conversions.toInteger(context, context.signExponent, context.significand, width);
      context.raise(stackFault);
      if (!context.storeAbandoned()) {
        host.write(0, format.bytes, value);
      }
      endStore(fpu, pops);
    };
  }

  /** FBSTP. */
  static void storeDecimal(FpuState fpu, FpuHost host, int i) {
    FpuContext context = beginStore(fpu);
    int stackFault = context.raised;
    int signExponent = context.signExponent;
    long magnitude = PackedDecimal.magnitude(context, signExponent, context.significand);
    context.raise(stackFault);
    if (!context.storeAbandoned()) {
      boolean fits = magnitude >= 0;
      writeTenBytes(
          host,
          fits ? PackedDecimal.low(magnitude) : PackedDecimal.INDEFINITE_LOW,
          fits ? PackedDecimal.high(signExponent, magnitude) : PackedDecimal.INDEFINITE_HIGH);
    }
    endStore(fpu, 1);
  }

  private static void writeTenBytes(FpuHost host, long low, int high) {
    host.checkWritable(10);
    host.write(0, 8, low);
    host.write(8, 2, high);
  }

  /** Takes the number to store: ST(0), or the indefinite with a stack underflow raised. */
  private static FpuContext beginStore(FpuState fpu) {
    FpuContext context = fpu.begin();
    if (fpu.empty(0)) {
      fpu.underflow();
    } else {
      context.result(fpu.signExponent(0), fpu.significand(0));
    }
    return context;
  }

  private static void endStore(FpuState fpu, int pops) {
    fpu.commit(StatusWord.C1);
    if (!fpu.context.storeAbandoned()) {
      fpu.pop(pops);
    }
  }

  /** FXCH: an empty register counts as the indefinite if the stack underflow is masked. */
  static void exchange(FpuState fpu, FpuHost host, int i) {
    FpuContext context = fpu.begin();
    boolean topEmpty = fpu.empty(0);
    boolean otherEmpty = fpu.empty(i);
    if (topEmpty || otherEmpty) {
      fpu.underflow();
    }
    fpu.commit(StatusWord.C1);
    if (context.abandoned()) {
      return;
    }
    int signExponent = topEmpty ? INDEFINITE_SIGN_EXPONENT : fpu.signExponent(0);
    long significand = topEmpty ? INDEFINITE_SIGNIFICAND : fpu.significand(0);
    fpu.put(
        0,
        otherEmpty ? INDEFINITE_SIGN_EXPONENT : fpu.signExponent(i),
        otherEmpty ? INDEFINITE_SIGNIFICAND : fpu.significand(i));
    fpu.put(i, signExponent, significand);
  }

  /** FCMOVB, FCMOVE, FCMOVBE and FCMOVU, or their negations. */
  static EscAction conditionalMove(int condition, boolean negated) {
    int mask =
        switch (condition) {
          case 0 -> CARRY_FLAG;
          case 1 -> ZERO_FLAG;
          case 2 -> CARRY_FLAG | ZERO_FLAG;
          default -> PARITY_FLAG;
        };
    return (fpu, host, i) -> {
      FpuContext context = fpu.begin();
      boolean moves = (host.flags() & mask) != 0 != negated;
      int source = moves ? i : 0;
      if (fpu.empty(0) || fpu.empty(i)) {
        fpu.underflow();
      } else {
        context.result(fpu.signExponent(source), fpu.significand(source));
      }
      fpu.deliver(0, 0, context.raised == 0 ? 0 : StatusWord.C1);
    };
  }
}
