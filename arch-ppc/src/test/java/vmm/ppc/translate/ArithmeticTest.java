package vmm.ppc.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static vmm.ppc.Words.immediate;
import static vmm.ppc.Words.word;

import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vmm.ppc.PpcModel;

/** Expected results are those of Book I, section 3.3. */
class ArithmeticTest {
  private static final int SO = 0x8000_0000;
  private static final int OV = 0x4000_0000;
  private static final int CA = 0x2000_0000;

  private final TestCpu cpu = new TestCpu(PpcModel.P440EP);

  @BeforeEach
  void operands() {
    cpu.set(4, 0x7FFF_FFFF).set(5, 1).set(6, 0xFFFF_FFFFL).set(7, 0x8000_0000L);
  }

  @Test
  void addiTakesRegisterZeroForNothing() {
    cpu.set(0, 100);
    cpu.run(immediate("addi", 3, 0, -1), immediate("addis", 8, 0, 0x8000));
    assertThat(cpu.get(3)).isEqualTo(-1);
    assertThat(cpu.get(8)).isEqualTo(0x8000_0000);
    cpu.run(immediate("addi", 3, 5, -1), immediate("addis", 8, 5, 1));
    assertThat(cpu.get(3)).isZero();
    assertThat(cpu.get(8)).isEqualTo(0x1_0001);
  }

  @ParameterizedTest
  @CsvSource({
    "add,    7FFFFFFF, 1,        0, 80000000, 0, 1",
    "addc,   FFFFFFFF, 1,        0, 0,        1, 0",
    "addc,   80000000, 80000000, 0, 0,        1, 1",
    "adde,   FFFFFFFF, 0,        1, 0,        1, 0",
    "adde,   FFFFFFFF, FFFFFFFF, 1, FFFFFFFF, 1, 0",
    "adde,   7FFFFFFF, 0,        1, 80000000, 0, 1",
    "addme,  0,        0,        0, FFFFFFFF, 0, 0",
    "addme,  80000000, 0,        0, 7FFFFFFF, 1, 1",
    "addme,  0,        0,        1, 0,        1, 0",
    "addze,  FFFFFFFF, 0,        1, 0,        1, 0",
    "addze,  7FFFFFFF, 0,        1, 80000000, 0, 1",
    "subf,   1,        80000000, 0, 7FFFFFFF, 0, 1",
    "subf,   80000000, 0,        0, 80000000, 0, 1",
    "subfc,  1,        0,        0, FFFFFFFF, 0, 0",
    "subfc,  1,        1,        0, 0,        1, 0",
    "subfe,  1,        1,        0, FFFFFFFF, 0, 0",
    "subfe,  1,        1,        1, 0,        1, 0",
    "subfe,  0,        80000000, 0, 7FFFFFFF, 1, 1",
    "subfme, 0,        0,        1, FFFFFFFF, 1, 0",
    "subfme, FFFFFFFF, 0,        0, FFFFFFFF, 0, 0",
    "subfze, 0,        0,        1, 0,        1, 0",
    "subfze, 1,        0,        0, FFFFFFFE, 0, 0",
    "neg,    80000000, 0,        0, 80000000, 0, 1",
    "neg,    1,        0,        0, FFFFFFFF, 0, 0",
    "mullw,  10000,    8000,     0, 80000000, 0, 1",
    "mullw,  FFFFFFFF, FFFFFFFF, 0, 1,        0, 0",
    "divw,   FFFFFFF9, 2,        0, FFFFFFFD, 0, 0",
    "divw,   80000000, FFFFFFFF, 0, 80000000, 0, 1",
    "divw,   7,        0,        0, 7,        0, 1",
    "divwu,  FFFFFFF9, 2,        0, 7FFFFFFC, 0, 0",
    "divwu,  7,        0,        0, 7,        0, 1",
  })
  void setsResultCarryAndOverflow(
      String mnemonic, String a, String b, int ca, String result, int carry, int overflow) {
    cpu.set(4, Long.parseLong(a, 16)).set(5, Long.parseLong(b, 16)).setXer(ca == 1 ? CA : 0);
    cpu.run(word(mnemonic + "o.", 3, 4, 5));
    int expected = (int) Long.parseLong(result, 16);
    assertThat(cpu.get(3)).isEqualTo(expected);
    assertThat(cpu.xer()).isEqualTo((carry == 1 ? CA : 0) | (overflow == 1 ? SO | OV : 0));
    int relation = expected < 0 ? 8 : expected > 0 ? 4 : 2;
    assertThat(cpu.field(0)).isEqualTo(relation | overflow);
  }

  @Test
  void withoutOeAndRcXerAndCrStay() {
    cpu.setXer(SO | CA).setCr(0x1234_5678);
    cpu.run(word("add", 3, 4, 5), word("neg", 3, 7, 0), word("mullw", 3, 4, 4));
    assertThat(cpu.xer()).isEqualTo(SO | CA);
    assertThat(cpu.cr()).isEqualTo(0x1234_5678);
  }

  @Test
  void overflowIsClearedButSummaryStays() {
    cpu.setXer(SO | OV).run(word("addo", 3, 5, 5));
    assertThat(cpu.xer()).isEqualTo(SO);
  }

  @ParameterizedTest
  @CsvSource({"0, -1, FFFFFFFF, 0", "1, -1, 0, 1", "80000000, -1, 7FFFFFFF, 1", "5, 0, 5, 0"})
  void addicSetsCarry(String a, int immediate, String result, int carry) {
    cpu.set(4, Long.parseLong(a, 16)).run(immediate("addic.", 3, 4, immediate));
    assertThat(cpu.get(3)).isEqualTo((int) Long.parseLong(result, 16));
    assertThat(cpu.xer()).isEqualTo(carry * CA);
    cpu.set(4, Long.parseLong(a, 16)).setXer(0).run(immediate("addic", 4, 4, immediate));
    assertThat(cpu.get(4)).isEqualTo((int) Long.parseLong(result, 16));
    assertThat(cpu.xer()).isEqualTo(carry * CA);
  }

  @ParameterizedTest
  @CsvSource({"0, 0, 0, 1", "1, 0, FFFFFFFF, 0", "1, -1, FFFFFFFE, 1", "FFFFFFFF, 3, 4, 0"})
  void subficSetsCarry(String a, int immediate, String result, int carry) {
    cpu.set(4, Long.parseLong(a, 16)).run(immediate("subfic", 4, 4, immediate));
    assertThat(cpu.get(4)).isEqualTo((int) Long.parseLong(result, 16));
    assertThat(cpu.xer()).isEqualTo(carry * CA);
  }

  @Test
  void multipliesHighHalves() {
    cpu.set(4, 0x8000_0000L).set(5, 0xFFFF_FFFFL);
    cpu.run(word("mulhw", 8, 4, 5), word("mulhwu.", 9, 4, 5), immediate("mulli", 10, 5, -7));
    assertThat(cpu.get(8)).isZero();
    assertThat(cpu.get(9)).isEqualTo(0x7FFF_FFFF);
    assertThat(cpu.get(10)).isEqualTo(7);
    assertThat(cpu.field(0)).isEqualTo(4);
  }

  @Test
  void longSumsAndDifferences() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 10_000; i++) {
      long x = random.nextLong() >> random.nextInt(64);
      long y = random.nextLong() >> random.nextInt(64);
      cpu.set(4, x).set(5, x >>> 32).set(6, y).set(7, y >>> 32);
      cpu.run(word("addc", 8, 4, 6), word("adde", 9, 5, 7));
      cpu.run(word("subfc", 10, 4, 6), word("subfe", 11, 5, 7));
      assertThat((long) cpu.get(9) << 32 | cpu.get(8) & 0xFFFF_FFFFL).isEqualTo(x + y);
      assertThat((long) cpu.get(11) << 32 | cpu.get(10) & 0xFFFF_FFFFL).isEqualTo(y - x);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7})
  void comparesSignedAndUnsigned(int field) {
    int bf = field << 2;
    cpu.set(4, 0xFFFF_FFFFL).set(5, 1);
    assertThat(cpu.run(word("cmp", bf, 4, 5)).field(field)).isEqualTo(8);
    assertThat(cpu.run(word("cmpl", bf, 4, 5)).field(field)).isEqualTo(4);
    assertThat(cpu.run(immediate("cmpi", bf, 4, -1)).field(field)).isEqualTo(2);
    assertThat(cpu.run(immediate("cmpli", bf, 4, -1)).field(field)).isEqualTo(4);
    cpu.setXer(SO);
    assertThat(cpu.run(immediate("cmpli", bf, 5, 0x8000)).field(field)).isEqualTo(9);
  }

  @Test
  void comparesLikeIntegers() {
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < 10_000; i++) {
      int x = random.nextInt() >> random.nextInt(32);
      int y = random.nextBoolean() ? x : random.nextInt() >> random.nextInt(32);
      cpu.set(4, x).set(5, y).run(word("cmp", 0, 4, 5), word("cmpl", 4, 4, 5));
      assertThat(cpu.field(0)).isEqualTo(relation(Integer.compare(x, y)));
      assertThat(cpu.field(1)).isEqualTo(relation(Integer.compareUnsigned(x, y)));
    }
  }

  private static int relation(int sign) {
    return sign < 0 ? 8 : sign > 0 ? 4 : 2;
  }
}
