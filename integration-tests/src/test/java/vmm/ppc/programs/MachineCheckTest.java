package vmm.ppc.programs;

import static org.assertj.core.api.Assertions.assertThat;
import static vmm.ppc.programs.Program.PAGE;
import static vmm.ppc.programs.Program.vector;
import static vmm.ppc.programs.Words.d;
import static vmm.ppc.programs.Words.lwz;
import static vmm.ppc.programs.Words.mtspr;
import static vmm.ppc.programs.Words.stw;
import static vmm.ppc.programs.Words.x;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import vmm.api.cpu.EngineMode;
import vmm.ppc.Msr;
import vmm.ppc.PpcModel;

/**
 * Accesses that nothing answers, under each strategy (PPC440x5 User's Manual, section 6.5.2;
 * E500CORERM, section 5.7.2).
 */
class MachineCheckTest {
  private static final long NOWHERE = 0x7000_0000L;
  private static final long PCI = 0xA000_0000L;
  private static final int ALL = 0x3F;
  private static final int READ_ERROR = 0xA000_0000;
  private static final int WRITE_ERROR = 0x9000_0000;
  private static final int MCI = 0x8000_0000;
  private static final int PIL = 0x0800_0000;
  private static final int RFXE = 0x2_0000;
  private static final int SPR_MCSR = 572;
  private static final int RFMCI = 0x4C00_004C;
  private static final int DCBZ = x(1014, 0, 0, 4);
  private static final int LMW = d(46, 28, 4, 0);

  private static int addi(int register, int value) {
    return d(14, register, register, value);
  }

  static Stream<Arguments> cells() {
    return Stream.of("none", "brute-force", "shadow", "nested")
        .flatMap(
            strategy ->
                Stream.of(EngineMode.INTERPRETER, EngineMode.JIT)
                    .map(mode -> Arguments.of(strategy, mode)));
  }

  private static Program program(PpcModel model, String strategy, EngineMode mode, long real)
      throws Exception {
    var program = new Program(model, strategy, mode);
    program.map(9, 0, PAGE, 12, real, 0, ALL);
    return program.set("r4", PAGE).set("r6", 0).set("r7", 0);
  }

  @ParameterizedTest
  @MethodSource("cells")
  void aLoadFromNowhereIsCheckedBehindIt(String strategy, EngineMode mode) throws Exception {
    try (var program = program(PpcModel.P440EP, strategy, mode, NOWHERE)) {
      for (int load : new int[] {lwz(5, 4, 8), lwz(5, 4, 0x7FD), LMW, d(34, 5, 4, 1)}) {
        program.set("msr", Msr.ME).set("mcsr", 0).set("r6", 0);
        long start = program.place(load, addi(6, 1));
        program.runAt(start, 2);
        assertThat(program.get("pc")).isEqualTo(vector(1));
        assertThat(program.get("mcsrr0")).isEqualTo(start + 4);
        assertThat(program.get("mcsrr1")).isEqualTo(Msr.ME);
        assertThat((int) program.get("mcsr")).isEqualTo(READ_ERROR);
        assertThat(program.get("msr")).isZero();
        assertThat(program.get("r6")).isZero();
      }
      assertThat(program.get("r31")).isEqualTo(0xFFFF_FFFFL);
      assertThat(program.get("r5")).isEqualTo(0xFF);
    }
  }

  @ParameterizedTest
  @MethodSource("cells")
  void aStoreToNowhereIsCheckedOnceChecksAreOn(String strategy, EngineMode mode) throws Exception {
    try (var program = program(PpcModel.P440X5, strategy, mode, NOWHERE)) {
      for (int store : new int[] {stw(5, 4, 8), DCBZ}) {
        program.set("msr", 0).set("mcsr", 0).set("r6", 0).set("r7", 0).set("r9", Msr.ME);
        long start = program.place(store, addi(6, 1), x(146, 9, 0, 0), addi(7, 1));
        program.runAt(start, 4);
        assertThat(program.get("pc")).isEqualTo(vector(1));
        assertThat(program.get("mcsrr0")).isEqualTo(start + 12);
        assertThat((int) program.get("mcsr")).isEqualTo(WRITE_ERROR);
        assertThat(program.get("r6")).isEqualTo(1);
        assertThat(program.get("r7")).isZero();
      }
    }
  }

  /** Often enough to be compiled. */
  @ParameterizedTest
  @MethodSource("cells")
  void theHandlerReturns(String strategy, EngineMode mode) throws Exception {
    try (var program = program(PpcModel.P440EP, strategy, mode, NOWHERE)) {
      int[] handler = {x(339, 11, 28, 17), mtspr(SPR_MCSR, 11), addi(10, 1), RFMCI};
      for (int i = 0; i < handler.length; i++) {
        program.writeWord(vector(1) + 4L * i, handler[i]);
      }
      int[] loop = {lwz(5, 4, 0), addi(6, 1), d(11, 0, 6, 200), 0x4082_FFF4};
      program.set("msr", Msr.ME).set("r10", 0);
      long start = program.place(loop);
      program.runAt(start, 200 * (loop.length + handler.length + 1));
      assertThat(program.get("r10")).isEqualTo(200);
      assertThat(program.get("r6")).isEqualTo(200);
      assertThat((int) program.get("r11")).isEqualTo(READ_ERROR);
      assertThat(program.get("mcsr")).isZero();
      assertThat(program.get("pc")).isEqualTo(start + 4L * loop.length);
    }
  }

  @ParameterizedTest
  @MethodSource("cells")
  void anInstructionFromNowhere(String strategy, EngineMode mode) throws Exception {
    try (var program = program(PpcModel.P440EP, strategy, mode, NOWHERE)) {
      program.set("msr", Msr.ME).runAt(PAGE + 8, 1);
      assertThat(program.get("pc")).isEqualTo(vector(1));
      assertThat(program.get("mcsrr0")).isEqualTo(PAGE + 8);
      assertThat((int) program.get("esr")).isEqualTo(MCI);
      assertThat(program.get("mcsr")).isZero();

      // All ones are fnmadd, which without MSR[FP] interrupts, and with it does something.
      program.set("msr", 0).set("esr", 0).runAt(PAGE + 8, 1);
      assertThat(program.get("pc")).isEqualTo(vector(7));
      assertThat((int) program.get("esr")).isEqualTo(MCI);
      program.set("msr", Msr.FP).set("esr", 0).runAt(PAGE + 8, 1);
      assertThat(program.get("pc")).isBetween(PAGE + 12, PAGE + 0x100);
      assertThat((int) program.get("esr")).isEqualTo(MCI);
    }
    try (var program = program(PpcModel.P440X5, strategy, mode, NOWHERE)) {
      program.set("msr", 0).set("esr", 0).runAt(PAGE + 8, 1);
      assertThat(program.get("pc")).isEqualTo(vector(6));
      assertThat(program.get("srr0")).isEqualTo(PAGE + 8);
      assertThat((int) program.get("esr")).isEqualTo(MCI | PIL);
    }
  }

  @ParameterizedTest
  @MethodSource("cells")
  void anEmptyPciBusIsNoError(String strategy, EngineMode mode) throws Exception {
    try (var program = program(PpcModel.P440EP, strategy, mode, PCI)) {
      program.set("msr", Msr.ME).run(stw(4, 4, 8), lwz(5, 4, 8), addi(6, 1));
      assertThat(program.get("r5")).isEqualTo(0xFFFF_FFFFL);
      assertThat(program.get("r6")).isEqualTo(1);
      assertThat(program.get("mcsr")).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("cells")
  void anE500AsksHid1(String strategy, EngineMode mode) throws Exception {
    try (var program = program(PpcModel.E500V2, strategy, mode, NOWHERE)) {
      program.set("msr", Msr.ME).run(stw(4, 4, 8), lwz(5, 4, 8), addi(6, 1));
      assertThat(program.get("r6")).isEqualTo(1);

      program.set("hid1", RFXE).set("r6", 0);
      long start = program.place(stw(4, 4, 8), lwz(5, 4, 8), addi(6, 1));
      program.runAt(start, 3);
      assertThat(program.get("pc")).isEqualTo(vector(1));
      assertThat(program.get("mcsrr0")).isEqualTo(start + 8);
      assertThat(program.get("mcsr")).isEqualTo(8);
      assertThat(program.get("mcar")).isEqualTo(NOWHERE + 8);
      assertThat(program.get("r6")).isZero();

      program.set("msr", Msr.ME).set("mcsr", 0).runAt(PAGE + 16, 1);
      assertThat(program.get("pc")).isEqualTo(vector(1));
      assertThat(program.get("mcsrr0")).isEqualTo(PAGE + 16);
      assertThat(program.get("mcsr")).isEqualTo(16);
    }
  }

  @ParameterizedTest
  @MethodSource("cells")
  void anE500StopsWhileChecksAreOff(String strategy, EngineMode mode) throws Exception {
    try (var program = program(PpcModel.E500V2, strategy, mode, NOWHERE)) {
      program.set("hid1", RFXE).set("msr", 0);
      assertThat(program.end(lwz(5, 4, 8), addi(6, 1)))
          .isEqualTo("checkstop: nothing answered a read of 0x70000008, and MSR[ME] was clear");
      assertThat(program.get("r6")).isZero();
    }
  }
}
