package vmm.ppc.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static vmm.ppc.Words.word;

import java.math.BigInteger;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import vmm.ppc.PpcModel;

/** Expected results are those of the PPC440x5 User's Manual, chapter 9. */
class MacFamilyTest {
  private static final int SO = 0x8000_0000;
  private static final int SO_OV = 0xC000_0000;

  private final TestCpu cpu = new TestCpu(PpcModel.P440X5);

  @ParameterizedTest
  @CsvSource({
    "mulchw,   00000003, FFFE0000, 0,        FFFFFFFA, 0",
    "mulhhw,   00030000, FFFE0000, 0,        FFFFFFFA, 0",
    "mullhw,   00000003, 0000FFFE, 0,        FFFFFFFA, 0",
    "mulchwu,  00000003, FFFE0000, 0,        0002FFFA, 0",
    "macchwo,  00000003, FFFE0000, 10,       A,        0",
    "macchwo,  00007FFF, 7FFF0000, 7FFFFFFF, BFFF0000, 1",
    "macchwso, 00007FFF, 7FFF0000, 7FFFFFFF, 7FFFFFFF, 1",
    "machhwso, 80000000, 7FFF0000, 80000001, 80000000, 1",
    "maclhwuo, 0000FFFF, 0000FFFF, 2,        FFFE0003, 0",
    "maclhwuo, 0000FFFF, 0000FFFF, 00020000, 00000001, 1",
    "maclhwsuo,0000FFFF, 0000FFFF, 00020000, FFFFFFFF, 1",
    "nmacchwo, 00000003, FFFE0000, 10,       16,       0",
    "nmachhwso,80000000, 80000000, 80000000, 80000000, 1",
    "nmaclhws, 00008000, 00008000, 80000000, 80000000, 0",
  })
  void multipliesAndAccumulates(
      String mnemonic, String a, String b, String before, String result, int overflow) {
    cpu.set(3, Long.parseLong(before, 16));
    cpu.set(4, Long.parseLong(a, 16)).set(5, Long.parseLong(b, 16));
    cpu.run(word(mnemonic, 3, 4, 5));
    assertThat(cpu.get(3)).isEqualTo((int) Long.parseLong(result, 16));
    assertThat(cpu.xer()).isEqualTo(overflow == 1 ? SO_OV : 0);
  }

  static Stream<Arguments> everyForm() {
    return Stream.of("c", "h", "l")
        .flatMap(
            halves ->
                Stream.of(
                        "mul hw",
                        "mul hwu",
                        "mac hw",
                        "mac hws",
                        "mac hwu",
                        "mac hwsu",
                        "nmac hw",
                        "nmac hws")
                    .map(name -> name.replace(" ", halves)))
        .flatMap(
            mnemonic ->
                Stream.of("", ".", "o", "o.")
                    .filter(suffix -> !(mnemonic.startsWith("mul") && suffix.startsWith("o")))
                    .map(suffix -> Arguments.of(mnemonic, suffix)));
  }

  /** Every form against numbers without bounds, for random operands and those at the bounds. */
  @ParameterizedTest
  @MethodSource("everyForm")
  void agreesWithNumbersWithoutBounds(String mnemonic, String suffix) {
    SplittableRandom random = new SplittableRandom(mnemonic.hashCode());
    int word = word(mnemonic + suffix, 3, 4, 5);
    for (int i = 0; i < 200; i++) {
      int t = operand(random);
      int a = operand(random);
      int b = operand(random);
      boolean summary = random.nextBoolean();
      cpu.setXer(summary ? SO : 0).set(3, t).set(4, a).set(5, b).run(word);
      BigInteger exact = exact(mnemonic, t, a, b);
      boolean over = !fits(exact, mnemonic);
      assertThat(cpu.get(3)).as("%x %x %x", t, a, b).isEqualTo(result(exact, mnemonic, over));
      int flags = summary ? SO : 0;
      assertThat(cpu.xer()).isEqualTo(suffix.startsWith("o") && over ? SO_OV : flags);
      if (suffix.endsWith(".")) {
        int order = Integer.signum(cpu.get(3));
        int field = order < 0 ? 8 : order > 0 ? 4 : 2;
        assertThat(cpu.field(0)).isEqualTo(field | (cpu.xer() != 0 ? 1 : 0));
      }
    }
  }

  private static int operand(SplittableRandom random) {
    int[] bounds = {0, 1, -1, 0x8000, 0x7FFF, 0x8000_0000, 0x7FFF_FFFF, 0x8000_8000, 0x7FFF_7FFF};
    return random.nextBoolean() ? random.nextInt() : bounds[random.nextInt(bounds.length)];
  }

  private static BigInteger exact(String mnemonic, int t, int a, int b) {
    boolean signed = !mnemonic.endsWith("u");
    char halves = mnemonic.charAt(mnemonic.indexOf("hw") - 1);
    BigInteger left = half(halves == 'h' ? a >>> 16 : a, signed);
    BigInteger product = left.multiply(half(halves == 'l' ? b : b >>> 16, signed));
    if (mnemonic.startsWith("mul")) {
      return product;
    }
    BigInteger held = BigInteger.valueOf(signed ? t : Integer.toUnsignedLong(t));
    return mnemonic.startsWith("n") ? held.subtract(product) : held.add(product);
  }

  private static BigInteger half(int value, boolean signed) {
    return BigInteger.valueOf(signed ? (short) value : value & 0xFFFF);
  }

  private static boolean fits(BigInteger exact, String mnemonic) {
    return mnemonic.endsWith("u") ? exact.bitLength() <= 32 : exact.bitLength() <= 31;
  }

  private static int result(BigInteger exact, String mnemonic, boolean over) {
    if (!over || !mnemonic.substring(mnemonic.indexOf("hw")).contains("s")) {
      return exact.intValue();
    }
    int limit = exact.signum() < 0 ? Integer.MIN_VALUE : Integer.MAX_VALUE;
    return mnemonic.endsWith("u") ? -1 : limit;
  }

  @Test
  void records() {
    cpu.set(4, 3).set(5, 0xFFFE_0000L).run(word("mulchw.", 3, 4, 5));
    assertThat(cpu.field(0)).isEqualTo(8);
  }

  @ParameterizedTest
  @CsvSource({
    "00112233, 44556677, 1, 4",
    "11223300, 44556677, 4, 4",
    "11223344, 00556677, 5, 8",
    "11223344, 55667700, 8, 8",
    "11223344, 55667788, 8, 2",
  })
  void findsTheLeftmostZeroByte(String high, String low, int count, int field) {
    cpu.set(4, Long.parseLong(high, 16)).set(5, Long.parseLong(low, 16));
    cpu.run(word("dlmzb.", 4, 3, 5));
    assertThat(cpu.get(3)).isEqualTo(count);
    assertThat(cpu.xer()).isEqualTo(count);
    assertThat(cpu.field(0)).isEqualTo(field);
  }
}
