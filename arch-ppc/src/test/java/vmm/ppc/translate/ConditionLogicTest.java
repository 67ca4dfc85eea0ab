package vmm.ppc.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static vmm.ppc.Words.word;

import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntBinaryOperator;
import org.junit.jupiter.api.Test;
import vmm.ppc.PpcModel;

/** Instructions on the condition register (Book I, sections 2.5 and 3.3.17). */
class ConditionLogicTest {
  private static final Map<String, IntBinaryOperator> OPERATIONS =
      Map.of(
          "crand", (x, y) -> x & y,
          "crandc", (x, y) -> x & (y ^ 1),
          "cror", (x, y) -> x | y,
          "crorc", (x, y) -> x | (y ^ 1),
          "crxor", (x, y) -> x ^ y,
          "creqv", (x, y) -> x ^ y ^ 1,
          "crnand", (x, y) -> (x & y) ^ 1,
          "crnor", (x, y) -> (x | y) ^ 1);

  private final TestCpu cpu = new TestCpu(PpcModel.P440EP);
  private final SplittableRandom random = new SplittableRandom(1);

  @Test
  void operatesOnAllBits() {
    OPERATIONS.forEach(
        (mnemonic, operation) -> {
          for (int i = 0; i < 5000; i++) {
            int cr = random.nextInt();
            int bt = random.nextInt(32);
            int ba = random.nextInt(32);
            int bb = random.nextInt(32);
            int bit = operation.applyAsInt(bit(cr, ba), bit(cr, bb));
            int expected = (cr & ~(1 << 31 - bt)) | bit << 31 - bt;
            assertThat(cpu.setCr(cr).run(word(mnemonic, bt, ba, bb)).cr()).isEqualTo(expected);
          }
        });
  }

  private static int bit(int cr, int number) {
    return cr >>> 31 - number & 1;
  }

  @Test
  void mtcrfAndMfcrMoveFields() {
    for (int i = 0; i < 5000; i++) {
      int cr = random.nextInt();
      int value = random.nextInt();
      int fxm = random.nextInt(256);
      int mask = 0;
      for (int n = 0; n < 8; n++) {
        mask |= (fxm & 0x80 >> n) != 0 ? 0xF000_0000 >>> 4 * n : 0;
      }
      cpu.setCr(cr).set(4, value);
      cpu.run(word("mtcrf", 4, 0, 0) | fxm << 12, word("mfcr", 5, 0, 0));
      assertThat(cpu.get(5)).isEqualTo((value & mask) | (cr & ~mask));
    }
  }

  @Test
  void mcrfCopies() {
    cpu.setCr(0x1234_5678).run(word("mcrf", 0, 7 << 2, 0), word("mcrf", 6 << 2, 1 << 2, 0));
    assertThat(cpu.cr()).isEqualTo(0x8234_5628);
  }

  @Test
  void mcrxrMovesAndClears() {
    cpu.setXer(0xE000_0015).setCr(-1).run(word("mcrxr", 3 << 2, 0, 0));
    assertThat(cpu.cr()).isEqualTo(0xFFFE_FFFF);
    assertThat(cpu.xer()).isEqualTo(0x15);
  }
}
