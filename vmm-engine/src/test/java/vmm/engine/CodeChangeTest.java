package vmm.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static vmm.api.cpu.Processor.Outcome.IDLE;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import vmm.api.mmu.Rights;
import vmm.engine.toy.Engine;
import vmm.engine.toy.ToyCore;
import vmm.engine.toy.ToyMachine;
import vmm.engine.toy.ToyRegisters;

/** Guests that change their own code. */
@ParameterizedClass
@EnumSource
class CodeChangeTest {
  private static final long CODE = ToyMachine.CODE;
  private static final long ROOT = 0x3F0000;

  private final Engine engine;
  private final ToyMachine machine;

  CodeChangeTest(Engine engine) {
    this.engine = engine;
    machine = new ToyMachine(engine);
  }

  private long figure(String name) {
    return machine.processor.figures().get(name);
  }

  @Test
  void aStoreIntoItsOwnBlockIsSeenByTheNextInstruction() {
    machine.code.move(0, 77).move(3, 0).store(3, CODE + 18 + 2, 0).move(5, 1).halt();
    assertThat(machine.run(100)).isEqualTo(IDLE);
    assertThat(machine.r(5)).isEqualTo(77);
    assertThat(machine.processor.retired()).isEqualTo(5);
  }

  @Test
  void whatTheStoringInstructionPutBehindItsStoreIsKept() {
    // The push writes its stack pointer behind the store, and a later push writes it again.
    long stack = CODE + 30 + 6;
    machine.code.move(0, 77).move(3, stack).move(2, 5).move(4, 6).move(6, 7);
    machine.code.move(5, 1).push(3, 0).push(3, 2).halt();
    machine.code.at(CODE + 0x400).jump(CODE);
    assertThat(machine.run(100)).isEqualTo(IDLE);
    assertThat(machine.r(3)).isEqualTo(stack - 8);
    assertThat(machine.memory.read(stack - 4, 4)).isEqualTo(77);
    assertThat(machine.memory.read(stack - 8, 4)).isEqualTo(5);
  }

  @Test
  void aPushOverTheNextInstructionEndsTheBlockPrecisely() {
    // push writes the immediate of the move behind it; r3 must have been decremented by then.
    long stack = CODE + 12 + 2 + 2 + 4;
    machine.code.move(0, 77).move(3, stack).push(3, 0).move(5, 1).push(3, 5).halt();
    machine.code.at(stack - 8).nop();
    machine.code.at(CODE).move(0, 77).move(3, stack).push(3, 0).move(5, 1).halt();
    assertThat(machine.run(100)).isEqualTo(IDLE);
    assertThat(machine.r(5)).isEqualTo(77);
    assertThat(machine.r(3)).isEqualTo(stack - 4);
  }

  @Test
  void aLoopThatPatchesAnotherBlockRunsThePatch() {
    long sub = CODE + 0x100;
    machine.code.move(0, 3).move(1, 1).move(2, 0).move(3, 0);
    long loop = machine.code.here();
    machine.code.store(3, sub + 2, 0).jump(sub);
    long back = machine.code.here();
    machine.code.add(2, 5).sub(0, 1).branchNonzero(0, loop).halt();
    machine.code.at(sub).move(5, 100).jump(back);
    assertThat(machine.run(1000)).isEqualTo(IDLE);
    assertThat(machine.r(2)).isEqualTo(3 + 2 + 1);
    assertThat(figure("blocks invalidated")).isBetween(2L, 3L);
  }

  @Test
  void codeIsFoundStaleThroughAnotherMapping() {
    machine.mapAll(ROOT);
    machine.map(ROOT, 0x200000, CODE, Rights.ALL);
    machine.set(ToyRegisters.ROOT, ROOT);
    machine.code.move(0, 77).move(3, 0).store(3, 0x200000 + 18 + 2, 0).move(5, 1).halt();
    assertThat(machine.run(100)).isEqualTo(IDLE);
    assertThat(machine.r(5)).isEqualTo(77);
  }

  /** One frame at two gvas, from one of which its immediates are read in reverse. */
  @Test
  void theSameBytesAreOtherCodeInReverse() {
    long usual = 0x5000;
    long reversed = 0x200000;
    machine.mapAll(ROOT);
    machine.map(ROOT, reversed, usual, Rights.ALL);
    machine.core.reversedCode = reversed;
    machine.set(ToyRegisters.ROOT, ROOT);
    machine.code.move(0, 60).move(1, 1).move(2, 0).move(3, 0).move(4, 2).move(6, 5).jump(0x1100);
    machine.code.at(0x1100).move(7, 0x1200).jump(usual);
    machine.code.at(0x1200).move(7, 0x1300).jump(reversed);
    machine.code.at(0x1300).sub(0, 1).branchNonzero(0, 0x1100);
    // The same again with another immediate, which both must notice.
    machine.code.store(3, usual + 2, 6).move(0, 60).sub(4, 1).branchNonzero(4, 0x1100).halt();
    machine.code.at(usual).move(5, 0x0100_0002).add(2, 5).jumpRegister(7);
    assertThat(machine.run(10_000)).isEqualTo(IDLE);
    assertThat(machine.r(2))
        .isEqualTo(60L * (0x0100_0002 + 0x0200_0001 + 5 + 0x0500_0000) & 0xFFFF_FFFFL);
  }

  @Test
  void aMappingUsedForStoresBeforeThereWasCodeIsWatchedToo() {
    // The first store fills the soft TLB; only then is code made of the page.
    machine.code.move(0, 1).move(3, 0x5000).store(3, 0x800, 0).jump(0x5000);
    machine.code.at(0x5000).move(0, 77).store(3, 0xE, 0).move(5, 1).halt();
    assertThat(machine.run(100)).isEqualTo(IDLE);
    assertThat(machine.r(5)).isEqualTo(77);
  }

  @Test
  void anInstructionAcrossPagesDependsOnBoth() {
    machine.mapAll(ROOT);
    machine.set(ToyRegisters.ROOT, ROOT);
    // The move at 0x2FFD has its immediate in the page that is stored to.
    machine.code.move(0, 77).move(3, 0).move(1, 2).move(2, 1).jump(0x2FFD);
    machine.code.at(0x2FFD).move(5, 1).jump(0x3100);
    machine.code.at(0x3100).store(3, 0x2FFF, 0).sub(1, 2).branchNonzero(1, 0x2FFD).halt();
    assertThat(machine.run(100)).isEqualTo(IDLE);
    assertThat(machine.r(5)).isEqualTo(77);
  }

  @Test
  void anInstructionAcrossPagesIsLookedUpWhenTheSecondPageIsMappedElsewhere() {
    machine.mapAll(ROOT);
    machine.set(ToyRegisters.ROOT, ROOT);
    machine.code.at(0x2FFD).move(5, 0x01010101).jump(0x4000);
    machine.memory.write(0x5000, 4, 0x02020202);
    // Runs at 0x3003, so that it leads to 0x4000 too.
    machine.code.at(0x5003).jump(0x6000);
    machine.code.at(0x4000).add(6, 5);
    machine.code.move(0, 0x5000 | Rights.ALL).move(3, 0).store(3, ROOT + 4 * 3, 0);
    machine.code.move(4, 0x3000).flush(4).sub(1, 2).branchNonzero(1, 0x2FFD).halt();
    machine.code.at(CODE).move(1, 2).move(2, 1).move(6, 0).jump(0x2FFD);
    assertThat(machine.run(100)).isEqualTo(IDLE);
    assertThat(machine.r(6)).isEqualTo(0x01010101 + 0x02020201);
  }

  @Test
  void anotherPageIsWhatItIsMappedToNow() {
    machine.mapAll(ROOT);
    machine.set(ToyRegisters.ROOT, ROOT);
    long sub = 0x5000;
    long other = 0x7000;
    machine.code.at(sub).add(2, 1).jumpRegister(7);
    machine.code.at(other).add(2, 5).jumpRegister(7);
    machine.code.at(CODE).move(1, 1).move(5, 1000).move(2, 0).move(6, 2).move(3, 0);
    long again = machine.code.here();
    machine.code.move(0, 60);
    long loop = machine.code.here();
    machine.code.move(7, loop + 12).jump(sub).sub(0, 1).branchNonzero(0, loop);
    assertThat(machine.code.here()).isLessThan(0x2000);
    // Once more, with the frame of the other page.
    machine.code.move(4, other | Rights.ALL).store(3, ROOT + 4 * (sub >>> 12), 4);
    machine.code.move(4, sub).flush(4).sub(6, 1).branchNonzero(6, again).halt();
    assertThat(machine.run(10_000)).isEqualTo(IDLE);
    assertThat(machine.r(2)).isEqualTo(60 * 1 + 60 * 1000);
  }

  @Test
  void dataBesideCodeDoesNotInvalidateIt() {
    machine.code.move(0, 1000).move(1, 1).move(3, 0);
    long loop = machine.code.here();
    machine.code.store(3, CODE + 0x800, 0).sub(0, 1).branchNonzero(0, loop).halt();
    assertThat(machine.run(10_000)).isEqualTo(IDLE);
    assertThat(machine.memory.read(CODE + 0x800, 4)).isEqualTo(1);
    assertThat(figure("blocks invalidated")).isZero();
    assertThat(figure("TLB misses")).isLessThan(10);
  }

  @Test
  void dataInTheSameLineDoesNotInvalidateCode() {
    machine.code.move(0, 1000).move(1, 1).move(3, 0);
    long loop = machine.code.here();
    machine.code.store(3, CODE + 0x38, 0).sub(0, 1).branchNonzero(0, loop).halt();
    assertThat(machine.code.here()).isLessThan(CODE + 0x38);
    assertThat(machine.run(10_000)).isEqualTo(IDLE);
    assertThat(figure("blocks invalidated")).isZero();
  }

  @Test
  void memoryChangedByTheVmmIsTranslatedAnew() {
    machine.code.move(5, 1).jump(CODE);
    machine.run(10);
    machine.memory.write(CODE + 2, 4, 42);
    machine.processor.memoryChanged(CODE + 2, 4);
    machine.run(2);
    assertThat(machine.r(5)).isEqualTo(42);
  }

  @Test
  void aFullCodeCacheIsEmptiedAndFilledAgain() {
    var core = new ToyCore(machine.memory);
    var small = new SimulatedProcessor(core, machine.memory, engine.withCapacities(100, 1 << 20));
    machine.code.move(0, 50).move(1, 1);
    long loop = machine.code.here();
    for (int i = 0; i < 20; i++) {
      machine.code.add(2, 1).jump(machine.code.here() + 6);
    }
    machine.code.sub(0, 1).branchNonzero(0, loop).halt();
    small.state().slots[ToyRegisters.PC] = CODE;
    assertThat(small.run(100_000)).isEqualTo(IDLE);
    assertThat(small.state().slots[ToyRegisters.R0 + 2]).isEqualTo(50 * 20);
    assertThat(small.figures().get("code cache flushes")).isGreaterThan(10);
  }
}
