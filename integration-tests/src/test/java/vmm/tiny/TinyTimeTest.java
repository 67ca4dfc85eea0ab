package vmm.tiny;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import vmm.api.arch.BootImages;
import vmm.api.arch.Image;
import vmm.api.cpu.EngineMode;
import vmm.api.device.Console;
import vmm.api.machine.MachineSpec;
import vmm.api.machine.RunLimits;
import vmm.api.machine.RunOutcome;
import vmm.api.machine.VirtualMachine;
import vmm.core.Vmm;
import vmm.core.device.VirtualClock;

/** Virtual time, to the instruction: wherever in a block a device arms a timer or is asked. */
@ParameterizedClass
@EnumSource(names = {"INTERPRETER", "JIT"})
class TinyTimeTest {
  private static final RunLimits PATIENCE = RunLimits.instructions(100_000);

  /** Instructions before those whose number a test chooses. */
  private static final int FIRST = 5;

  /** The longest block has fewer instructions than this. */
  private static final int PLACES = 70;

  private final EngineMode engine;

  TinyTimeTest(EngineMode engine) {
    this.engine = engine;
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "brute-force", "shadow", "nested"})
  void aTimerFiresExactlyWhereverItIsArmed(String strategy) throws Exception {
    try (Vmm vmm = Vmm.load()) {
      for (int place = 0; place < PLACES; place++) {
        for (int nanos : new int[] {0, 11, 12_345}) {
          long due = Math.ceilDiv(nanos, VirtualClock.NANOS_PER_INSTRUCTION);
          try (VirtualMachine machine = machine(vmm, strategy, armed(place, nanos))) {
            RunOutcome outcome = machine.run(PATIENCE);
            assertThat(outcome).isEqualTo(new RunOutcome.GuestEnded("alarm"));
            assertThat(machine.statistics().instructions())
                .as("armed behind %d instructions for %d ns", place, nanos)
                .isEqualTo(FIRST + place + Math.max(1, due));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "brute-force", "shadow", "nested"})
  void aDeviceSeesTheTimeOfTheInstructionThatAsks(String strategy) throws Exception {
    var code = new TinyAssembler(0x1000);
    code.constant(3, TinyBoard.ALARM_GPA).set(4, 1);
    for (int i = 0; i < PLACES; i++) {
      code.add(5, 4);
    }
    code.load(6, 3, 0).load(7, 3, 0).halt();
    try (Vmm vmm = Vmm.load();
        VirtualMachine machine = machine(vmm, strategy, code)) {
      machine.run(PATIENCE);
      long asked = (FIRST + PLACES) * VirtualClock.NANOS_PER_INSTRUCTION;
      assertThat(machine.register("r6")).isEqualTo(asked);
      assertThat(machine.register("r7")).isEqualTo(asked + VirtualClock.NANOS_PER_INSTRUCTION);
    }
  }

  private static TinyAssembler armed(int place, int nanos) {
    var code = new TinyAssembler(0x1000);
    code.constant(3, TinyBoard.ALARM_GPA).set(2, nanos);
    for (int i = 0; i < place; i++) {
      code.add(5, 2);
    }
    code.store(2, 3, 0);
    int again = code.here();
    code.add(5, 2).add(6, 2).branchNotEqual(3, 0, again);
    return code;
  }

  private VirtualMachine machine(Vmm vmm, String strategy, TinyAssembler code) throws Exception {
    var image = new Image("timer", code.image());
    return vmm.newMachine(
        MachineSpec.of(BootImages.ofKernel(image, ""))
            .withMemory(1 << 20)
            .withStrategy(strategy)
            .withEngine(engine),
        new Silence());
  }

  private static final class Silence implements Console {
    @Override
    public void write(String channel, int value) {}

    @Override
    public int read(String channel) {
      return -1;
    }
  }
}
