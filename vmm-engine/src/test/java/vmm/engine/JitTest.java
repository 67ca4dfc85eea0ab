package vmm.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static vmm.api.cpu.Processor.Outcome.BUDGET;
import static vmm.api.cpu.Processor.Outcome.IDLE;
import static vmm.api.cpu.Processor.Outcome.STOPPED;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import vmm.engine.jit.JitOptions;
import vmm.engine.toy.Engine;
import vmm.engine.toy.ToyMachine;

/** What becomes compiled, and what of it stays. */
class JitTest {
  private static long figure(ToyMachine machine, String name) {
    return machine.processor.figures().get(name);
  }

  /** Adds r1 = 1 to r2 as often as r0 says, in a loop of several blocks. */
  private static void assembleLoop(ToyMachine machine, int rounds) {
    machine.code.move(0, rounds).move(1, 1).move(2, 0).move(3, 0x8000);
    long loop = machine.code.here();
    machine.code.store(3, 0, 2).jump(machine.code.here() + 6 + 20);
    machine.code.at(machine.code.here() + 20).load(2, 3, 0).add(2, 1);
    machine.code.sub(0, 1).branchNonzero(0, loop).halt();
  }

  @Test
  void aLoopStaysInItsRegion() {
    var machine = new ToyMachine(Engine.LOOPS);
    assembleLoop(machine, 10_000);
    assertThat(machine.run(1_000_000)).isEqualTo(IDLE);
    assertThat(machine.r(2)).isEqualTo(10_000);
    long retired = machine.processor.retired();
    assertThat(figure(machine, "instructions compiled")).isBetween(retired - 100, retired);
    assertThat(figure(machine, "instructions interpreted"))
        .isEqualTo(retired - figure(machine, "instructions compiled"));
    assertThat(figure(machine, "regions compiled")).isLessThan(5);
    assertThat(figure(machine, "time in compiled code, us")).isPositive();
    assertThat(figure(machine, "time interpreted, us")).isNotNegative();
  }

  @Test
  void whatIsOrderedInTheBackgroundArrives() {
    var machine = new ToyMachine(EngineOptions.with(Optional.of(JitOptions.HOT.strictly())));
    assembleLoop(machine, 0);
    long deadline = System.nanoTime() + 60_000_000_000L;
    while (figure(machine, "regions compiled") == 0 && System.nanoTime() < deadline) {
      machine.run(10_000);
    }
    assertThat(figure(machine, "regions compiled")).isPositive();
    assertThat(figure(machine, "generation time, us")).isPositive();
  }

  @Test
  void aStopFromAnotherThreadEndsALoopOfCompiledCode() throws InterruptedException {
    var machine = new ToyMachine(Engine.LOOPS);
    long loop = machine.code.move(1, 1).here();
    machine.code.add(2, 1).jump(loop);
    machine.run(100_000);
    long compiled = figure(machine, "instructions compiled");
    var stopper = new Thread(machine.processor::requestStop);
    stopper.start();
    assertThat(machine.run(Long.MAX_VALUE / 2)).isEqualTo(STOPPED);
    stopper.join();
    assertThat(compiled).isGreaterThan(90_000);
  }

  @Test
  void aBudgetOfManySlicesIsMetExactly() {
    var machine = new ToyMachine(Engine.LOOPS);
    assembleLoop(machine, 1_000_000);
    long before = machine.processor.retired();
    assertThat(machine.run(3_333_333)).isEqualTo(BUDGET);
    assertThat(machine.processor.retired() - before).isEqualTo(3_333_333);
    assertThat(machine.run(10_000_000)).isEqualTo(IDLE);
    assertThat(machine.r(2)).isEqualTo(1_000_000);
  }

  @Test
  void aLoopThatIsCompiledIsNotCopiedIntoThatAroundIt() {
    var machine = new ToyMachine(Engine.LOOPS);
    machine.code.move(0, 200).move(1, 1).move(2, 0);
    long outer = machine.code.here();
    machine.code.move(3, 100);
    long inner = machine.code.here();
    machine.code.add(2, 1).sub(3, 1).branchNonzero(3, inner);
    machine.code.sub(0, 1).branchNonzero(0, outer).halt();
    assertThat(machine.run(1_000_000)).isEqualTo(IDLE);
    assertThat(machine.r(2)).isEqualTo(200 * 100);
    assertThat(figure(machine, "regions compiled")).isEqualTo(2);
    assertThat(figure(machine, "bytecode of regions")).isLessThan(600);
  }

  @Test
  void theTargetsOfAnIndirectJumpAreInItsRegion() {
    var options = new JitOptions(400, 2, 8, false, true);
    var machine = new ToyMachine(EngineOptions.with(Optional.of(options)));
    long targets = ToyMachine.CODE + 0x100;
    machine.code.move(0, 10_000).move(1, 1).move(2, 0).move(5, targets);
    long loop = machine.code.here();
    machine.code.jumpRegister(5);
    long tail = machine.code.here();
    machine.code.sub(0, 1).branchNonzero(0, loop).halt();
    for (int i = 0; i < 8; i++) {
      long next = targets + 0x20L * ((i + 1) % 8);
      machine.code.at(targets + 0x20L * i).add(2, 1).move(5, next).jump(tail);
    }
    assertThat(machine.run(1_000_000)).isEqualTo(IDLE);
    assertThat(machine.r(2)).isEqualTo(10_000);
    assertThat(figure(machine, "regions compiled")).isEqualTo(1);
    assertThat(figure(machine, "instructions compiled")).isGreaterThan(50_000);
  }

  @Test
  void aLongLoopIsCutIntoRegionsThatLeadToEachOther() {
    var machine = new ToyMachine(Engine.LOOPS);
    assembleManyBlocks(machine, 2000);
    assertThat(machine.run(1_000_000)).isEqualTo(IDLE);
    assertThat(machine.r(2)).isEqualTo(2000 * 40);
    // 82 instructions a round, at most 30 in each region.
    assertThat(figure(machine, "regions compiled")).isBetween(3L, 45L);
    long retired = machine.processor.retired();
    assertThat(figure(machine, "instructions compiled")).isBetween(retired - 5000, retired);
  }

  @Test
  void aFullCacheEvictsTheOldest() {
    var machine = new ToyMachine(Engine.EVERYTHING.withCapacities(1 << 20, 2000));
    assembleManyBlocks(machine, 50);
    assertThat(machine.run(100_000)).isEqualTo(IDLE);
    assertThat(machine.r(2)).isEqualTo(50 * 40);
    assertThat(figure(machine, "regions evicted")).isGreaterThan(10);
    assertThat(figure(machine, "bytecode of regions")).isLessThan(2000 + 6000);
  }

  private static void assembleManyBlocks(ToyMachine machine, int rounds) {
    machine.code.move(0, rounds).move(1, 1).move(2, 0);
    long loop = machine.code.here();
    for (int i = 0; i < 40; i++) {
      machine.code.add(2, 1).jump(machine.code.here() + 6);
    }
    machine.code.sub(0, 1).branchNonzero(0, loop).halt();
  }

  @Test
  void aPageThatIsRewrittenAgainAndAgainIsInterpreted() {
    var machine = new ToyMachine(Engine.LOOPS);
    long sub = ToyMachine.CODE + 0x1100;
    machine.code.move(0, 300).move(1, 1).move(3, 0);
    long loop = machine.code.here();
    machine.code.store(3, sub + 2, 0).jump(sub);
    long back = machine.code.here();
    machine.code.sub(0, 1).branchNonzero(0, loop).halt();
    machine.code.at(sub).move(5, 100).add(2, 5).jump(back);
    assertThat(machine.run(10_000)).isEqualTo(IDLE);
    assertThat(machine.r(2)).isEqualTo(300 * 301 / 2);
    assertThat(figure(machine, "blocks invalidated")).isGreaterThan(290);
    assertThat(figure(machine, "regions invalidated")).isBetween(8L, 40L);
  }
}
