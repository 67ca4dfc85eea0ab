package vmm.ppc.programs;

import static org.assertj.core.api.Assertions.assertThat;
import static vmm.ppc.programs.Program.PAGE;
import static vmm.ppc.programs.Program.vector;
import static vmm.ppc.programs.Words.d;
import static vmm.ppc.programs.Words.ev;
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
import vmm.ppc.PpcFault;
import vmm.ppc.PpcModel;

/**
 * What takes translations, storage attributes and debug registers together, under each strategy.
 */
class ProgramsTest {
  private static final long REAL = 0x20_0000;
  private static final long OTHER = 0x30_0000;
  private static final int ALL = 0x3F;
  private static final int READ_ONLY = 0x2D;
  private static final int INHIBITED = 8;
  private static final int WRITE_THROUGH = 16;
  private static final int LITTLE = 1;
  private static final int BLR = 0x4E80_0020;
  private static final int BCTRL = 0x4E80_0421;
  private static final int SPR_EPLC = 947;
  private static final int SPR_EPSC = 948;
  private static final int SPR_DBCR0 = 308;
  private static final int SPR_DAC1 = 316;
  private static final long DAC1W = 0x0004_0000L;
  private static final long IDM = 0x4000_0000L;
  private static final long IRPT_EVENT = 0x0200_0000L;
  private static final long TRAP_EVENT = 0x0100_0000L;
  private static final long RET_EVENT = 0x8000L;
  private static final int DEBUG = 15;

  private static int mtctr(int register) {
    return mtspr(9, register);
  }

  /** A branch if CR0 is not equal. */
  private static int bne(int bytes) {
    return 0x4082_0000 | bytes & 0xFFFC;
  }

  static Stream<Arguments> cells() {
    return Stream.of("none", "brute-force", "shadow", "nested")
        .flatMap(
            strategy ->
                Stream.of(EngineMode.INTERPRETER, EngineMode.JIT)
                    .map(mode -> Arguments.of(strategy, mode)));
  }

  // ---- pages smaller than a frame

  /** The lower slot hides a quarter of the page in the higher one, for data and for code. */
  @ParameterizedTest
  @MethodSource("cells")
  void aSmallPageHidesAPartOfALargerOne(String strategy, EngineMode mode) throws Exception {
    try (var program = new Program(PpcModel.P440EP, strategy, mode)) {
      program.map(40, 0, PAGE, 12, REAL, 0, ALL).map(39, 0, PAGE + 0x400, 10, OTHER, 0, ALL);
      program.writeWord(REAL + 0x3FC, 0x0102_0304).writeWord(REAL + 0x400, 0x1111_1111);
      program.writeWord(OTHER, 0x0506_0708).writeWord(REAL + 0x800, 0x0A0B_0C0D);
      program.set("r4", PAGE).run(lwz(5, 4, 0x3FC), lwz(6, 4, 0x400), lwz(7, 4, 0x800));
      assertThat(program.get("r5")).isEqualTo(0x0102_0304);
      assertThat(program.get("r6")).isEqualTo(0x0506_0708);
      assertThat(program.get("r7")).isEqualTo(0x0A0B_0C0D);

      program.run(lwz(5, 4, 0x3FE), stw(7, 4, 0x3FD));
      assertThat(program.get("r5")).isEqualTo(0x0304_0506);
      assertThat(program.readWord(REAL + 0x3FC)).isEqualTo(0x010A_0B0C);
      assertThat(program.readWord(OTHER)).isEqualTo(0x0D06_0708);
      assertThat(program.readWord(REAL + 0x400)).isEqualTo(0x1111_1111);

      // addi r8,r8,1 at the end of one, and addi r8,r8,16 at the start of the other.
      program.writeWord(REAL + 0x3FC, d(14, 8, 8, 1)).writeWord(OTHER, d(14, 8, 8, 16));
      program.writeWord(OTHER + 4, 0x4800_0000).set("r8", 0).runAt(PAGE + 0x3FC, 2);
      assertThat(program.get("r8")).isEqualTo(17);

      program.map(39, 0, 0, 10, 0, 0, 0).run(lwz(6, 4, 0x400));
      assertThat(program.get("r6")).isEqualTo(0x1111_1111); // nothing hides it any more
    }
  }

  // ---- storage attributes

  @ParameterizedTest
  @MethodSource("cells")
  void dcbzNeedsACache(String strategy, EngineMode mode) throws Exception {
    for (PpcModel model : new PpcModel[] {PpcModel.P440X5, PpcModel.E500V2, PpcModel.EHV}) {
      for (int attributes : new int[] {INHIBITED, WRITE_THROUGH}) {
        try (var program = new Program(model, strategy, mode)) {
          program.map(9, 0, PAGE, 12, REAL, attributes, ALL).writeWord(REAL + 0x40, 5);
          program.set("r4", PAGE + 0x44).run(x(1014, 0, 0, 4));
          assertThat(program.get("pc")).isEqualTo(vector(5));
          assertThat(program.get("esr")).isEqualTo(PpcFault.ESR_ST);
          assertThat(program.get("dear")).isEqualTo(PAGE + 0x44);
          assertThat(program.readWord(REAL + 0x40)).isEqualTo(5);

          program.map(9, 0, PAGE, 12, REAL, attributes, READ_ONLY).run(x(1014, 0, 0, 4));
          assertThat(program.get("pc")).isEqualTo(vector(2));

          program.map(9, 0, PAGE, 12, REAL, 4, ALL).run(x(1014, 0, 0, 4));
          assertThat(program.readWord(REAL + 0x40)).isZero();
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cells")
  void dataOfALittleEndianPageAreReversed(String strategy, EngineMode mode) throws Exception {
    for (PpcModel model : PpcModel.values()) {
      try (var program = new Program(model, strategy, mode)) {
        program.map(9, 0, PAGE, 12, REAL, 0, ALL).writeWord(REAL, 0x0102_0304);
        program.set("r4", PAGE).run(lwz(5, 4, 0), stw(5, 4, 8));
        assertThat(program.get("r5")).isEqualTo(0x0102_0304);

        program.map(9, 0, PAGE, 12, REAL, LITTLE, ALL);
        program.run(lwz(5, 4, 0), d(40, 6, 4, 0), d(34, 7, 4, 0), x(534, 8, 0, 4));
        assertThat(program.get("r5")).isEqualTo(0x0403_0201);
        assertThat(program.get("r6")).isEqualTo(0x0201);
        assertThat(program.get("r7")).isEqualTo(0x01);
        assertThat(program.get("r8")).isEqualTo(0x0102_0304);

        program.set("r5", 0x1122_3344).set("r9", PAGE + 0x20);
        program.run(stw(5, 4, 8), d(44, 5, 4, 12), x(20, 6, 0, 9), x(150, 5, 0, 9) | 1);
        assertThat(program.readWord(REAL + 8)).isEqualTo(0x4433_2211);
        assertThat(program.readWord(REAL + 12)).isEqualTo(0x4433_0000);
        assertThat(program.readWord(REAL + 0x20)).isEqualTo(0x4433_2211);

        program.map(9, 0, PAGE, 12, REAL, 0, ALL).run(lwz(5, 4, 0));
        assertThat(program.get("r5")).isEqualTo(0x0102_0304);
      }
    }
  }

  /** One frame is mapped twice; its words are other instructions when their bytes are reversed. */
  @ParameterizedTest
  @MethodSource("cells")
  void codeOfALittleEndianPageIsReversed(String strategy, EngineMode mode) throws Exception {
    for (PpcModel model : PpcModel.values()) {
      try (var program = new Program(model, strategy, mode)) {
        long little = PAGE + 0x1_0000;
        program.map(9, 0, PAGE, 12, REAL, 0, ALL).map(10, 0, little, 12, REAL, LITTLE, ALL);
        program.writeWord(REAL, 0x3863_0138).writeWord(REAL + 4, 0x3802_6338);
        program.writeWord(REAL + 8, BLR).writeWord(REAL + 12, Integer.reverseBytes(BLR));
        // addi r3,r3,0x138 and addi r3,r3,0x238 by turns, often enough to be compiled.
        program.set("r3", 0).set("r4", PAGE).set("r5", little).set("r6", 100);
        int[] loop = {mtctr(4), BCTRL, mtctr(5), BCTRL, d(14, 6, 6, -1), d(11, 0, 6, 0), bne(-24)};
        program.runAt(program.place(loop), 100 * (loop.length + 3 + 4));
        assertThat(program.get("r3")).isEqualTo(100 * (0x138 + 0x238));

        program.map(10, 0, little, 12, REAL, 0, ALL).map(9, 0, PAGE, 12, REAL, LITTLE, ALL);
        int[] twice = {mtctr(4), BCTRL, d(14, 7, 3, 0), mtctr(5), BCTRL};
        program.set("r3", 0).runAt(program.place(twice), twice.length + 3 + 4);
        assertThat(program.get("r7")).isEqualTo(0x238);
        assertThat(program.get("r3")).isEqualTo(0x238 + 0x138);
      }
    }
  }

  /** A small page in front of a part of a larger one, of the other order. */
  @ParameterizedTest
  @MethodSource("cells")
  void aSmallPageHasAnOrderOfItsOwn(String strategy, EngineMode mode) throws Exception {
    try (var program = new Program(PpcModel.P440X5, strategy, mode)) {
      program.map(40, 0, PAGE, 12, REAL, 0, ALL).map(39, 0, PAGE + 0x400, 10, OTHER, LITTLE, ALL);
      program.writeWord(REAL + 0x3FC, d(14, 8, 8, 1));
      program.writeWord(OTHER, Integer.reverseBytes(d(14, 8, 8, 16)));
      program.writeWord(OTHER + 4, Integer.reverseBytes(0x4800_0000));
      program.set("r8", 0).runAt(PAGE + 0x3FC, 2);
      assertThat(program.get("r8")).isEqualTo(17);
    }
  }

  /** What is told of an instruction that faulted is read from memory again, in its order. */
  @ParameterizedTest
  @MethodSource("cells")
  void theSyndromeOfLittleEndianCode(String strategy, EngineMode mode) throws Exception {
    try (var program = new Program(PpcModel.P440EP, strategy, mode)) {
      program.map(10, 0, PAGE, 12, REAL, LITTLE, ALL);
      program.writeWord(REAL, Integer.reverseBytes(d(52, 1, 4, 0))); // stfs f1,0(r4)
      program.set("msr", Msr.FP).set("r4", PAGE + 0x1000).runAt(PAGE, 1);
      assertThat(program.get("pc")).isEqualTo(vector(13));
      assertThat(program.get("esr")).isEqualTo(PpcFault.ESR_ST | PpcFault.ESR_FP);
    }
  }

  @ParameterizedTest
  @MethodSource("cells")
  void eachElementOfALittleEndianVectorIsReversed(String strategy, EngineMode mode)
      throws Exception {
    try (var program = new Program(PpcModel.E500V2, strategy, mode)) {
      program.map(9, 0, PAGE, 12, REAL, LITTLE, ALL);
      program.writeWord(REAL, 0x0102_0304).writeWord(REAL + 4, 0x0506_0708);
      program.set("msr", Msr.SPV).set("r4", PAGE);
      program.run(ev(769, 5, 4, 0), ev(771, 6, 4, 0), ev(773, 7, 4, 0), ev(803, 6, 4, 1));
      assertThat(program.get("r5h") << 32 | program.get("r5")).isEqualTo(0x0807_0605_0403_0201L);
      assertThat(program.get("r6h") << 32 | program.get("r6")).isEqualTo(0x0403_0201_0807_0605L);
      assertThat(program.get("r7h") << 32 | program.get("r7")).isEqualTo(0x0201_0403_0605_0807L);
      assertThat(program.readWord(REAL + 8)).isEqualTo(0x0102_0304);
      assertThat(program.readWord(REAL + 12)).isEqualTo(0x0506_0708);
    }
  }

  // ---- data address compare

  @ParameterizedTest
  @MethodSource("cells")
  void anAccessToAWatchedAddressInterruptsBeforeIt(String strategy, EngineMode mode)
      throws Exception {
    for (PpcModel model : PpcModel.values()) {
      try (var program = new Program(model, strategy, mode)) {
        program.map(9, 0, PAGE, 12, REAL, 0, ALL).set("r4", PAGE).set("r5", 5).set("r6", 6);
        program.run(stw(5, 4, 8), stw(5, 4, 12)); // what is kept from now on must be forgotten
        program.set("msr", Msr.DE).set("dbsr", 0).set("r7", PAGE + 10).set("r8", IDM | DAC1W);
        program.run(mtspr(SPR_DAC1, 7), mtspr(SPR_DBCR0, 8), stw(6, 4, 12), lwz(9, 4, 8));
        assertThat(program.readWord(REAL + 12)).isEqualTo(6);
        assertThat(program.get("r9")).isEqualTo(5);
        assertThat(program.get("dbsr")).isZero();

        long store = program.place(stw(6, 4, 8));
        program.runAt(store, 1);
        assertThat(program.get("pc")).isEqualTo(vector(DEBUG));
        assertThat(program.get("csrr0")).isEqualTo(store);
        assertThat(program.get("dbsr")).isEqualTo(DAC1W);
        assertThat(program.readWord(REAL + 8)).isEqualTo(5);

        program.set("r8", 0).set("dbsr", 0).run(mtspr(SPR_DBCR0, 8), stw(6, 4, 8));
        assertThat(program.readWord(REAL + 8)).isEqualTo(6);
      }
    }
  }

  /** Of loads and stores of all sizes, also of those in pieces, only those with the value. */
  @ParameterizedTest
  @MethodSource("cells")
  void anAccessOfAWatchedValueInterruptsBeforeIt(String strategy, EngineMode mode)
      throws Exception {
    int value = 0x1122_3344;
    int stmw = d(47, 30, 4, 8);
    int lmw = d(46, 28, 4, 8);
    int[][] accesses = {
      {stw(5, 4, 8), 0},
      {stw(6, 4, 8), 1},
      {stw(6, 4, 16), 0},
      {lwz(9, 4, 8), 0},
      {stmw, 0},
      {lmw, 0},
      {stw(6, 4, -4), 1},
      {stw(6, 4, -2), 0},
      {d(44, 6, 4, 8), 0},
    };
    try (var program = new Program(PpcModel.P440EP, strategy, mode)) {
      program.map(9, 0, PAGE, 12, REAL, 0, ALL).map(10, 0, PAGE - 0x1000, 12, OTHER, 0, ALL);
      program.set("r4", PAGE).set("r5", 5).set("r6", value).set("r30", value).set("r31", 1);
      program.set("dbcr2", 1 << 18 | 15 << 8 | 1 << 16 | 15).set("dvc1", value).set("dvc2", value);
      program.set("dac1", PAGE + 8).set("dac2", PAGE - 4);
      program.set("r8", IDM | 0x000F_0000);
      program.run(mtspr(SPR_DBCR0, 8));
      for (int[] access : accesses) {
        program.set("msr", Msr.DE).set("dbsr", 0).set("csrr0", 0);
        long start = program.place(access[0]);
        program.runAt(start, 1);
        boolean event = access[1] != 0 || access[0] == stmw;
        assertThat(program.get("csrr0")).as("%x", access[0]).isEqualTo(event ? start : 0);
      }
      assertThat(program.readWord(REAL + 8) >>> 16).isEqualTo(value & 0xFFFF);
      program.writeWord(REAL + 8, value).set("msr", Msr.DE).set("dbsr", 0).set("r9", 0);
      program.run(lwz(9, 4, 8));
      assertThat(program.get("pc")).isEqualTo(vector(DEBUG));
      assertThat(program.get("dbsr")).isEqualTo(0x0008_0000);
      assertThat(program.get("r9")).isZero();
    }
  }

  /** Each is what a debugger asks for by one bit of DBCR0. */
  @ParameterizedTest
  @MethodSource("cells")
  void trapsReturnsAndInterruptsAreEvents(String strategy, EngineMode mode) throws Exception {
    int trap = x(4, 31, 0, 0);
    int rfi = 0x4C00_0064;
    int sc = 0x4400_0002;
    try (var program = new Program(PpcModel.P440EP, strategy, mode)) {
      program.set("r8", IDM | TRAP_EVENT | RET_EVENT | IRPT_EVENT).run(mtspr(SPR_DBCR0, 8));
      for (int word : new int[] {trap, rfi, sc}) {
        program.set("msr", Msr.DE).set("dbsr", 0);
        long start = program.place(word);
        program.runAt(start, 1);
        assertThat(program.get("pc")).isEqualTo(vector(DEBUG));
        assertThat(program.get("csrr0")).isEqualTo(word == sc ? vector(8) : start);
        assertThat(program.get("dbsr"))
            .isEqualTo(word == trap ? TRAP_EVENT : word == rfi ? RET_EVENT : IRPT_EVENT);
      }
    }
  }

  // ---- external PID

  @ParameterizedTest
  @MethodSource("cells")
  void anotherProcessIsReachedByItsId(String strategy, EngineMode mode) throws Exception {
    try (var program = new Program(PpcModel.EHV, strategy, mode)) {
      program.map(9, 5, PAGE, 12, REAL, 0, 0x38); // only for users
      program.map(10, 7, PAGE, 12, OTHER, 0, ALL);
      program.writeWord(REAL, 0x8182_8384).writeWord(OTHER, 0x9192_9394);
      program.set("r4", PAGE).set("r8", 0x8000_0005L).set("r9", 7).set("msr", Msr.FP);
      program.run(mtspr(SPR_EPLC, 8), mtspr(SPR_EPSC, 8), mtspr(48, 9));
      program.run(x(31, 5, 0, 4), lwz(6, 4, 0), x(287, 7, 0, 4), x(95, 10, 0, 4), x(607, 1, 0, 4));
      assertThat(program.get("r5")).isEqualTo(0x8182_8384L);
      assertThat(program.get("r6")).isEqualTo(0x9192_9394L);
      assertThat(program.get("r7")).isEqualTo(0x8182);
      assertThat(program.get("r10")).isEqualTo(0x81);
      assertThat(program.get("f1") >>> 32).isEqualTo(0x8182_8384L);

      program.set("r5", 0x1122_3344).set("r7", PAGE + 4).set("r10", PAGE + 10);
      program.run(
          x(159, 5, 0, 7), x(415, 5, 0, 4), x(223, 5, 0, 10), stw(5, 4, 12), x(127, 0, 0, 4));
      assertThat(program.readWord(REAL)).isEqualTo(0x3344_8384);
      assertThat(program.readWord(REAL + 4)).isEqualTo(0x1122_3344);
      assertThat(program.readWord(REAL + 8)).isEqualTo(0x0000_4400);
      assertThat(program.readWord(REAL + 12)).isZero();
      assertThat(program.readWord(OTHER + 12)).isEqualTo(0x1122_3344);

      program.run(x(735, 1, 0, 7)).run(x(1023, 0, 0, 4));
      assertThat(program.readWord(REAL + 4)).isZero();
      assertThat(program.readWord(OTHER)).isEqualTo((int) 0x9192_9394L);

      program.set("r8", 0x8000_0006L).run(mtspr(SPR_EPSC, 8), x(159, 5, 0, 4));
      assertThat(program.get("pc")).isEqualTo(vector(13));
      assertThat(program.get("esr")).isEqualTo(PpcFault.ESR_ST | PpcFault.ESR_EPID);
      assertThat(program.get("dear")).isEqualTo(PAGE);
      assertThat(program.get("mas1")).isEqualTo(0x8006_0000L);
    }
  }
}
