package vmm.ppc.fpu;

import java.lang.reflect.Proxy;
import java.util.Arrays;
import vmm.api.cpu.CpuContext;
import vmm.ppc.ConditionRegister;
import vmm.ppc.PpcRegisters;

/** Registers to run instructions on: f0 is the target, f1 to f3 are operands A, B and C. */
final class FpuRegisters {
  /** What f0 holds until an instruction sets it. */
  static final long UNTOUCHED = 0x1234_5678_9ABC_DEF0L;

  final long[] slots = new long[PpcRegisters.file().slots()];
  private final CpuContext cpu =
      (CpuContext)
          Proxy.newProxyInstance(
              FpuRegisters.class.getClassLoader(),
              new Class<?>[] {CpuContext.class},
              (_, method, _) -> {
                if (!method.getName().equals("slots")) {
                  throw new UnsupportedOperationException(method.getName());
                }
                return slots;
              });

  /** Sets the operands and FPSCR, and everything else to what it was. */
  FpuRegisters with(int fpscr, long... operands) {
    Arrays.fill(slots, 0);
    ConditionRegister.write(slots, 0);
    slots[PpcRegisters.F0] = UNTOUCHED;
    System.arraycopy(operands, 0, slots, PpcRegisters.F0 + 1, operands.length);
    slots[PpcRegisters.FPSCR] = Integer.toUnsignedLong(fpscr);
    return this;
  }

  FpuRegisters with(int fpscr, double... operands) {
    return with(fpscr, Arrays.stream(operands).mapToLong(Double::doubleToRawLongBits).toArray());
  }

  /** Runs the instruction without Rc. */
  FpuRegisters run(String mnemonic) {
    return run(mnemonic, 1 << 5 | 2 << 10 | 3 << 15, 0);
  }

  FpuRegisters run(String mnemonic, long operands, int rc) {
    FpInstructions.of(mnemonic).call(cpu, operands, rc, 0);
    return this;
  }

  long target() {
    return slots[PpcRegisters.F0];
  }

  double value() {
    return Double.longBitsToDouble(target());
  }

  int fpscr() {
    return (int) slots[PpcRegisters.FPSCR];
  }
}
