package vmm.ppc.fpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vmm.ppc.ConditionRegister;
import vmm.ppc.InterruptType;
import vmm.ppc.Msr;
import vmm.ppc.PpcFault;
import vmm.ppc.PpcRegisters;

/** The rules of Book I, chapter 4 that are not the arithmetic itself. */
class FpInstructionsTest {
  private static final long SIGNALING = 0x7FF0_0000_0000_0001L;
  private static final long QUIET = 0x7FF8_0000_0000_0002L;
  private static final long OPERANDS = 1 << 5 | 2 << 10 | 3 << 15;
  private static final double MAX = Double.MAX_VALUE;

  private final FpuBench bench = new FpuBench();

  @Test
  void anUnknownMnemonicIsRefused() {
    assertThatThrownBy(() -> FpInstructions.of("fadd."))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("fadd.");
  }

  @Test
  void theFirstNanOfABAndCIsTheResult() {
    bench.with(0, Binary64.DEFAULT_NAN | 1, QUIET, SIGNALING).run("fmadd");
    assertThat(bench.target()).isEqualTo(Binary64.DEFAULT_NAN | 1);
    assertThat(bench.fpscr() & Fpscr.VXSNAN).isNotZero();

    bench.with(0, 0, QUIET, SIGNALING).run("fmadd");
    assertThat(bench.target()).isEqualTo(QUIET);

    bench.with(0, 0, 0, SIGNALING).run("fnmadd");
    assertThat(bench.target()).as("quiet, its sign kept").isEqualTo(SIGNALING | 1L << 51);
  }

  @ParameterizedTest
  @CsvSource({
    "fadd, Infinity, -Infinity, 0, " + Fpscr.VXISI,
    "fsub, Infinity, Infinity, 0, " + Fpscr.VXISI,
    "fdiv, -Infinity, Infinity, 0, " + Fpscr.VXIDI,
    "fdiv, 0, -0, 0, " + Fpscr.VXZDZ,
    "fmul, Infinity, 0, -0, " + Fpscr.VXIMZ,
    "fmadd, 0, 1, Infinity, " + Fpscr.VXIMZ,
    "fnmsub, Infinity, Infinity, 1, " + Fpscr.VXISI,
    "frsqrte, 0, -1, 0, " + Fpscr.VXSQRT,
  })
  void invalidOperationsSayWhy(String mnemonic, double a, double b, double c, int reason) {
    bench.with(Fpscr.FR | Fpscr.FI, a, b, c).run(mnemonic);

    assertThat(bench.target()).isEqualTo(Binary64.DEFAULT_NAN);
    assertThat(bench.fpscr()).isEqualTo(Fpscr.FX | Fpscr.VX | reason | 0b10001 << 12);
  }

  @Test
  void anEnabledInvalidOperationLeavesTargetAndClass() {
    bench.with(Fpscr.VE | Fpscr.FI | 0b00100 << 12, 0.0, 0.0).run("fdiv");

    assertThat(bench.target()).isEqualTo(FpuBench.UNTOUCHED);
    assertThat(bench.fpscr())
        .isEqualTo(Fpscr.FX | Fpscr.FEX | Fpscr.VX | Fpscr.VXZDZ | Fpscr.VE | 0b00100 << 12);
  }

  @Test
  void aZeroDivideGivesInfinityUnlessEnabled() {
    assertThat(bench.with(0, -1.0, 0.0).run("fdiv").value()).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(bench.fpscr()).isEqualTo(Fpscr.FX | Fpscr.ZX | 0b01001 << 12);

    assertThat(bench.with(Fpscr.ZE, -1.0, 0.0).run("fdiv").target()).isEqualTo(FpuBench.UNTOUCHED);
    assertThat(bench.fpscr()).isEqualTo(Fpscr.FX | Fpscr.FEX | Fpscr.ZX | Fpscr.ZE);
  }

  @Test
  void enabledOverflowAndUnderflowAdjustTheExponent() {
    assertThat(bench.with(Fpscr.OE, MAX, 0.0, 4.0).run("fmul").value())
        .isEqualTo(Math.scalb(MAX, 2 - 1536));
    assertThat(bench.fpscr()).isEqualTo(Fpscr.FX | Fpscr.FEX | Fpscr.OX | Fpscr.OE | 0b100 << 12);

    assertThat(bench.with(Fpscr.UE, 0x1p-1022, 0.0, 0.5).run("fmul").value()).isEqualTo(0x1p513);
    assertThat(bench.fpscr() & Fpscr.UX).as("tiny, though exact").isNotZero();

    assertThat(bench.with(Fpscr.OE, 0x1p100, 0.0, 0x1p100).run("fmuls").value()).isEqualTo(0x1p8);
    assertThat(bench.with(Fpscr.UE, 0x1p-100, 0.0, 0x1p-100).run("fmuls").value())
        .isEqualTo(0x1p-8);
  }

  @Test
  void anExactDenormalIsNoUnderflow() {
    bench.with(0, 0x1p-1022, 0.0, 0.5).run("fmul");

    assertThat(bench.value()).isEqualTo(0x1p-1023);
    assertThat(bench.fpscr()).isEqualTo(0b10100 << 12);
  }

  @Test
  void aDenormalSingleIsClassifiedAsOne() {
    bench.with(0, 0x1p-126, 0.0, -0.5).run("fmuls");

    assertThat(bench.value()).isEqualTo(-0x1p-127);
    assertThat(bench.fpscr()).isEqualTo(0b11000 << 12);
  }

  @Test
  void fxTellsOfNewExceptionsOnly() {
    bench.with(Fpscr.XX, 1.0, 0x1p-60).run("fadd");
    assertThat(bench.fpscr() & Fpscr.FX).isZero();

    bench.with(Fpscr.XX | 2, 1.0, 0x1p-60).run("fadd");
    assertThat(bench.fpscr() & Fpscr.FX).as("off the fast path").isZero();

    bench.with(0, 1.0, 0x1p-60).run("fadd");
    assertThat(bench.fpscr() & Fpscr.FX).isNotZero();
  }

  @Test
  void anEnabledExceptionInterruptsIfTheMachineStateAsksForIt() {
    bench.with(Fpscr.XE, 1.0, 0x1p-60).run("fadd", OPERANDS, 1);
    assertThat(ConditionRegister.field(bench.slots, 1)).isEqualTo(0b1100);

    bench.with(Fpscr.XE, 1.0, 0x1p-60);
    bench.slots[PpcRegisters.MSR] = Msr.FE1;
    PpcFault fault = catchThrowableOfType(PpcFault.class, () -> bench.run("fadd", OPERANDS, 1));
    assertThat(fault.type()).isEqualTo(InterruptType.PROGRAM);
    assertThat(fault.esr()).isEqualTo(PpcFault.ESR_FP);
    assertThat(fault.isAfter()).isFalse();
    assertThat(bench.value()).as("the result is there").isEqualTo(1.0);
    assertThat(ConditionRegister.field(bench.slots, 1)).isEqualTo(0b1100);
  }

  @Test
  void movingAnEnabledExceptionIntoFpscrInterrupts() {
    bench.with(Fpscr.VE, 0L, Integer.toUnsignedLong(Fpscr.VXSOFT), 0L);
    bench.slots[PpcRegisters.MSR] = Msr.FE0;

    assertThatThrownBy(() -> bench.run("mtfsf", 1 << 2 | 2 << 10, 0)).isInstanceOf(PpcFault.class);
    assertThat(bench.fpscr()).isEqualTo(Fpscr.FEX | Fpscr.VX | Fpscr.VXSOFT | Fpscr.VE);

    bench.run("mtfsb0", 0, 0);
    assertThat(bench.fpscr()).as("clearing a bit interrupts nothing").isNotZero();
  }

  @Test
  void comparisonsOfNans() {
    bench.with(0, 1L, QUIET).run("fcmpu", 2 | 1 << 5 | 2 << 10, 0);
    assertThat(bench.fpscr()).isEqualTo(1 << 12);
    assertThat(ConditionRegister.field(bench.slots, 2)).isEqualTo(1);

    bench.with(0, SIGNALING, 1L).run("fcmpo", 2 | 1 << 5 | 2 << 10, 0);
    assertThat(bench.fpscr()).isEqualTo(Fpscr.FX | Fpscr.VX | Fpscr.VXSNAN | Fpscr.VXVC | 1 << 12);

    bench.with(Fpscr.VE, SIGNALING, 1L).run("fcmpo", 2 | 1 << 5 | 2 << 10, 0);
    assertThat(bench.fpscr() & Fpscr.VXVC).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 2.5, 2",
    "0, 3.5, 4",
    "0, -2.5, -2",
    "0, -0.5, 0",
    "1, -2.9, -2",
    "2, 2.1, 3",
    "2, -2.9, -2",
    "3, -2.1, -3",
    "3, 1e-300, 0",
    "2, 1e-300, 1",
    "0, 2147483647.4, 2147483647",
  })
  void integersAreRoundedByTheMode(int rounding, double value, int expected) {
    bench.with(rounding, 0.0, value).run("fctiw");

    assertThat((int) bench.target()).isEqualTo(expected);
    assertThat(bench.fpscr() & (Fpscr.VX | Fpscr.XX)).isEqualTo(Fpscr.XX);
    assertThat((bench.fpscr() & Fpscr.FR) != 0).isEqualTo(Math.abs(expected) > Math.abs(value));
  }

  @ParameterizedTest
  @CsvSource({
    "2147483647.5, 2147483647",
    "-2147483649.0, -2147483648",
    "1e300, 2147483647",
    "-Infinity, -2147483648",
    "NaN, -2147483648",
  })
  void integersOutOfRangeAreInvalid(double value, int expected) {
    bench.with(0, 0.0, value).run("fctiw");

    assertThat((int) bench.target()).isEqualTo(expected);
    assertThat(bench.fpscr()).isEqualTo(Fpscr.FX | Fpscr.VX | Fpscr.VXCVI);
  }

  @Test
  void estimatesAreNearAndNotInexact() {
    assertThat(bench.with(0, 0.0, 3.0).run("fres").value()).isEqualTo((float) (1.0 / 3));
    assertThat(bench.fpscr() & (Fpscr.XX | Fpscr.FI)).isZero();
    assertThat(bench.with(0, 0.0, 4.0).run("frsqrte").value()).isEqualTo(0.5);
    assertThat(bench.with(0, 0.0, -0.0).run("frsqrte").value()).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(bench.fpscr() & Fpscr.ZX).isNotZero();
  }

  @Test
  void selectionTakesCForZerosAndBForNans() {
    assertThat(bench.with(0, -0.0, 5.0, 7.0).run("fsel").value()).isEqualTo(7);
    assertThat(bench.with(0, Double.NaN, 5.0, 7.0).run("fsel").value()).isEqualTo(5);
  }

  @Test
  void singlesKeepTheirBitsThroughLoadAndStore() {
    for (int i = 0; i < 1 << 16; i++) {
      int bits = i << 16 | i & 0x1001;
      long loaded = SingleFormat.widen(bits);
      assertThat(SingleFormat.narrow(loaded)).as("%08x", bits).isEqualTo(bits);
      if (!Float.isNaN(Float.intBitsToFloat(bits))) {
        assertThat(Double.longBitsToDouble(loaded)).isEqualTo(Float.intBitsToFloat(bits));
      }
    }
  }
}
