package vmm.ppc.programs;

import static org.assertj.core.api.Assertions.assertThat;
import static vmm.ppc.programs.Program.PAGE;
import static vmm.ppc.programs.Program.vector;
import static vmm.ppc.programs.Words.d;
import static vmm.ppc.programs.Words.lwz;
import static vmm.ppc.programs.Words.mtspr;
import static vmm.ppc.programs.Words.tlbwe;
import static vmm.ppc.programs.Words.x;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import vmm.api.cpu.EngineMode;
import vmm.ppc.PpcModel;

/**
 * When a 440's tlbwe takes effect (PPC440x5 User's Manual, section 5.5, "Shadow TLB arrays"): a
 * translation that the processor holds stays until context synchronization. Where the VMM sees
 * tlbwe, the trap is one.
 */
class ShadowTlbTest {
  private static final long REAL = 0x20_0000;
  private static final long OTHER = 0x30_0000;
  private static final int OLD_WORD = 0x0102_0304;
  private static final int NEW_WORD = 0x0506_0708;
  private static final int ALL = 0x3F;
  private static final int SLOT = 40;
  private static final int SPR_SRR0 = 26;
  private static final int SPR_CSRR0 = 58;
  private static final int SPR_MCSRR0 = 570;
  private static final int MACHINE_STATE = 83;

  private static final int BLR = 0x4E80_0020;
  private static final int BCTRL = 0x4E80_0421;
  private static final int ISYNC = 0x4C00_012C;
  private static final int SYNC = 0x7C00_04AC;
  private static final int RFI = 0x4C00_0064;
  private static final int RFCI = 0x4C00_0066;
  private static final int RFMCI = 0x4C00_004C;
  private static final int SC = 0x4400_0002;
  private static final int TRAP = x(4, 31, 0, 0);

  /** The slot is in r31 and what word 1 gets in r29. */
  private static final int WRITE_REAL_PAGE = tlbwe(29, 31, 1);

  /** What synchronizes, how to get behind it, and the vector at which it ends, if at one. */
  record Event(String name, int word, int returnTo, int vector) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Stream<Event> events() {
    return Stream.of(
        new Event("isync", ISYNC, 0, 0),
        new Event("rfi", RFI, SPR_SRR0, 0),
        new Event("rfci", RFCI, SPR_CSRR0, 0),
        new Event("rfmci", RFMCI, SPR_MCSRR0, 0),
        new Event("sc", SC, 0, 8),
        new Event("an interrupt", TRAP, 0, 6));
  }

  private static Stream<Arguments> engines() {
    return Stream.of("none", "nested", "brute-force", "shadow")
        .flatMap(
            strategy ->
                Stream.of(EngineMode.INTERPRETER, EngineMode.JIT)
                    .map(mode -> Arguments.of(strategy, mode)));
  }

  static Stream<Arguments> cells() {
    return engines()
        .flatMap(cell -> events().map(event -> Arguments.of(cell.get()[0], cell.get()[1], event)));
  }

  private static boolean isDirect(String strategy) {
    return strategy.equals("none") || strategy.equals("nested");
  }

  private static Program program(String strategy, EngineMode mode) throws Exception {
    var program = new Program(PpcModel.P440EP, strategy, mode);
    program.writeWord(REAL, OLD_WORD).writeWord(OTHER, NEW_WORD);
    // The hardware has met both pages: writing them needs no help of a VMM's.
    program.map(SLOT, 0, PAGE, 12, OTHER, 0, ALL).map(SLOT, 0, PAGE, 12, REAL, 0, ALL);
    return program.set("r31", SLOT).set("r29", OTHER).set("r4", PAGE);
  }

  @ParameterizedTest
  @MethodSource("cells")
  void anOldTranslationStaysUntilContextSynchronization(
      String strategy, EngineMode mode, Event event) throws Exception {
    try (var program = program(strategy, mode)) {
      if (event.vector != 0) {
        program.writeWord(vector(event.vector), lwz(8, 4, 0));
        program.writeWord(vector(event.vector) + 4, 0x4800_0000);
      }
      // sync and mtmsr are no context synchronization, and the instruction after it sees the TLB.
      int[] words = {
        x(MACHINE_STATE, 9, 0, 0),
        mtspr(event.returnTo == 0 ? 0x110 : event.returnTo, 10),
        mtspr(event.returnTo == 0 ? 0x110 : event.returnTo + 1, 9),
        lwz(5, 4, 0),
        WRITE_REAL_PAGE,
        lwz(6, 4, 0),
        SYNC,
        x(146, 9, 0, 0),
        lwz(7, 4, 0),
        event.word,
        lwz(8, 4, 0),
        x(946, 11, 31, 1)
      };
      long start = program.place(words);
      program.set("r10", start + 40).runAt(start, words.length);
      int held = isDirect(strategy) ? OLD_WORD : NEW_WORD;
      assertThat(program.get("r5")).isEqualTo(OLD_WORD);
      assertThat(program.get("r6")).isEqualTo(held);
      assertThat(program.get("r7")).isEqualTo(held);
      assertThat(program.get("r8")).isEqualTo(NEW_WORD);
    }
  }

  /** What the guest reads back is what it wrote, at once. */
  @ParameterizedTest
  @MethodSource("engines")
  void theTlbItselfIsNotOld(String strategy, EngineMode mode) throws Exception {
    try (var program = program(strategy, mode)) {
      program.run(lwz(5, 4, 0), WRITE_REAL_PAGE, x(946, 11, 31, 1));
      assertThat(program.get("r5")).isEqualTo(OLD_WORD);
      assertThat(program.get("r11")).isEqualTo(OTHER);
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aTranslationThatIsNotHeldIsNewAtOnce(String strategy, EngineMode mode) throws Exception {
    try (var program = program(strategy, mode)) {
      program.run(WRITE_REAL_PAGE, lwz(6, 4, 0));
      assertThat(program.get("r6")).isEqualTo(NEW_WORD);
    }
  }

  /** Often enough to be compiled: addi r8,r8,1 in one page and addi r8,r8,16 in the other. */
  @ParameterizedTest
  @MethodSource("engines")
  void codeOfAnOldTranslationRunsUntilThen(String strategy, EngineMode mode) throws Exception {
    try (var program = program(strategy, mode)) {
      program.writeWord(REAL, d(14, 8, 8, 1)).writeWord(REAL + 4, BLR);
      program.writeWord(OTHER, d(14, 8, 8, 16)).writeWord(OTHER + 4, BLR);
      program.set("r28", REAL).set("r8", 0).set("r6", 200);
      int[] loop = {
        mtspr(9, 4),
        BCTRL,
        WRITE_REAL_PAGE,
        mtspr(9, 4),
        BCTRL,
        ISYNC,
        mtspr(9, 4),
        BCTRL,
        tlbwe(28, 31, 1),
        ISYNC,
        d(14, 6, 6, -1),
        d(11, 0, 6, 0),
        0x4082_0000 | -48 & 0xFFFC
      };
      program.runAt(program.place(loop), 200 * (loop.length + 6));
      assertThat(program.get("r8")).isEqualTo(200L * (isDirect(strategy) ? 1 + 1 + 16 : 1 + 32));
    }
  }

  /** More pages than are remembered: then the oldest count no longer. */
  @ParameterizedTest
  @MethodSource("engines")
  void whoNeverSynchronizesIsNotWrongForever(String strategy, EngineMode mode) throws Exception {
    try (var program = program(strategy, mode)) {
      int[] loop = {
        tlbwe(28, 30, 0), d(14, 28, 28, 0x1000), d(14, 6, 6, -1), d(11, 0, 6, 0), 0x4082_FFF0
      };
      int[] words = new int[2 + loop.length + 1];
      words[0] = lwz(5, 4, 0);
      words[1] = WRITE_REAL_PAGE;
      System.arraycopy(loop, 0, words, 2, loop.length);
      words[words.length - 1] = lwz(6, 4, 0);
      program.set("r30", 41).set("r28", PAGE + 0x1_0210).set("r6", 65);
      long start = program.place(words);
      program.runAt(start, 3 + 65 * loop.length);
      assertThat(program.get("r5")).isEqualTo(OLD_WORD);
      assertThat(program.get("r6")).isEqualTo(NEW_WORD);
    }
  }
}
