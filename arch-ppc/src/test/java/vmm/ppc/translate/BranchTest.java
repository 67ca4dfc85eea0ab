package vmm.ppc.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static vmm.ppc.PpcRegisters.CTR;
import static vmm.ppc.PpcRegisters.LR;
import static vmm.ppc.PpcRegisters.PC;
import static vmm.ppc.Words.immediate;
import static vmm.ppc.Words.word;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vmm.ppc.PpcFault;
import vmm.ppc.PpcModel;

/** Branches (Book I, section 2.4). */
class BranchTest {
  private static final long START = TestCpu.START;
  private static final int LINK = 1;
  private static final int ABSOLUTE = 2;

  private final TestCpu cpu = new TestCpu(PpcModel.P440EP);

  @Test
  void branchesForwardAndBackward() {
    assertThat(at(word("b", 0, 0, 0) | 0x1FF_FFFC)).isEqualTo(START + 0x1FF_FFFC);
    assertThat(at(word("b", 0, 0, 0) | 0x3FF_FFFC)).isEqualTo(START - 4);
    assertThat(at(word("b", 0, 0, 0) | 0x3FF_FFFC | ABSOLUTE)).isEqualTo(0xFFFF_FFFCL);
    assertThat(cpu.slots[LR]).isZero();
    assertThat(at(word("b", 0, 0, 0) | 0x100 | LINK)).isEqualTo(START + 0x100);
    assertThat(cpu.slots[LR]).isEqualTo(START + 4);
  }

  @Test
  void addressesWrapAround() {
    cpu.slots[PC] = 0xFFFF_FFF0L;
    assertThat(cpu.run(word("b", 0, 0, 0) | 0x20).slots[PC]).isEqualTo(0x10);
    cpu.slots[PC] = 0xFFFF_FFFCL;
    assertThat(cpu.run(immediate("ori", 0, 0, 0)).slots[PC]).isZero();
  }

  private long at(int word) {
    cpu.slots[PC] = START;
    return cpu.run(word).slots[PC];
  }

  @Test
  void everyBoAndBi() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 20_000; i++) {
      int bo = random.nextInt(32);
      int bi = random.nextInt(32);
      int cr = random.nextInt();
      long ctr = random.nextBoolean() ? 1 : random.nextInt() & 0xFFFF_FFFFL;
      boolean taken = taken(bo, bi, cr, ctr);
      cpu.setCr(cr).slots[CTR] = ctr;
      assertThat(at(immediate("bc", bo, bi, -0x100 | LINK)))
          .isEqualTo(taken ? START - 0x100 : START + 4);
      assertThat(cpu.slots[CTR]).isEqualTo(after(bo, ctr));
      assertThat(cpu.slots[LR]).isEqualTo(START + 4);
      cpu.slots[CTR] = ctr;
      cpu.slots[LR] = 0x4567;
      assertThat(at(word("bclr", bo, bi, 0) | LINK)).isEqualTo(taken ? 0x4564 : START + 4);
      assertThat(cpu.slots[CTR]).isEqualTo(after(bo, ctr));
      assertThat(cpu.slots[LR]).isEqualTo(START + 4);
    }
  }

  private static boolean taken(int bo, int bi, int cr, long ctr) {
    boolean bit = (cr & 0x8000_0000 >>> bi) != 0;
    boolean counted = (bo & 4) != 0 || ((int) ctr - 1 != 0) == ((bo & 2) == 0);
    return counted && ((bo & 16) != 0 || bit == ((bo & 8) != 0));
  }

  private static long after(int bo, long ctr) {
    return (bo & 4) != 0 ? ctr : ctr - 1 & 0xFFFF_FFFFL;
  }

  @Test
  void branchesToTheCountRegister() {
    cpu.slots[CTR] = 0x8003;
    assertThat(at(word("bcctr", 20, 0, 0) | LINK)).isEqualTo(0x8000);
    assertThat(cpu.slots[LR]).isEqualTo(START + 4);
    cpu.setCr(0);
    assertThat(at(word("bcctr", 12, 2, 0))).isEqualTo(START + 4);
    assertThatThrownBy(() -> cpu.run(word("bcctr", 0, 0, 0))).isInstanceOf(PpcFault.class);
  }

  /** A field that the block itself has set is asked in another way than one it found. */
  @ParameterizedTest
  @ValueSource(strings = {"cmp", "cmpl"})
  void branchesOnCompares(String mnemonic) {
    SplittableRandom random = new SplittableRandom(3);
    TestCpu apart = new TestCpu(PpcModel.P440EP);
    for (int i = 0; i < 20_000; i++) {
      int x = random.nextInt() >> random.nextInt(32);
      int y = random.nextBoolean() ? x : random.nextInt() >> random.nextInt(32);
      int field = random.nextInt(8);
      int bc = immediate("bc", random.nextBoolean() ? 12 : 4, random.nextInt(32), 0x80);
      int copy = word("mcrf", random.nextInt(8) << 2, random.nextInt(8) << 2, 0);
      int[] program = {word(mnemonic, field << 2, 4, 5), copy, bc};
      cpu.set(4, x).set(5, y).setCr(random.nextInt()).setXer(random.nextInt());
      System.arraycopy(cpu.slots, 0, apart.slots, 0, cpu.slots.length);
      apart.slots[PC] = START;
      apart.runApart(program);
      cpu.slots[PC] = START;
      cpu.run(program);
      assertThat(cpu.slots).isEqualTo(apart.slots);
    }
  }

  @Test
  void recordFormsDecideBranches() {
    int[] program = {word("add.", 3, 4, 5), immediate("bc", 12, 0, 0x40)};
    assertThat(cpu.set(4, 1).set(5, -2).run(program).slots[PC]).isEqualTo(START + 0x44);
    assertThat(cpu.set(4, 2).set(5, -2).run(program).slots[PC]).isEqualTo(START + 0x4C);
  }
}
