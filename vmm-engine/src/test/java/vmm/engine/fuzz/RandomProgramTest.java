package vmm.engine.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.LongBinaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import vmm.api.cpu.Processor;
import vmm.api.cpu.Translator;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.Rights;
import vmm.api.trap.Trap;
import vmm.api.trap.TrapReply;
import vmm.engine.SimulatedProcessor;
import vmm.engine.toy.Engine;
import vmm.engine.toy.ToyCore;
import vmm.engine.toy.ToyRegisters;
import vmm.fixtures.TestMemory;

/** Every slot, every byte and every device access as the slow evaluator has them. */
class RandomProgramTest {
  private static final long MEMORY = 1 << 20;
  private static final long ROOT = 0x80000;

  private static final class RandomCore extends ToyCore {
    private final long seed;

    RandomCore(TestMemory memory, long seed) {
      super(memory);
      this.seed = seed;
    }

    @Override
    public Translator newTranslator() {
      return new RandomTranslator(seed);
    }
  }

  /** Answers with numbers that depend on how many accesses came before. */
  private static final class Device implements LongBinaryOperator {
    final List<String> log = new ArrayList<>();

    @Override
    public long applyAsLong(long hpa, long size) {
      log.add(Long.toHexString(hpa) + "/" + size);
      return log.size() * 0x9E3779B97F4A7C15L;
    }

    TrapReply onTrap(Trap trap) {
      if (trap instanceof Trap.MemoryMappedAccess mmio) {
        int size = mmio.access().size();
        boolean store = mmio.access().type() == AccessType.WRITE;
        return new TrapReply.Completed(applyAsLong(mmio.gpa(), store ? -size : size));
      }
      throw new IllegalStateException(trap.toString());
    }
  }

  private static void layOut(TestMemory memory, long seed) {
    Random random = new Random(seed);
    for (long gva = RandomTranslator.CODE_FROM; gva < RandomTranslator.CODE_TO; gva += 0x1000) {
      map(memory, gva, gva, Rights.ALL);
    }
    for (int i = 0; i < RandomTranslator.DATA_PAGES; i++) {
      long gva = RandomTranslator.DATA_FROM + 0x1000L * i;
      switch (random.nextInt(8)) {
        case 0 -> map(memory, gva, gva, Rights.SR);
        case 1 -> map(memory, gva, MEMORY + gva, Rights.ALL);
        case 2 -> map(memory, gva, 0, Rights.NONE);
        case 3 -> map(memory, gva, RandomTranslator.DATA_FROM, Rights.ALL);
        default -> map(memory, gva, gva, Rights.ALL);
      }
    }
    for (long hpa = RandomTranslator.DATA_FROM; hpa < ROOT; hpa += 8) {
      memory.write(hpa, 8, random.nextLong());
    }
  }

  private static void map(TestMemory memory, long gva, long hpa, int rights) {
    memory.write(ROOT + 4 * (gva >>> 12), 4, hpa | rights);
  }

  private static void start(long[] slots, long seed) {
    Random random = new Random(seed);
    slots[ToyRegisters.ROOT] = ROOT;
    slots[ToyRegisters.VECTOR] = RandomTranslator.CODE_FROM + 0x40;
    slots[ToyRegisters.PC] = RandomTranslator.CODE_FROM;
    for (int i = 0; i < 8; i++) {
      slots[ToyRegisters.R0 + i] = random.nextLong() & 0xFFFF_FFFFL;
    }
  }

  private int faults;
  private int deviceAccesses;
  private long compiled;

  @ParameterizedTest
  @EnumSource
  void theEngineDoesWhatTheEvaluatorDoes(Engine engine) {
    int seeds = engine == Engine.INTERPRETER ? 150 : 50;
    for (long seed = 1; seed <= seeds; seed++) {
      compare(engine, seed, 2000);
    }
    assertThat(faults).isGreaterThan(70 * seeds);
    assertThat(deviceAccesses).isGreaterThan(70 * seeds);
    switch (engine) {
      case INTERPRETER -> assertThat(compiled).isZero();
      case EVERYTHING -> assertThat(compiled).isGreaterThan(700L * seeds);
      case LOOPS -> assertThat(compiled).isGreaterThan(100L * seeds);
      // How much depends on how soon the other thread gets a processor.
      case BACKGROUND -> assertThat(compiled).isPositive();
    }
  }

  private void compare(Engine engine, long seed, int instructions) {
    var referenceMemory = new TestMemory(MEMORY);
    var referenceDevice = new Device();
    var referenceCore = new RandomCore(referenceMemory, seed);
    var reference = new ReferenceMachine(referenceCore, referenceMemory, referenceDevice);
    layOut(referenceMemory, seed);
    start(reference.slots(), seed);

    var memory = new TestMemory(MEMORY);
    var device = new Device();
    Processor processor =
        new SimulatedProcessor(new RandomCore(memory, seed), memory, engine.options());
    processor.setTrapHandler(device::onTrap);
    layOut(memory, seed);
    start(processor.state().slots, seed);
    processor.stateChanged();

    Random budgets = new Random(seed);
    while (reference.retired() < instructions) {
      int budget = 1 + budgets.nextInt(budgets.nextInt(4) == 0 ? 5 : 200);
      assertThat(processor.run(budget)).isEqualTo(Processor.Outcome.BUDGET);
      for (int i = 0; i < budget; i++) {
        reference.step();
      }
      String where = "seed " + seed + " at " + reference.retired();
      assertThat(processor.retired()).as(where).isEqualTo(reference.retired());
      assertThat(Arrays.copyOf(processor.state().slots, reference.slots().length))
          .as(where)
          .isEqualTo(reference.snapshot());
    }
    compiled += processor.figures().getOrDefault("instructions compiled", 0L);
    faults += referenceCore.faults;
    deviceAccesses += device.log.size();
    assertThat(device.log).isEqualTo(referenceDevice.log);
    assertThat(memory.segment().mismatch(referenceMemory.segment())).isEqualTo(-1);
  }
}
