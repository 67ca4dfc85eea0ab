package vmm.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static vmm.api.cpu.Processor.Outcome.BUDGET;
import static vmm.api.cpu.Processor.Outcome.IDLE;
import static vmm.api.cpu.Processor.Outcome.STOPPED;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import vmm.api.trap.Trap;
import vmm.api.trap.TrapReply;
import vmm.engine.toy.Engine;
import vmm.engine.toy.ToyFault;
import vmm.engine.toy.ToyMachine;
import vmm.engine.toy.ToyRegisters;

@ParameterizedClass
@EnumSource
class SimulatedProcessorTest {
  private final Engine engine;
  private final ToyMachine machine;

  SimulatedProcessorTest(Engine engine) {
    this.engine = engine;
    machine = new ToyMachine(engine);
  }

  /** Sums 10 + 9 + ... + 1 into r2, storing and loading each. */
  private void assembleLoop() {
    machine.code.move(0, 10).move(1, 1).move(2, 0).move(3, 0x8000);
    long loop = machine.code.here();
    machine.code.store(3, 4, 0).load(4, 3, 4).add(2, 4).sub(0, 1).branchNonzero(0, loop).halt();
  }

  @Test
  void runsALoop() {
    assembleLoop();
    assertThat(machine.run(1000)).isEqualTo(IDLE);
    assertThat(machine.r(2)).isEqualTo(55);
    assertThat(machine.processor.retired()).isEqualTo(4 + 10 * 5 + 1);
  }

  @Test
  void meetsEveryBudgetExactly() {
    for (int budget = 1; budget <= 55; budget++) {
      var cut = new SimulatedProcessorTest(engine);
      cut.assembleLoop();
      assertThat(cut.machine.run(budget)).isEqualTo(BUDGET);
      assertThat(cut.machine.processor.retired()).isEqualTo(budget);
      cut.machine.run(1000);
      assertThat(cut.machine.r(2)).isEqualTo(55);
      assertThat(cut.machine.processor.retired()).isEqualTo(55);
    }
  }

  @Test
  void countsTheDeliveryOfAFault() {
    machine.set(ToyRegisters.VECTOR, 0x2000);
    machine.code.move(0, 1).illegal().at(0x2000).halt();
    assertThat(machine.run(100)).isEqualTo(IDLE);
    assertThat(machine.get(ToyRegisters.CAUSE)).isEqualTo(ToyFault.ILLEGAL);
    assertThat(machine.get(ToyRegisters.EPC)).isEqualTo(0x1006);
    assertThat(machine.processor.retired()).isEqualTo(3);
  }

  @Test
  void stopsInTheMiddleAndTriesAgain() {
    machine.code.move(0, 7).trapInline(0, 1).move(1, 5).halt();
    machine.reply = trap -> TrapReply.STOP;
    assertThat(machine.run(100)).isEqualTo(STOPPED);
    assertThat(machine.pc()).isEqualTo(0x1006);
    assertThat(machine.processor.retired()).isEqualTo(1);
    machine.reply = trap -> new TrapReply.Completed(99);
    assertThat(machine.run(100)).isEqualTo(IDLE);
    assertThat(machine.r(0)).isEqualTo(99);
    assertThat(machine.traps).hasSize(2).containsOnly(new Trap.PortAccess(0, 4, false, 7));
  }
}
