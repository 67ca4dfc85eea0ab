package vmm.ppc.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static vmm.ppc.PpcRegisters.R0;
import static vmm.ppc.PpcRegisters.R0_HIGH;
import static vmm.ppc.PpcRegisters.SPEFSCR;
import static vmm.ppc.Words.word;

import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vmm.ppc.InterruptType;
import vmm.ppc.Msr;
import vmm.ppc.PpcFault;
import vmm.ppc.PpcModel;

/** Expected results are those of the SPE Programming Environments Manual, chapter 5. */
class EmbeddedFloatTest {
  private static final int RANDOM_CASES = 3_000;

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
    return cpu.slots[R0_HIGH + register] << 32 | cpu.get(register) & 0xFFFF_FFFFL;
  }

  private int status() {
    return (int) cpu.slots[SPEFSCR];
  }

  @Test
  void roundsToTheNearestAsJavaDoes() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < RANDOM_CASES; i++) {
      float x = Float.intBitsToFloat((random.nextInt() & 0x8FFF_FFFF) + 0x3A00_0000);
      float y = Float.intBitsToFloat((random.nextInt() & 0x8FFF_FFFF) + 0x3A00_0000);
      assertThat(single("efsadd", x, y)).isEqualTo(x + y);
      assertThat(single("efssub", x, y)).isEqualTo(x - y);
      assertThat(single("efsmul", x, y)).isEqualTo(x * y);
      assertThat(single("efsdiv", x, y)).isEqualTo(x / y);
    }
  }

  private float single(String mnemonic, float x, float y) {
    cpu.set(4, Float.floatToRawIntBits(x)).set(5, Float.floatToRawIntBits(y));
    return Float.intBitsToFloat(cpu.run(word(mnemonic, 3, 4, 5)).get(3));
  }

  @Test
  void roundsDoublesAsJavaDoes() {
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < RANDOM_CASES; i++) {
      double x = Math.scalb(random.nextDouble() - 0.5, random.nextInt(100) - 50);
      double y = Math.scalb(random.nextDouble() - 0.5, random.nextInt(100) - 50);
      assertThat(twice("efdadd", x, y)).isEqualTo(x + y);
      assertThat(twice("efdsub", x, y)).isEqualTo(x - y);
      assertThat(twice("efdmul", x, y)).isEqualTo(x * y);
      assertThat(twice("efddiv", x, y)).isEqualTo(x / y);
    }
  }

  private double twice(String mnemonic, double x, double y) {
    set(4, Double.doubleToRawLongBits(x));
    set(5, Double.doubleToRawLongBits(y));
    cpu.run(word(mnemonic, 3, 4, 5));
    return Double.longBitsToDouble(get(3));
  }

  @ParameterizedTest
  @CsvSource({
    // One third is between 3EAAAAAA and 3EAAAAAB.
    "efsdiv, 3F800000, 40400000, 0, 3EAAAAAB, 203000",
        "efsdiv, 3F800000, 40400000, 1, 3EAAAAAA, 203000",
    "efsdiv, 3F800000, 40400000, 2, 3EAAAAAB, 203000",
        "efsdiv, 3F800000, 40400000, 3, 3EAAAAAA, 203000",
    "efsdiv, BF800000, 40400000, 2, BEAAAAAA, 203000",
        "efsdiv, BF800000, 40400000, 3, BEAAAAAB, 203000",
    // Half of the last place: to the even one.
    "efsadd, 3F800000, 33800000, 0, 3F800000, 202000",
        "efsadd, 3F800001, 33800000, 0, 3F800002, 202000",
    "efsadd, 3F800000, BF800000, 0, 00000000, 0", "efsadd, 3F800000, BF800000, 3, 80000000, 0",
    "efsadd, 7F800000, 3F800000, 0, 7F7FFFFF, 100800",
        "efsadd, 3F800000, FFC00000, 0, FF7FFFFF, 100800",
    "efsadd, 00000001, 3F800000, 0, 3F800000, 100800",
        "efsadd, 7F7FFFFF, 7F7FFFFF, 0, 7F7FFFFF, 220100",
    "efsmul, 00800000, 3F000000, 0, 00000000, 240200",
        "efsmul, 80800000, 3F000000, 0, 80000000, 240200",
    "efsmul, 7F800000, 00000000, 0, 00000000, 100800",
        "efsdiv, 3F800000, 80000000, 0, FF7FFFFF, 80400",
    "efsdiv, 00000000, 00000000, 0, 7F7FFFFF, 100800",
        "efsdiv, 3F800000, 7F800000, 0, 00000000, 100800",
  })
  void edges(String mnemonic, String a, String b, int mode, String result, String spefscr) {
    cpu.set(4, Long.parseLong(a, 16)).set(5, Long.parseLong(b, 16)).slots[SPEFSCR] = mode;
    cpu.run(word(mnemonic, 3, 4, 5));
    assertThat(Integer.toHexString(cpu.get(3)))
        .isEqualTo(Integer.toHexString((int) Long.parseLong(result, 16)));
    assertThat(Integer.toHexString(status() & ~3)).isEqualToIgnoringCase(spefscr);
  }

  @ParameterizedTest
  @CsvSource({
    "efscfui, FFFFFFFF, 4F800000", "efscfsi, FFFFFFFF, BF800000", "efscfuf, 80000000, 3F000000",
    "efscfsf, 80000000, BF800000", "efsctui, 40200000, 2", "efsctuiz,402F0000, 2",
    "efsctsi, C0600000, FFFFFFFC", "efsctsiz,C0600000, FFFFFFFD", "efsctuf, 3F000000, 80000000",
    "efsctsf, BF000000, C0000000", "efsctsi, 7F800000, 7FFFFFFF", "efsctui, BF800000, 0",
    "efsctsi, FFC00000, 0", "efsctui, 4F800000, FFFFFFFF", "efsctsi, CF000000, 80000000",
    "efsabs,  0,        0",
  })
  void converts(String mnemonic, String operand, String result) {
    cpu.set(5, Long.parseLong(operand, 16)).run(word(mnemonic, 3, 0, 5));
    assertThat(cpu.get(3)).isEqualTo((int) Long.parseLong(result, 16));
  }

  @Test
  void convertsDoubles() {
    set(4, 0xDEAD_BEEF_FFFF_FFFEL);
    cpu.run(word("efdcfsi", 5, 0, 4), word("efscfd", 6, 0, 5), word("efdcfs", 7, 0, 6));
    assertThat(get(5)).isEqualTo(Double.doubleToRawLongBits(-2));
    assertThat(cpu.get(6)).isEqualTo(Float.floatToRawIntBits(-2));
    assertThat(get(7)).isEqualTo(get(5));
    set(8, 0x1234_5678_0000_0000L);
    cpu.run(word("efdctsi", 8, 0, 5));
    assertThat(get(8)).isEqualTo(0x1234_5678_FFFF_FFFEL);
  }

  /** Fractions of 32 bits: unsigned below 1, signed from -1 on; what does not fit saturates. */
  @ParameterizedTest
  @CsvSource({
    "efdcfuf,  00000000C0000000, 3FE8000000000000",
    "efdcfsf,  00000000C0000000, BFE0000000000000",
    "efdctuf,  3FE8000000000000, 55555555C0000000",
    "efdctuf,  4000000000000000, 55555555FFFFFFFF",
    "efdctsf,  BFE0000000000000, 55555555C0000000",
    "efdctsf,  C000000000000000, 5555555580000000",
    "evfscfuf, 80000000C0000000, 3F0000003F400000",
    "evfscfsf, 80000000C0000000, BF800000BF000000",
    "evfsctuf, 3F00000040000000, 80000000FFFFFFFF",
    "evfsctsf, BF0000003F000000, C000000040000000",
  })
  void convertsFractions(String mnemonic, String operand, String result) {
    set(3, 0x5555_5555_5555_5555L);
    set(5, Long.parseUnsignedLong(operand, 16));
    cpu.run(word(mnemonic, 3, 0, 5));
    assertThat(get(3)).isEqualTo(Long.parseUnsignedLong(result, 16));
  }

  @Test
  void worksOnBothHalves() {
    set(4, 0x3F80_0000_4000_0000L);
    set(5, 0x3F80_0000_0000_0000L);
    cpu.run(word("evfsdiv", 3, 4, 5), word("evfsneg", 6, 4, 0), word("evfscfsi", 7, 0, 5));
    assertThat(get(3)).isEqualTo(0x3F80_0000_7F7F_FFFFL);
    assertThat(get(6)).isEqualTo(0xBF80_0000_C000_0000L);
    cpu.run(word("evfscmpgt", 4, 4, 5), word("efdneg", 8, 4, 0), word("efdnabs", 9, 8, 0));
    assertThat(cpu.field(1)).isEqualTo(6);
    assertThat(get(8)).isEqualTo(0xBF80_0000_4000_0000L);
    assertThat(get(9)).isEqualTo(get(8));
  }

  @ParameterizedTest
  @CsvSource({"gt, 0, 4, 0", "lt, 4, 0, 0", "eq, 0, 0, 4"})
  void compares(String relation, int less, int more, int equal) {
    assertCompare("efscmp" + relation, 0xBF80_0000L, 0x3F80_0000L, less);
    assertCompare("efstst" + relation, 0x4000_0000L, 0x3F80_0000L, more);
    assertCompare("efscmp" + relation, 0x8000_0000L, 0, equal);
    assertThat(status()).isZero();
    assertCompare("efstst" + relation, 0x7FC0_0000L, 0x3F80_0000L, more);
    assertThat(status()).isZero();
    assertCompare("efscmp" + relation, 0x7FC0_0000L, 0x3F80_0000L, more);
    assertThat(status()).isEqualTo(0x10_0800);
  }

  private void assertCompare(String mnemonic, long a, long b, int field) {
    cpu.set(4, a).set(5, b).run(word(mnemonic, 2 << 2, 4, 5));
    assertThat(cpu.field(2)).as(mnemonic).isEqualTo(field);
  }

  @Test
  void dataInterruptsLeaveTheTarget() {
    cpu.set(3, 7).set(4, 0x3F80_0000).set(5, 0).slots[SPEFSCR] = 1 << 4;
    PpcFault fault = catchThrowableOfType(PpcFault.class, () -> cpu.run(word("efsdiv", 3, 4, 5)));
    assertThat(fault.type()).isEqualTo(InterruptType.SPE_DATA);
    assertThat(fault.esr()).isEqualTo(PpcFault.ESR_SPV);
    assertThat(cpu.get(3)).isEqualTo(7);
    assertThat(status()).isEqualTo(1 << 4 | 0x8_0400);
  }

  @Test
  void roundInterruptsFollowTheTruncatedResult() {
    cpu.set(4, 0x3F80_0000).set(5, 0x4040_0000).slots[SPEFSCR] = 1 << 6;
    PpcFault fault = catchThrowableOfType(PpcFault.class, () -> cpu.run(word("efsdiv", 3, 4, 5)));
    assertThat(fault.type()).isEqualTo(InterruptType.SPE_ROUND);
    assertThat(fault.isAfter()).isTrue();
    assertThat(cpu.get(3)).isEqualTo(0x3EAA_AAAA);
  }

  @Test
  void onlySinglesInTheLowerHalfNeedNoPermission() {
    cpu.setMsr(0).set(4, 0x3F80_0000).run(word("efsadd", 3, 4, 4), word("efscmpeq", 0, 4, 4));
    assertThat(cpu.get(3)).isEqualTo(0x4000_0000);
    for (String mnemonic : new String[] {"evfsadd", "efdadd", "efdabs", "efdcmpgt", "efscfd"}) {
      assertThat(StorageTest.fault(cpu, word(mnemonic, 3, 4, 5)).type())
          .isEqualTo(InterruptType.SPE_UNAVAILABLE);
    }
  }
}
