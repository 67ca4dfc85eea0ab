package vmm.ppc.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static vmm.ppc.Words.word;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vmm.ppc.PpcModel;

/** Expected results are those of the PPC440x5 User's Manual, chapter 9. */
class MacFamilyTest {
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
