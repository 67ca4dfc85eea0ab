package vmm.ppc.programs;

import static org.assertj.core.api.Assertions.assertThat;
import static vmm.ppc.programs.Program.PAGE;
import static vmm.ppc.programs.Program.vector;
import static vmm.ppc.programs.Words.d;
import static vmm.ppc.programs.Words.ev;
import static vmm.ppc.programs.Words.lwz;
import static vmm.ppc.programs.Words.stw;
import static vmm.ppc.programs.Words.x;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import vmm.api.cpu.EngineMode;
import vmm.ppc.Msr;
import vmm.ppc.PpcFault;
import vmm.ppc.PpcModel;

/**
 * ESR and DEAR of every kind of interrupt that an instruction causes (PPC440x5 User's Manual, table
 * "Interrupt and exception types"; e500 Core Family Reference Manual, section 5.7; Power ISA 2.06
 * Book III-E, section 7.6).
 */
class SyndromesTest {
  private static final long READ_ONLY_PAGE = PAGE;
  private static final long NOWHERE = PAGE + 0x10_0000;
  private static final int UNTOUCHED = 0x0100_5555;

  private static final int LWARX = x(20, 3, 0, 4);
  private static final int STWCX = x(150, 3, 0, 4) | 1;
  private static final int LFD = d(50, 1, 4, 0);
  private static final int STFD = d(54, 1, 4, 0);
  private static final int EVLDD = ev(769, 3, 4, 0);
  private static final int EVSTDD = ev(801, 3, 4, 0);
  private static final int EVADDW = ev(512, 3, 4, 5);
  private static final int DCBF = x(86, 0, 0, 4);
  private static final int DCBZ = x(1014, 0, 0, 4);
  private static final int TW_ALWAYS = x(4, 31, 0, 0);
  private static final int MFMSR = x(83, 3, 0, 0);
  private static final int FSQRT = 63 << 26 | 1 << 21 | 2 << 11 | 22 << 1;
  private static final int SC = 17 << 26 | 2;
  private static final int LWEPX = x(31, 3, 0, 4);
  private static final int STWEPX = x(159, 3, 0, 4);

  private static final int ST = PpcFault.ESR_ST;
  private static final int FP = PpcFault.ESR_FP;
  private static final int SPV = PpcFault.ESR_SPV;
  private static final int EPID = PpcFault.ESR_EPID;

  /**
   * A case.
   *
   * @param address in r4
   * @param esr -1 if it is left alone
   * @param addressed whether DEAR gets the address
   */
  record Case(
      PpcModel model, int msr, int word, long address, int number, int esr, boolean addressed) {}

  private static Stream<Case> accesses() {
    PpcModel fpu = PpcModel.P440EP;
    PpcModel spe = PpcModel.E500V2;
    PpcModel ehv = PpcModel.EHV;
    return Stream.of(
        new Case(fpu, 0, lwz(3, 4, 0), NOWHERE, 13, 0, true),
        new Case(fpu, 0, stw(3, 4, 0), NOWHERE, 13, ST, true),
        new Case(fpu, Msr.FP, LFD, NOWHERE, 13, FP, true),
        new Case(fpu, Msr.FP, STFD, NOWHERE, 13, ST | FP, true),
        new Case(fpu, 0, DCBF, NOWHERE, 13, 0, true),
        new Case(fpu, 0, DCBZ, NOWHERE, 13, ST, true),
        new Case(fpu, 0, STWCX, NOWHERE, 13, ST, true),
        new Case(fpu, 0, stw(3, 4, 0), READ_ONLY_PAGE, 2, ST, true),
        new Case(fpu, Msr.FP, STFD, READ_ONLY_PAGE, 2, ST | FP, true),
        new Case(fpu, 0, STWCX, READ_ONLY_PAGE, 2, ST, true),
        new Case(fpu, 0, LWARX, READ_ONLY_PAGE + 2, 5, 0, true),
        new Case(fpu, 0, STWCX, READ_ONLY_PAGE + 2, 5, ST, true),
        new Case(fpu, Msr.FP, LFD, READ_ONLY_PAGE + 12, 5, FP, true),
        new Case(spe, Msr.SPV, EVLDD, NOWHERE, 13, SPV, true),
        new Case(spe, Msr.SPV, EVSTDD, NOWHERE, 13, ST | SPV, true),
        new Case(spe, Msr.SPV, EVSTDD, READ_ONLY_PAGE, 2, ST | SPV, true),
        new Case(spe, Msr.SPV, EVLDD, READ_ONLY_PAGE + 4, 5, SPV, true),
        new Case(ehv, 0, LWEPX, NOWHERE, 13, EPID, true),
        new Case(ehv, 0, STWEPX, NOWHERE, 13, ST | EPID, true),
        new Case(ehv, 0, STWEPX, READ_ONLY_PAGE, 2, ST | EPID, true));
  }

  private static Stream<Case> others() {
    PpcModel fpu = PpcModel.P440EP;
    return Stream.of(
        new Case(fpu, 0, TW_ALWAYS, 0, 6, PpcFault.ESR_PTR, false),
        new Case(fpu, 0, 0, 0, 6, PpcFault.ESR_PIL, false),
        new Case(fpu, Msr.PR, MFMSR, 0, 6, PpcFault.ESR_PPR, false),
        new Case(fpu, Msr.FP, FSQRT, 0, 6, PpcFault.ESR_PUO, false),
        new Case(PpcModel.P440X5, 0, LFD, 0, 6, PpcFault.ESR_PIL, false),
        new Case(fpu, 0, LFD, 0, 7, -1, false),
        new Case(fpu, 0, SC, 0, 8, -1, false),
        new Case(PpcModel.E500V2, 0, EVADDW, 0, 32, SPV, false));
  }

  static Stream<Arguments> cells() {
    return Stream.of("none", "brute-force", "shadow", "nested")
        .flatMap(
            strategy ->
                Stream.concat(accesses(), others()).map(next -> Arguments.of(strategy, next)));
  }

  @ParameterizedTest
  @MethodSource("cells")
  void saysWhatHappened(String strategy, Case given) throws Exception {
    for (EngineMode mode : new EngineMode[] {EngineMode.INTERPRETER, EngineMode.JIT}) {
      try (var program = new Program(given.model, strategy, mode)) {
        program.map(9, 0, READ_ONLY_PAGE, 12, 0x20_0000, 0, 0x09);
        program.set("esr", UNTOUCHED).set("dear", UNTOUCHED).set("r4", given.address);
        long pc = program.place(given.word);
        program.set("msr", given.msr).runAt(pc, 1);
        assertThat(program.get("pc")).isEqualTo(vector(given.number));
        assertThat(program.get("srr0")).isEqualTo(given.word == SC ? pc + 4 : pc);
        assertThat(program.get("srr1")).isEqualTo(given.msr);
        assertThat(program.get("esr")).isEqualTo(given.esr < 0 ? UNTOUCHED : given.esr);
        assertThat(program.get("dear")).isEqualTo(given.addressed ? given.address : UNTOUCHED);
      }
    }
  }
}
