package vmm.ppc.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static vmm.ppc.PpcRegisters.ACC;
import static vmm.ppc.PpcRegisters.R0;
import static vmm.ppc.PpcRegisters.R0_HIGH;
import static vmm.ppc.PpcRegisters.SPEFSCR;
import static vmm.ppc.Words.word;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import vmm.ppc.Msr;
import vmm.ppc.PpcModel;
import vmm.ppc.decode.Decoder;
import vmm.ppc.decode.Row;

/** Fixed results are those of the SPE Programming Environments Manual, chapter 5. */
class SpeProductsTest {
  private static final long OVH = 1L << 30;
  private static final long SOVH = 1L << 31;
  private static final long OV = 1L << 14;
  private static final long SOV = 1L << 15;
  private static final int CASES = 300;
  private static final long[] LIMITS = {0x8000_0000L, 0x7FFF_FFFFL, 0xFFFF_FFFFL, 0, 0x1_0001L};

  private final TestCpu cpu = new TestCpu(PpcModel.E500V2);

  @BeforeEach
  void available() {
    cpu.setMsr(Msr.SPV);
  }

  private void set(int register, long value) {
    cpu.slots[R0 + register] = value & 0xFFFF_FFFFL;
    cpu.slots[R0_HIGH + register] = value >>> 32;
  }

  private long get(int register) {
    assertThat(cpu.slots[R0_HIGH + register] >>> 32).isZero();
    return cpu.slots[R0_HIGH + register] << 32 | cpu.get(register) & 0xFFFF_FFFFL;
  }

  private void run(String mnemonic, long acc, long a, long b) {
    set(4, a);
    set(5, b);
    cpu.slots[ACC] = acc;
    cpu.slots[SPEFSCR] = OVH | OV | 5;
    cpu.run(word(mnemonic, 3, 4, 5));
  }

  @ParameterizedTest
  @CsvSource({
    "evmhessf,   8000123440000000, 8000000040000000, 7FFFFFFF20000000, C0000005",
    "evmhosmf,   1234800056784000, 0000800000004000, 8000000020000000, 40004005",
    "evmheumi,   FFFF000000020000, FFFF000000030000, FFFE000100000006, 40004005",
    "evmwhssf,   8000000040000000, 8000000040000000, 7FFFFFFF20000000, C0000005",
    "evmwssf,    0000000080000000, 0000000080000000, 7FFFFFFFFFFFFFFF, 0000C005",
    "evmwlumi,   0001000000000002, 0001000000000003, 0000000000000006, 40004005",
    "evdivws,    8000000000000007, FFFFFFFF00000000, 7FFFFFFF7FFFFFFF, C000C005",
    "evdivws,    FFFFFFF900000007, 00000002FFFFFFFE, FFFFFFFDFFFFFFFD, 00000005",
    "evdivws,    FFFFFFF900000007, 0000000000000002, 8000000000000003, C0000005",
    "evdivwu,    FFFFFFF900000007, 0000000200000000, 7FFFFFFCFFFFFFFF, 0000C005",
  })
  void products(String mnemonic, String a, String b, String result, String status) {
    run(mnemonic, 0x1_0000_0001L, hex(a), hex(b));
    assertThat(get(3)).isEqualTo(hex(result));
    assertThat(cpu.slots[SPEFSCR]).isEqualTo(hex(status));
    assertThat(cpu.slots[ACC]).isEqualTo(0x1_0000_0001L);
  }

  @ParameterizedTest
  @CsvSource({
    "evaddssiaaw,  7FFFFFFF80000000, 00000001FFFFFFFF, 7FFFFFFF80000000, C000C005",
    "evaddusiaaw,  FFFFFFFF00000001, 0000000100000001, FFFFFFFF00000002, C0000005",
    "evaddumiaaw,  FFFFFFFF00000001, 0000000100000001, 0000000000000002, 40004005",
    "evsubfssiaaw, 8000000000000001, 0000000100000002, 80000000FFFFFFFF, C0000005",
    "evsubfusiaaw, 0000000000000005, 0000000100000002, 0000000000000003, C0000005",
    "evsubfsmiaaw, 0000000000000005, 0000000100000002, FFFFFFFF00000003, 40004005",
    "evaddsmiaaw,  7FFFFFFF80000000, 00000001FFFFFFFF, 800000007FFFFFFF, 40004005",
    "evsubfumiaaw, 0000000000000005, 0000000100000006, FFFFFFFFFFFFFFFF, 40004005",
  })
  void sums(String mnemonic, String acc, String a, String result, String status) {
    run(mnemonic, hex(acc), hex(a), 0x5555_5555_5555_5555L);
    assertThat(get(3)).isEqualTo(hex(result));
    assertThat(cpu.slots[SPEFSCR]).isEqualTo(hex(status));
    assertThat(cpu.slots[ACC]).isEqualTo(hex(result));
  }

  private static long hex(String digits) {
    return Long.parseUnsignedLong(digits, 16);
  }

  /** What overflowed once stays known. */
  @Test
  void summariesStay() {
    set(4, 1);
    cpu.run(word("evdivwu", 3, 4, 6), word("evdivwu", 3, 4, 4));
    assertThat(cpu.slots[SPEFSCR] & (OV | SOV)).isEqualTo(SOV);
    assertThat(cpu.slots[SPEFSCR] & (OVH | SOVH)).isEqualTo(OVH | SOVH);
  }

  static Stream<String> multiplications() {
    return Decoder.rows().stream()
        .map(Row::mnemonic)
        .filter(m -> m.matches("evm[hw].*") && !m.startsWith("evmr"));
  }

  /** All that multiply do what their names say. */
  @ParameterizedTest
  @MethodSource("multiplications")
  void random(String mnemonic) {
    var random = new Random(mnemonic.hashCode());
    int overflows = 0;
    for (int i = 0; i < CASES; i++) {
      long acc = operand(random);
      long a = operand(random);
      long b = operand(random);
      run(mnemonic, acc, a, b);
      var expected = new SpeReference(mnemonic, acc, a, b);
      assertThat(get(3))
          .as("%s %x %x %x", mnemonic, acc, a, b)
          .isEqualTo(expected.result.longValue());
      assertThat(cpu.slots[ACC]).isEqualTo(expected.accumulates() ? get(3) : acc);
      assertThat(cpu.slots[SPEFSCR])
          .as("%s %x %x %x", mnemonic, acc, a, b)
          .isEqualTo(status(mnemonic, expected));
      overflows += expected.highOverflow || expected.lowOverflow ? 1 : 0;
    }
    assertThat(overflows > 0).isEqualTo(touchesStatus(mnemonic));
  }

  private static boolean touchesStatus(String mnemonic) {
    return mnemonic.matches("evm(h[eo]|w[hl]?)[us]s.*");
  }

  private static long status(String mnemonic, SpeReference expected) {
    if (!touchesStatus(mnemonic)) {
      return OVH | OV | 5;
    }
    return (expected.highOverflow ? OVH | SOVH : 0) | (expected.lowOverflow ? OV | SOV : 0) | 5;
  }

  /** Two words: random ones, and often those at which something changes. */
  private static long operand(Random random) {
    return half(random) << 32 | half(random);
  }

  private static long half(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextInt() & 0xFFFF_FFFFL;
      case 1 -> LIMITS[random.nextInt(LIMITS.length)];
      default ->
          (LIMITS[random.nextInt(LIMITS.length)] & 0xFFFF_0000L)
              | LIMITS[random.nextInt(LIMITS.length)] >>> 16;
    };
  }
}
