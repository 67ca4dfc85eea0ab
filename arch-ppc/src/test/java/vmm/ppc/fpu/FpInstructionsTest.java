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

  private final FpuRegisters fpu = new FpuRegisters();

  @Test
  void anUnknownMnemonicIsRefused() {
    assertThatThrownBy(() -> FpInstructions.of("fadd."))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("fadd.");
  }

  @Test
  void theFirstNanOfABAndCIsTheResult() {
    fpu.with(0, Binary64.DEFAULT_NAN | 1, QUIET, SIGNALING).run("fmadd");
    assertThat(fpu.target()).isEqualTo(Binary64.DEFAULT_NAN | 1);
    assertThat(fpu.fpscr() & Fpscr.VXSNAN).isNotZero();

    fpu.with(0, 0, QUIET, SIGNALING).run("fmadd");
    assertThat(fpu.target()).isEqualTo(QUIET);

    fpu.with(0, 0, 0, SIGNALING).run("fnmadd");
    assertThat(fpu.target()).as("quiet, its sign kept").isEqualTo(SIGNALING | 1L << 51);
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
    fpu.with(Fpscr.FR | Fpscr.FI, a, b, c).run(mnemonic);

    assertThat(fpu.target()).isEqualTo(Binary64.DEFAULT_NAN);
    assertThat(fpu.fpscr()).isEqualTo(Fpscr.FX | Fpscr.VX | reason | 0b10001 << 12);
  }

  @Test
  void anEnabledInvalidOperationLeavesTargetAndClass() {
    fpu.with(Fpscr.VE | Fpscr.FI | 0b00100 << 12, 0.0, 0.0).run("fdiv");

    assertThat(fpu.target()).isEqualTo(FpuRegisters.UNTOUCHED);
    assertThat(fpu.fpscr())
        .isEqualTo(Fpscr.FX | Fpscr.FEX | Fpscr.VX | Fpscr.VXZDZ | Fpscr.VE | 0b00100 << 12);
  }

  @Test
  void aZeroDivideGivesInfinityUnlessEnabled() {
    assertThat(fpu.with(0, -1.0, 0.0).run("fdiv").value()).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(fpu.fpscr()).isEqualTo(Fpscr.FX | Fpscr.ZX | 0b01001 << 12);

    assertThat(fpu.with(Fpscr.ZE, -1.0, 0.0).run("fdiv").target())
        .isEqualTo(FpuRegisters.UNTOUCHED);
    assertThat(fpu.fpscr()).isEqualTo(Fpscr.FX | Fpscr.FEX | Fpscr.ZX | Fpscr.ZE);
  }

  @Test
  void enabledOverflowAndUnderflowAdjustTheExponent() {
    assertThat(fpu.with(Fpscr.OE, MAX, 0.0, 4.0).run("fmul").value())
        .isEqualTo(Math.scalb(MAX, 2 - 1536));
    assertThat(fpu.fpscr()).isEqualTo(Fpscr.FX | Fpscr.FEX | Fpscr.OX | Fpscr.OE | 0b100 << 12);

    assertThat(fpu.with(Fpscr.UE, 0x1p-1022, 0.0, 0.5).run("fmul").value()).isEqualTo(0x1p513);
    assertThat(fpu.fpscr() & Fpscr.UX).as("tiny, though exact").isNotZero();

    assertThat(fpu.with(Fpscr.OE, 0x1p100, 0.0, 0x1p100).run("fmuls").value()).isEqualTo(0x1p8);
    assertThat(fpu.with(Fpscr.UE, 0x1p-100, 0.0, 0x1p-100).run("fmuls").value()).isEqualTo(0x1p-8);
  }

  @Test
  void anExactDenormalIsNoUnderflow() {
    fpu.with(0, 0x1p-1022, 0.0, 0.5).run("fmul");

    assertThat(fpu.value()).isEqualTo(0x1p-1023);
    assertThat(fpu.fpscr()).isEqualTo(0b10100 << 12);
  }

  @Test
  void aDenormalSingleIsClassifiedAsOne() {
    fpu.with(0, 0x1p-126, 0.0, -0.5).run("fmuls");

    assertThat(fpu.value()).isEqualTo(-0x1p-127);
    assertThat(fpu.fpscr()).isEqualTo(0b11000 << 12);
  }

  @Test
  void fxTellsOfNewExceptionsOnly() {
    fpu.with(Fpscr.XX, 1.0, 0x1p-60).run("fadd");
    assertThat(fpu.fpscr() & Fpscr.FX).isZero();

    fpu.with(Fpscr.XX | 2, 1.0, 0x1p-60).run("fadd");
    assertThat(fpu.fpscr() & Fpscr.FX).as("off the fast path").isZero();

    fpu.with(0, 1.0, 0x1p-60).run("fadd");
    assertThat(fpu.fpscr() & Fpscr.FX).isNotZero();
  }

  @Test
  void anEnabledExceptionInterruptsIfTheMachineStateAsksForIt() {
    fpu.with(Fpscr.XE, 1.0, 0x1p-60).run("fadd", OPERANDS, 1);
    assertThat(ConditionRegister.field(fpu.slots, 1)).isEqualTo(0b1100);

    fpu.with(Fpscr.XE, 1.0, 0x1p-60);
    fpu.slots[PpcRegisters.MSR] = Msr.FE1;
    PpcFault fault = catchThrowableOfType(PpcFault.class, () -> fpu.run("fadd", OPERANDS, 1));
    assertThat(fault.type()).isEqualTo(InterruptType.PROGRAM);
    assertThat(fault.esr()).isEqualTo(PpcFault.ESR_FP);
    assertThat(fault.isAfter()).isFalse();
    assertThat(fpu.value()).as("the result is there").isEqualTo(1.0);
    assertThat(ConditionRegister.field(fpu.slots, 1)).isEqualTo(0b1100);
  }

  @Test
  void movingAnEnabledExceptionIntoFpscrInterrupts() {
    fpu.with(Fpscr.VE, 0L, Integer.toUnsignedLong(Fpscr.VXSOFT), 0L);
    fpu.slots[PpcRegisters.MSR] = Msr.FE0;

    assertThatThrownBy(() -> fpu.run("mtfsf", 1 << 2 | 2 << 10, 0)).isInstanceOf(PpcFault.class);
    assertThat(fpu.fpscr()).isEqualTo(Fpscr.FEX | Fpscr.VX | Fpscr.VXSOFT | Fpscr.VE);

    fpu.run("mtfsb0", 0, 0);
    assertThat(fpu.fpscr()).as("clearing a bit interrupts nothing").isNotZero();
  }

  @Test
  void comparisonsOfNans() {
    fpu.with(0, 1L, QUIET).run("fcmpu", 2 | 1 << 5 | 2 << 10, 0);
    assertThat(fpu.fpscr()).isEqualTo(1 << 12);
    assertThat(ConditionRegister.field(fpu.slots, 2)).isEqualTo(1);

    fpu.with(0, SIGNALING, 1L).run("fcmpo", 2 | 1 << 5 | 2 << 10, 0);
    assertThat(fpu.fpscr()).isEqualTo(Fpscr.FX | Fpscr.VX | Fpscr.VXSNAN | Fpscr.VXVC | 1 << 12);

    fpu.with(Fpscr.VE, SIGNALING, 1L).run("fcmpo", 2 | 1 << 5 | 2 << 10, 0);
    assertThat(fpu.fpscr() & Fpscr.VXVC).isZero();
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
    fpu.with(rounding, 0.0, value).run("fctiw");

    assertThat((int) fpu.target()).isEqualTo(expected);
    assertThat(fpu.fpscr() & (Fpscr.VX | Fpscr.XX)).isEqualTo(Fpscr.XX);
    assertThat((fpu.fpscr() & Fpscr.FR) != 0).isEqualTo(Math.abs(expected) > Math.abs(value));
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
    fpu.with(0, 0.0, value).run("fctiw");

    assertThat((int) fpu.target()).isEqualTo(expected);
    assertThat(fpu.fpscr()).isEqualTo(Fpscr.FX | Fpscr.VX | Fpscr.VXCVI);
  }

  @Test
  void estimatesAreNearAndNotInexact() {
    assertThat(fpu.with(0, 0.0, 3.0).run("fres").value()).isEqualTo((float) (1.0 / 3));
    assertThat(fpu.fpscr() & (Fpscr.XX | Fpscr.FI)).isZero();
    assertThat(fpu.with(0, 0.0, 4.0).run("frsqrte").value()).isEqualTo(0.5);
    assertThat(fpu.with(0, 0.0, -0.0).run("frsqrte").value()).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(fpu.fpscr() & Fpscr.ZX).isNotZero();
  }

  @Test
  void selectionTakesCForZerosAndBForNans() {
    assertThat(fpu.with(0, -0.0, 5.0, 7.0).run("fsel").value()).isEqualTo(7);
    assertThat(fpu.with(0, Double.NaN, 5.0, 7.0).run("fsel").value()).isEqualTo(5);
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
