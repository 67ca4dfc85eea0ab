package vmm.ppc.translate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import vmm.ppc.Msr;
import vmm.ppc.PpcFault;
import vmm.ppc.PpcModel;
import vmm.ppc.PpcRegisters;
import vmm.ppc.decode.Decoder;
import vmm.ppc.decode.Row;

/** No word, in no state, may raise anything but what the architecture prescribes. */
class RandomWordsTest {
  private static final int WORDS = 1_000_000;
  private static final long[] MODES = {
    0, Msr.PR, Msr.FP | Msr.SPV, Msr.FP | Msr.SPV | Msr.PR, Msr.FP | Msr.SPV | Msr.DE
  };

  @ParameterizedTest
  @EnumSource
  void randomWordsEndInAFaultOrGoOn(PpcModel model) {
    SplittableRandom random = new SplittableRandom(model.version());
    TestCpu cpu = new TestCpu(model);
    List<Row> rows = Decoder.rows();
    int faults = 0;
    for (int i = 0; i < WORDS; i++) {
      int word = random.nextInt();
      if (random.nextBoolean()) {
        Row row = rows.get(random.nextInt(rows.size()));
        word = row.value() | (word & ~row.mask());
      }
      scramble(cpu, random);
      faults += run(cpu, word);
      cpu.calls.clear();
    }
    assertThat(faults).isBetween(WORDS / 10, WORDS * 9 / 10);
  }

  private static int run(TestCpu cpu, int word) {
    try {
      cpu.run(word);
      return 0;
    } catch (PpcFault fault) {
      return 1;
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError("word " + Integer.toHexString(word), e);
    }
  }

  private static void scramble(TestCpu cpu, SplittableRandom random) {
    cpu.set(random.nextInt(32), random.nextLong() & 0xFFFF);
    cpu.set(random.nextInt(32), random.nextLong());
    cpu.slots[PpcRegisters.F0 + random.nextInt(32)] = random.nextLong();
    cpu.slots[PpcRegisters.PC] = random.nextInt() & 0xFFFF_FFFCL;
    cpu.slots[PpcRegisters.DBCR0] = random.nextInt() & 0xFFFF_FFFFL;
    cpu.setMsr(MODES[random.nextInt(MODES.length)]);
    cpu.setXer(random.nextInt());
  }
}
