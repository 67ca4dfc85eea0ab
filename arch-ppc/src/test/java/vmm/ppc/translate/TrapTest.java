package vmm.ppc.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static vmm.ppc.Words.immediate;
import static vmm.ppc.Words.word;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import vmm.ppc.InterruptType;
import vmm.ppc.PpcFault;
import vmm.ppc.PpcModel;

/** tw and twi (Book I, section 3.3.11). */
class TrapTest {
  private final TestCpu cpu = new TestCpu(PpcModel.P440EP);

  @Test
  void trapsAsToSays() {
    SplittableRandom random = new SplittableRandom(1);
    int traps = 0;
    for (int i = 0; i < 20_000; i++) {
      int x = random.nextInt() >> random.nextInt(32);
      int y = random.nextBoolean() ? x : random.nextInt() >> random.nextInt(32);
      int to = random.nextInt(32);
      boolean expected =
          ((to & 16) != 0 && x < y)
              || ((to & 8) != 0 && x > y)
              || ((to & 4) != 0 && x == y)
              || ((to & 2) != 0 && Integer.compareUnsigned(x, y) < 0)
              || ((to & 1) != 0 && Integer.compareUnsigned(x, y) > 0);
      cpu.set(4, x).set(5, y);
      assertThat(traps(word("tw", to, 4, 5))).isEqualTo(expected);
      traps += expected ? 1 : 0;
    }
    assertThat(traps).isBetween(5_000, 19_000);
  }

  @Test
  void comparesWithAnImmediate() {
    cpu.set(4, 0xFFFF_8000L);
    assertThat(traps(immediate("twi", 4, 4, 0x8000))).isTrue();
    assertThat(traps(immediate("twi", 2, 4, 0x8001))).isTrue();
    assertThat(traps(immediate("twi", 24, 4, 0x8000))).isFalse();
    assertThat(traps(immediate("twi", 31, 0, 0))).isTrue();
  }

  private boolean traps(int word) {
    try {
      cpu.run(word);
      return false;
    } catch (PpcFault fault) {
      assertThat(fault.type()).isEqualTo(InterruptType.PROGRAM);
      assertThat(fault.esr()).isEqualTo(PpcFault.ESR_PTR);
      return true;
    }
  }
}
