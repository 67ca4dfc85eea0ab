package vmm.x86.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static vmm.x86.X86Fault.GP;
import static vmm.x86.X86Fault.MF;
import static vmm.x86.X86Fault.NM;
import static vmm.x86.X86Fault.SS;
import static vmm.x86.X86Fault.UD;

import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import vmm.api.cpu.EngineMode;
import vmm.x86.Flags;
import vmm.x86.X86Mode;
import vmm.x86.X86Model;
import vmm.x86.X86Registers;

@ParameterizedClass
@EnumSource(names = {"INTERPRETER", "JIT"})
final class FloatingPointExceptionsTest {
  /** FNINIT; FLDCW [3000h]. */
  private static final String INITIALIZE = "dbe3 d92e0030";

  /** FLD1; FLDZ; FDIVP, which divides by zero. */
  private static final String DIVIDE_BY_ZERO = "d9e8 d9ee def9";

  private static final long NONE = 0;
  private static final int DIVISION_PENDING = 0x8084;

  private final EngineMode engine;
  private RealModeMachine machine;

  FloatingPointExceptionsTest(EngineMode engine) {
    this.engine = engine;
    machine = new RealModeMachine(X86Model.PENTIUM2, engine);
  }

  @AfterEach
  void close() {
    machine.close();
  }

  private void use(X86Model model) {
    machine.close();
    machine = new RealModeMachine(model, engine);
  }

  /** The control word that unmasks the division by zero alone. */
  private void unmaskDivision() {
    machine.write(0x3000, "7b03");
  }

  private OptionalInt run(long cr0, String code) {
    machine.set(X86Registers.CR0, cr0);
    machine.run(code);
    return machine.raised();
  }

  @ParameterizedTest
  @ValueSource(strings = {"d9e8", "dbe3", "d93e0030", "dfe0", "d9d1"})
  void noEscapeRunsWhileItIsEmulatedOrTheTaskWasSwitched(String code) {
    assertThat(run(X86Mode.CR0_EM, code)).hasValue(NM);
    assertThat(machine.raisedAt()).isZero();
    assertThat(run(X86Mode.CR0_TS, code)).hasValue(NM);
  }

  @Test
  void waitAsksForMonitoringAndTaskSwitchedTogether() {
    assertThat(run(X86Mode.CR0_TS, "9b")).isEmpty();
    assertThat(run(X86Mode.CR0_MP | X86Mode.CR0_EM, "9b")).isEmpty();
    assertThat(run(X86Mode.CR0_MP | X86Mode.CR0_TS, "9b")).hasValue(NM);
  }

  @Test
  void fxsaveAndFxrstorHaveRulesOfTheirOwn() {
    for (String code : new String[] {"0fae060040", "0fae0e0040"}) {
      assertThat(run(NONE, code)).isEmpty();
      assertThat(run(X86Mode.CR0_TS, code)).hasValue(NM);
      assertThat(run(X86Mode.CR0_EM, code)).hasValue(UD);
    }
    assertThat(run(NONE, "0fae060840")).hasValue(GP);
    assertThat(run(NONE, "0fae0e0440")).hasValue(GP);
    use(X86Model.PENTIUM);
    assertThat(run(NONE, "0fae060040")).hasValue(UD);
  }

  @ParameterizedTest
  @CsvSource({"dac1", "dbd9", "dbf1", "dfe9"})
  void conditionalMovesAndFlagComparisonsCameWithThePentiumPro(String code) {
    assertThat(run(NONE, code)).isEmpty();
    use(X86Model.PENTIUM);
    assertThat(run(NONE, code)).hasValue(UD);
    use(X86Model.I486);
    assertThat(run(NONE, code)).hasValue(UD);
  }

  @ParameterizedTest
  @ValueSource(strings = {"d9d1", "d9ef", "dbe5", "d90e0030", "dd2e0030"})
  void reservedEncodingsAreUndefined(String code) {
    assertThat(run(NONE, code)).hasValue(UD);
  }

  @Test
  void anUnmaskedExceptionIsReportedByTheNextInstructionThatWaits() {
    unmaskDivision();
    String before = INITIALIZE + DIVIDE_BY_ZERO + "90";
    int next = 6 + 6 + 1;
    for (String waiting : new String[] {"9b", "d9e8", "d92e0030", "d8060030"}) {
      assertThat(run(X86Mode.CR0_NE, before + waiting)).hasValue(MF);
      assertThat(machine.raisedAt()).isEqualTo(next);
    }
    assertThat(run(X86Mode.CR0_NE, before + "dfe0 dbe2 9b")).isEmpty();
    assertThat(machine.get(X86Registers.EAX) & DIVISION_PENDING).isEqualTo(DIVISION_PENDING);
    assertThat(run(X86Mode.CR0_NE, before + "0fae060040 dd360050")).isEmpty();
    assertThat(machine.read(0x4002, 2) & DIVISION_PENDING).isEqualTo(DIVISION_PENDING);
    assertThat(machine.read(0x5002, 2) & DIVISION_PENDING).isEqualTo(DIVISION_PENDING);
  }

  @Test
  void anExceptionThatIsLoadedIsPendingToo() {
    unmaskDivision();
    machine.write(0x3010, "7b03 0400 ffff 0000000000000000");
    assertThat(run(X86Mode.CR0_NE, "d9261030 9b")).hasValue(MF);
    assertThat(machine.raisedAt()).isEqualTo(4);
    machine.write(0x3000, "7f03");
    assertThat(run(X86Mode.CR0_NE, "dbe2 d92e0030 d9e8 d9ee def9 9b")).isEmpty();
  }

  @Test
  void inTheWayOfThePcTheProcessorStandsStillUntilTheInterruptComes() {
    unmaskDivision();
    int interrupt = 0x75;
    machine.set(X86Registers.EFLAGS, Flags.FIXED | Flags.IF);
    assertThat(run(NONE, INITIALIZE + DIVIDE_BY_ZERO + "d9e8")).isEmpty();
    assertThat(machine.get(X86Registers.EIP)).isEqualTo(12);
    assertThat(machine.numericError()).isTrue();
    // OUT F0h,AL; FLD1, which IGNNE# lets pass; FNCLEX; IRET
    machine.write(0x1500, "e6f0 d9eb dbe2 cf");
    machine.write(4L * interrupt, "00150000");
    machine.interrupt(interrupt);
    machine.goOn();
    assertThat(machine.raised()).isEmpty();
    assertThat(machine.get(X86Registers.EIP)).isEqualTo(15);
    assertThat(machine.numericError()).isFalse();
    machine.run("df3e0060 dd1e0860");
    assertThat(machine.read(0x6000, 8)).as("FLD1 after the handler").isEqualTo(1);
    assertThat(Double.longBitsToDouble(machine.read(0x6008, 8)))
        .as("FLDPI in the handler")
        .isEqualTo(Math.PI);
  }

  @Test
  void withoutTheInterruptTheInstructionIsNotDone() {
    unmaskDivision();
    run(NONE, INITIALIZE + DIVIDE_BY_ZERO + "d9e8");
    long status = machine.get(X86Registers.FPU_STATUS);
    machine.set(X86Registers.HALTED, 0);
    machine.goOn();
    assertThat(machine.get(X86Registers.EIP)).isEqualTo(12);
    assertThat(machine.get(X86Registers.FPU_STATUS)).isEqualTo(status);
  }

  @Test
  void operandsObeyTheLimitsOfTheirSegments() {
    machine.run("dbe3 d9e8");
    long status = machine.get(X86Registers.FPU_STATUS);
    assertThat(run(NONE, "db3ef8ff")).as("FSTP m80 at FFF8h").hasValue(GP);
    machine.set(X86Registers.EBP, 0xFFF8);
    assertThat(run(NONE, "db7e00")).as("FSTP m80 at SS:FFF8h").hasValue(SS);
    assertThat(run(NONE, "db2ef8ff")).as("FLD m80 at FFF8h").hasValue(GP);
    assertThat(run(NONE, "dd36f0ff")).as("FNSAVE at FFF0h").hasValue(GP);
    assertThat(machine.get(X86Registers.FPU_STATUS)).isEqualTo(status);
    assertThat(run(NONE, "db3ef6ff")).as("FSTP m80 at FFF6h").isEmpty();
  }

  @Test
  void theEnvironmentOfRealModeTellsLinearAddresses() {
    machine.run("dbe3 90 d9060030 d9360050");
    assertThat(machine.read(0x5006, 2)).isEqualTo(0x1003);
    assertThat(machine.read(0x5008, 2)).as("opcode").isEqualTo(0x0106);
    assertThat(machine.read(0x500A, 2)).isEqualTo(0x3000);
    machine.run("dbe3 90 66d9360050");
    assertThat(machine.read(0x5000, 4)).as("32-bit image").isEqualTo(0xFFFF_037FL);
  }

  @Test
  void comparisonsReachTheFlagsAndMovesReadThem() {
    // FLD1; FLDPI; FCOMI ST(1); FCMOVNBE ST(1): pi is above one, so one replaces it.
    machine.set(X86Registers.EFLAGS, Flags.FIXED | Flags.ARITHMETIC);
    machine.run("dbe3 d9e8 d9eb dbf1 dbd1 9c df3e0060");
    assertThat(machine.read(0x6000, 8)).isEqualTo(1);
    assertThat(machine.read(machine.get(X86Registers.ESP), 2) & Flags.ARITHMETIC).isZero();
    // After CMP AX,AX the carry is clear and zero is set: FCMOVB does not move, FCMOVE does.
    machine.run("dbe3 d9ee d9e8 39c0 dac1 39c0 dac9 df3e0060");
    assertThat(machine.read(0x6000, 8)).isZero();
  }
}
