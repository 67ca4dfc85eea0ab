package vmm.ppc.fpu;

import static vmm.ppc.PpcRegisters.FPSCR;
import static vmm.ppc.fpu.Fpscr.FEX;

import vmm.api.cpu.CpuContext;
import vmm.ppc.ConditionRegister;
import vmm.ppc.Msr;
import vmm.ppc.PpcFault;
import vmm.ppc.PpcRegisters;

/** The instructions on FPSCR (Book I, 4.6.10). */
final class FpStatus {

  private FpStatus() {}

  /** mffs. The undefined upper half becomes 0. */
  static long moveFrom(CpuContext cpu, long operands, long rc, long unused) {
    long[] slots = cpu.slots();
    FpOperands.setTarget(slots, operands, slots[FPSCR]);
    return done(slots, rc);
  }

  /** mtfsf: the fields of FPSCR that the mask selects. */
  static long moveFields(CpuContext cpu, long operands, long rc, long unused) {
    long[] slots = cpu.slots();
    int mask = 0;
    for (int field = 0; field < 8; field++) {
      mask |= (operands >>> field & 1) != 0 ? 0xF << 4 * field : 0;
    }
    int value = (int) FpOperands.b(slots, operands);
    return store(cpu, (int) slots[FPSCR] & ~mask | value & mask, rc);
  }

  /** mtfsfi: one field. */
  static long moveImmediate(CpuContext cpu, long operands, long rc, long unused) {
    int shift = 28 - 4 * (FpOperands.target(operands) & 7);
    int old = (int) cpu.slots()[FPSCR];
    return store(cpu, old & ~(0xF << shift) | (FpOperands.third(operands) & 0xF) << shift, rc);
  }

  /** mtfsb0, which cannot make an exception enabled, and so raises no interrupt. */
  static long clearBit(CpuContext cpu, long operands, long rc, long unused) {
    long[] slots = cpu.slots();
    setFpscr(slots, Fpscr.summarized((int) slots[FPSCR] & ~bit(operands)));
    return done(slots, rc);
  }

  /** mtfsb1: unlike mtfsf it sets FX by itself with an exception bit that was 0. */
  static long setBit(CpuContext cpu, long operands, long rc, long unused) {
    return store(cpu, Fpscr.raised((int) cpu.slots()[FPSCR], bit(operands)), rc);
  }

  /** mcrfs: copies a field to a condition field and clears the exception bits that it copied. */
  static long moveToCondition(CpuContext cpu, long operands, long unused, long unused2) {
    long[] slots = cpu.slots();
    int shift = 28 - 4 * (FpOperands.second(operands) & 7);
    int old = (int) slots[FPSCR];
    ConditionRegister.setField(slots, FpOperands.target(operands) & 7, old >>> shift & 0xF);
    int cleared = 0xF << shift & (Fpscr.EXCEPTIONS | Fpscr.FX);
    setFpscr(slots, Fpscr.summarized(old & ~cleared));
    return 0;
  }

  /** Ends an instruction that raised no enabled exception: condition field 1 if Rc asks for it. */
  static long done(long[] slots, long rc) {
    if (rc != 0) {
      copyToCondition(slots);
    }
    return 0;
  }

  /** Condition field 1 of the forms with Rc: FX, FEX, VX and OX. */
  static void copyToCondition(long[] slots) {
    ConditionRegister.setField(slots, 1, (int) (slots[FPSCR] >>> 28) & 0xF);
  }

  static void setFpscr(long[] slots, int value) {
    slots[FPSCR] = value & 0xFFFF_FFFFL;
  }

  /**
   * Raises the program interrupt of an enabled exception, if MSR asks for it. Every mode other than
   * "ignore exceptions" is the precise one here, as Book I, 4.4 allows.
   */
  static void interrupt(long[] slots) {
    if ((slots[PpcRegisters.MSR] & (Msr.FE0 | Msr.FE1)) != 0) {
      throw PpcFault.program(PpcFault.ESR_FP);
    }
  }

  private static int bit(long operands) {
    return Integer.MIN_VALUE >>> FpOperands.target(operands);
  }

  /** Neither FEX nor VX can be set by hand: both follow from the others. */
  private static long store(CpuContext cpu, int value, long rc) {
    long[] slots = cpu.slots();
    int fpscr = Fpscr.summarized(value);
    setFpscr(slots, fpscr);
    done(slots, rc);
    if ((fpscr & FEX) != 0) {
      interrupt(slots);
    }
    return 0;
  }
}
