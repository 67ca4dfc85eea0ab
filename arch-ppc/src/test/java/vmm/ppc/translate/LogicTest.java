package vmm.ppc.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static vmm.ppc.Words.immediate;
import static vmm.ppc.Words.word;

import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntBinaryOperator;
import org.junit.jupiter.api.Test;
import vmm.ppc.PpcModel;

/** Expected results are those of Book I, sections 3.3.12 and 3.3.13. */
class LogicTest {
  private static final int CA = 0x2000_0000;

  private static final Map<String, IntBinaryOperator> OPERATIONS =
      Map.ofEntries(
          Map.entry("and", (x, y) -> x & y),
          Map.entry("andc", (x, y) -> x & ~y),
          Map.entry("or", (x, y) -> x | y),
          Map.entry("orc", (x, y) -> x | ~y),
          Map.entry("xor", (x, y) -> x ^ y),
          Map.entry("nand", (x, y) -> ~(x & y)),
          Map.entry("nor", (x, y) -> ~(x | y)),
          Map.entry("eqv", (x, y) -> ~(x ^ y)),
          Map.entry("slw", (x, y) -> (y & 32) != 0 ? 0 : x << y),
          Map.entry("srw", (x, y) -> (y & 32) != 0 ? 0 : x >>> y),
          Map.entry("sraw", (x, y) -> (int) ((long) x >> (y & 63))),
          Map.entry("extsb", (x, _) -> (byte) x),
          Map.entry("extsh", (x, _) -> (short) x),
          Map.entry("cntlzw", (x, _) -> Integer.numberOfLeadingZeros(x)));

  private final TestCpu cpu = new TestCpu(PpcModel.P440EP);
  private final SplittableRandom random = new SplittableRandom(1);

  @Test
  void operatesOnRegisters() {
    OPERATIONS.forEach(
        (mnemonic, operation) -> {
          for (int i = 0; i < 2000; i++) {
            int x = random.nextInt() >> random.nextInt(32);
            int y = random.nextInt() >> random.nextInt(32);
            int expected = operation.applyAsInt(x, y);
            cpu.set(4, x).set(5, y).run(word(mnemonic + ".", 4, 3, 5));
            assertThat(cpu.get(3)).as(mnemonic).isEqualTo(expected);
            assertThat(cpu.field(0)).isEqualTo(expected < 0 ? 8 : expected > 0 ? 4 : 2);
          }
        });
  }

  @Test
  void operatesOnImmediates() {
    cpu.set(4, 0x1234_5678).setCr(0x2222_2222);
    cpu.run(immediate("ori", 4, 3, 0xF001), immediate("oris", 4, 5, 0xF001));
    cpu.run(immediate("xori", 4, 6, 0xFFFF), immediate("xoris", 4, 7, 0xFFFF));
    assertThat(cpu.get(3)).isEqualTo(0x1234_F679);
    assertThat(cpu.get(5)).isEqualTo(0xF235_5678);
    assertThat(cpu.get(6)).isEqualTo(0x1234_A987);
    assertThat(cpu.get(7)).isEqualTo(0xEDCB_5678);
    assertThat(cpu.cr()).isEqualTo(0x2222_2222);
    cpu.run(immediate("andi.", 4, 3, 0xF000), immediate("andis.", 4, 5, 0x8000));
    assertThat(cpu.get(3)).isEqualTo(0x5000);
    assertThat(cpu.get(5)).isZero();
    assertThat(cpu.field(0)).isEqualTo(2);
  }

  @Test
  void rotatesByEveryCountUnderEveryMask() {
    for (int sh = 0; sh < 32; sh++) {
      for (int mb = 0; mb < 32; mb++) {
        for (int me = 0; me < 32; me++) {
          checkRotates(sh, mb, me);
        }
      }
    }
  }

  private void checkRotates(int sh, int mb, int me) {
    int value = random.nextInt();
    int target = random.nextInt();
    int mask = mask(mb, me);
    int rotated = Integer.rotateLeft(value, sh);
    int fields = mb << 6 | me << 1;
    cpu.set(4, value).set(3, target).set(6, target).set(5, sh + 32 * random.nextInt(100));
    cpu.run(
        word("rlwimi", 4, 3, sh) | fields,
        word("rlwinm.", 4, 7, sh) | fields,
        word("rlwnm", 4, 8, 5) | fields,
        word("rlwimi.", 4, 6, sh) | fields);
    assertThat(cpu.get(3)).isEqualTo((rotated & mask) | (target & ~mask));
    assertThat(cpu.get(6)).isEqualTo(cpu.get(3));
    assertThat(cpu.get(7)).isEqualTo(rotated & mask);
    assertThat(cpu.get(8)).isEqualTo(rotated & mask);
  }

  /** Bits from mb on, around the end, to me. */
  private static int mask(int mb, int me) {
    int mask = 0;
    for (int bit = mb; ; bit = (bit + 1) % 32) {
      mask |= 0x8000_0000 >>> bit;
      if (bit == me) {
        return mask;
      }
    }
  }

  @Test
  void algebraicShiftsCarryWhatNegativesLose() {
    for (int i = 0; i < 20_000; i++) {
      int value = random.nextInt() >> random.nextInt(32) << random.nextInt(32);
      int count = random.nextInt(64);
      boolean lost = count > 31 ? value != 0 : (value & (1 << count) - 1) != 0;
      int carry = value < 0 && lost ? CA : 0;
      cpu.set(4, value).set(5, count).setXer(~carry & CA).run(word("sraw", 4, 3, 5));
      assertThat(cpu.xer()).as("%x by %d", value, count).isEqualTo(carry);
      if (count < 32) {
        cpu.setXer(~carry & CA).run(word("srawi", 4, 6, count));
        assertThat(cpu.xer()).isEqualTo(carry);
        assertThat(cpu.get(6)).isEqualTo(value >> count);
      }
    }
  }

  @Test
  void iselChoosesByAnyBitOfCr() {
    TestCpu e500 = new TestCpu(PpcModel.E500V2);
    e500.set(0, 7).set(4, 1).set(5, 2);
    for (int bit = 0; bit < 32; bit++) {
      int isel = word("isel", 3, 4, 5) | bit << 6;
      assertThat(e500.setCr(0x8000_0000 >>> bit).run(isel).get(3)).isEqualTo(1);
      assertThat(e500.setCr(~(0x8000_0000 >>> bit)).run(isel).get(3)).isEqualTo(2);
    }
    assertThat(e500.setCr(-1).run(word("isel", 3, 0, 5)).get(3)).isZero();
  }
}
