package vmm.x86.fpu;

import static vmm.x86.fpu.StatusWord.C0;
import static vmm.x86.fpu.StatusWord.C2;
import static vmm.x86.fpu.StatusWord.C3;

/** Instructions that deliver conditions or flags. */
final class ComparisonInstructions {
  private ComparisonInstructions() {}

  /** Compares ST(0) with a memory operand. */
  static EscAction withMemory(MemoryFormat format, int pops) {
    return (fpu, host, i) -> {
      FpuContext context = fpu.begin();
      format.fetch(context, host);
      if (fpu.empty(0)) {
        underflow(fpu);
      } else {
        Comparison.ordered(
            context,
            fpu.signExponent(0),
            fpu.significand(0),
            context.signExponent,
            context.significand);
      }
      end(fpu, pops);
    };
  }

  /** Compares ST(0) with ST(i). */
  static EscAction withRegister(ArithmeticInstructions.Binary comparison, int pops) {
    return (fpu, host, i) -> {
      compare(comparison, fpu, i);
      end(fpu, pops);
    };
  }

  /** Compares ST(0) with ST(1) and pops both. */
  static EscAction withNext(ArithmeticInstructions.Binary comparison) {
    return (fpu, host, i) -> {
      compare(comparison, fpu, 1);
      end(fpu, 2);
    };
  }

  /** Compares ST(0) with ST(i) into ZF, PF and CF, which C3, C2 and C0 stand for. */
  static EscAction intoFlags(ArithmeticInstructions.Binary comparison, int pops) {
    return (fpu, host, i) -> {
      compare(comparison, fpu, i);
      FpuContext context = fpu.context;
      fpu.commit((context.raised & StatusWord.SF) != 0 ? StatusWord.C1 : 0);
      host.setFlags((context.conditions & (C3 | C2 | C0)) >> 8);
      if (!context.abandoned()) {
        fpu.pop(pops);
      }
    };
  }

  /** FTST. */
  static void withZero(FpuState fpu, FpuHost host, int i) {
    FpuContext context = fpu.begin();
    if (fpu.empty(0)) {
      underflow(fpu);
    } else {
      Comparison.withZero(context, fpu.signExponent(0), fpu.significand(0));
    }
    end(fpu, 0);
  }

  /** FXAM. */
  static void examine(FpuState fpu, FpuHost host, int i) {
    FpuContext context = fpu.begin();
    context.conditions = Comparison.examine(fpu.signExponent(0), fpu.significand(0), fpu.empty(0));
    fpu.commit(StatusWord.CONDITIONS);
  }

  private static void compare(ArithmeticInstructions.Binary comparison, FpuState fpu, int i) {
    FpuContext context = fpu.begin();
    if (fpu.empty(0) || fpu.empty(i)) {
      underflow(fpu);
    } else {
      comparison.apply(
          context,
          fpu.signExponent(0),
          fpu.significand(0),
          fpu.signExponent(i),
          fpu.significand(i));
    }
  }

  private static void underflow(FpuState fpu) {
    fpu.underflow();
    fpu.context.conditions = Comparison.UNORDERED;
  }

  private static void end(FpuState fpu, int pops) {
    fpu.commit(StatusWord.CONDITIONS);
    if (!fpu.context.abandoned()) {
      fpu.pop(pops);
    }
  }
}
