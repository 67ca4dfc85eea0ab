package vmm.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static vmm.api.cpu.Processor.Outcome.IDLE;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import vmm.api.mmu.Rights;
import vmm.api.trap.Trap;
import vmm.api.trap.TrapReply;
import vmm.engine.toy.Engine;
import vmm.engine.toy.ToyCore;
import vmm.engine.toy.ToyFault;
import vmm.engine.toy.ToyMachine;
import vmm.engine.toy.ToyRegisters;

/** Translations of running code and of its data that are kept, and that change. */
@ParameterizedClass
@EnumSource
class MappingChangeTest {
  private static final long ROOT = 0x3F0000;
  private static final long OTHER_ROOT = 0x3E0000;

  private final ToyMachine machine;

  MappingChangeTest(Engine engine) {
    machine = new ToyMachine(engine);
  }

  @Test
  void translationsAreCachedUntilInvalidated() {
    machine.mapAll(ROOT);
    machine.virtualize(ROOT, 1);
    machine.memory.write(0x7000, 4, 2);
    machine.memory.write(0x5000, 4, 1);
    machine.code.move(3, 0x5000);
    long loop = machine.code.here();
    machine.code.load(0, 3, 0).jump(loop);
    machine.run(3);
    machine.map(ROOT, 0x5000, 0x7000, Rights.ALL);
    machine.run(2);
    assertThat(machine.r(0)).isEqualTo(1);
    machine.processor.mmu().invalidatePage(0x5ABC);
    machine.run(2);
    assertThat(machine.r(0)).isEqualTo(2);
  }

  @Test
  void contextsKeepTheirTranslations() {
    machine.mapAll(ROOT);
    machine.mapAll(OTHER_ROOT);
    machine.map(OTHER_ROOT, 0x6000, 0x7000, Rights.ALL);
    machine.memory.write(0x5000, 4, 1);
    machine.memory.write(0x7000, 4, 2);
    machine.code.move(3, 0x5000).load(0, 3, 0).jump(ToyMachine.CODE);
    machine.code.at(0x2000).move(3, 0x6000).load(0, 3, 0).jump(0x2000);
    machine.virtualize(ROOT, 1);
    assertThat(missesOf(ToyMachine.CODE, 1)).isEqualTo(2);
    machine.virtualize(OTHER_ROOT, 2);
    assertThat(missesOf(0x2000, 2)).isEqualTo(2);
    machine.virtualize(ROOT, 1);
    assertThat(missesOf(ToyMachine.CODE, 1)).isZero();
    machine.processor.mmu().invalidateContext(2);
    assertThat(missesOf(ToyMachine.CODE, 1)).isZero();
    machine.virtualize(OTHER_ROOT, 2);
    assertThat(missesOf(0x2000, 2)).isEqualTo(2);
    machine.processor.mmu().invalidateAll();
    assertThat(missesOf(0x2000, 2)).isEqualTo(2);
  }

  /** Runs the loop at {@code pc}, which loads {@code expected}. */
  private long missesOf(long pc, long expected) {
    long before = machine.processor.figures().get("TLB misses");
    machine.set(ToyRegisters.PC, pc);
    machine.run(3);
    assertThat(machine.r(0)).isEqualTo(expected);
    return machine.processor.figures().get("TLB misses") - before;
  }

  @Test
  void aLoopSeesWhatIsMappedInItsMidst() {
    machine.mapAll(ROOT);
    machine.memory.write(0x5000, 4, 1);
    machine.memory.write(0x7000, 4, 100);
    machine.code.move(0, 60).move(1, 1).move(2, 0).move(3, 0x5000);
    long loop = machine.code.here();
    machine.code.load(4, 3, 0).add(2, 4).trapInline(5, 6).load(4, 3, 0).add(2, 4);
    machine.code.sub(0, 1).branchNonzero(0, loop).halt();
    machine.virtualize(ROOT, 1);
    mapElsewhereInRound(20);
    assertThat(machine.run(1000)).isEqualTo(IDLE);
    assertThat(machine.r(2)).isEqualTo(81 + 39 * 100);
  }

  /** At the trap in which r0 has that value, maps page 0x5000 to 0x7000. */
  private void mapElsewhereInRound(long round) {
    machine.reply =
        trap -> {
          if (trap instanceof Trap.PortAccess && machine.r(0) == round) {
            machine.map(ROOT, 0x5000, 0x7000, Rights.ALL);
            machine.processor.mmu().invalidatePage(0x5000);
          }
          return TrapReply.DONE;
        };
  }

  @Test
  void codeThatIsMappedElsewhereInItsMidstRunsFromThere() {
    machine.mapAll(ROOT);
    for (long page : new long[] {0x5000, 0x7000}) {
      machine.code.at(page).add(2, page == 0x5000 ? 1 : 3).trapInline(5, 6);
      machine.code.add(2, page == 0x5000 ? 1 : 3).sub(0, 1).branchNonzero(0, page).halt();
    }
    assertThat(sumWhenMappedElsewhere(0x5000)).isEqualTo(79 + 41 * 100);
  }

  @Test
  void aLoopSeesThatTheCodeItGoesToIsMappedElsewhere() {
    machine.mapAll(ROOT);
    machine.code.at(0x9000).trapInline(5, 6);
    long back = machine.code.jump(0x5000).here();
    machine.code.sub(0, 1).branchNonzero(0, 0x9000).halt();
    machine.code.at(0x5000).add(2, 1).add(2, 1).jump(back);
    machine.code.at(0x7000).add(2, 3).add(2, 3).jump(back + 0x2000);
    assertThat(sumWhenMappedElsewhere(0x9000)).isEqualTo(2 * 39 + 2 * 21 * 100);
  }

  /**
   * Of sixty rounds of a loop that adds r1 or r3, 1 and 100, twice each, while page 0x5000 is
   * mapped to 0x7000 at a trap in its fortieth.
   */
  private long sumWhenMappedElsewhere(long loop) {
    machine.code.at(ToyMachine.CODE).move(0, 60).move(1, 1).move(2, 0).move(3, 100).jump(loop);
    machine.virtualize(ROOT, 1);
    mapElsewhereInRound(21);
    assertThat(machine.run(1000)).isEqualTo(IDLE);
    return machine.r(2);
  }

  @Test
  void aLoopCrossesIntoPagesThatLieElsewhere() {
    machine.mapAll(ROOT);
    machine.map(ROOT, 0x5000, 0x9000, Rights.ALL);
    machine.map(ROOT, 0x6000, 0x7000, Rights.ALL);
    machine.map(ROOT, 0x7000, 0xA000, Rights.ALL);
    machine.code.move(0, 30).move(1, 1).move(2, 0).move(5, 0x3FF);
    long outer = machine.code.here();
    machine.code.move(3, 0x5001).move(6, 8);
    long inner = machine.code.here();
    machine.code.add(2, 1).store(3, 0, 2).load(4, 3, 0).storeByte(3, 8, 4).add(3, 5);
    machine.code.sub(6, 1).branchNonzero(6, inner);
    machine.code.sub(0, 1).branchNonzero(0, outer).halt();
    machine.virtualize(ROOT, 1);
    assertThat(machine.run(10_000)).isEqualTo(IDLE);
    for (int i = 0; i < 8; i++) {
      int value = 29 * 8 + i + 1;
      long gva = 0x5001 + 0x3FFL * i;
      assertThat(machine.memory.read(physical(gva), 1)).isEqualTo(value);
      assertThat(machine.memory.read(physical(gva + 3), 1)).isZero();
      assertThat(machine.memory.read(physical(gva + 8), 1)).isEqualTo(value);
    }
  }

  private static long physical(long gva) {
    long frame = gva < 0x6000 ? 0x9000 : gva < 0x7000 ? 0x7000 : 0xA000;
    return frame | gva & 0xFFF;
  }

  @Test
  void aLargePageIsInvalidatedAsAWhole() {
    machine.mapAll(ROOT);
    for (long gva = 0x10000; gva < 0x20000; gva += 0x1000) {
      machine.map(ROOT, gva, 0x10000, Rights.ALL | ToyCore.LARGE);
    }
    machine.memory.write(0x13000, 4, 1);
    machine.memory.write(0x23000, 4, 2);
    machine.virtualize(ROOT, 1);
    machine.code.move(3, 0x13000);
    long loop = machine.code.here();
    machine.code.load(0, 3, 0).jump(loop);
    machine.run(3);
    assertThat(machine.r(0)).isEqualTo(1);
    for (long gva = 0x10000; gva < 0x20000; gva += 0x1000) {
      machine.map(ROOT, gva, 0x20000, Rights.ALL | ToyCore.LARGE);
    }
    machine.processor.mmu().invalidatePage(0x1F000);
    machine.run(2);
    assertThat(machine.r(0)).isEqualTo(2);
  }

  @Test
  void aUserMayNotUseWhatTheSupervisorUsed() {
    machine.mapAll(ROOT);
    machine.map(ROOT, 0x5000, 0x5000, Rights.SUPERVISOR);
    machine.set(ToyRegisters.ROOT, ROOT);
    machine.set(ToyRegisters.VECTOR, 0x2000);
    machine.code.move(3, 0x5000).load(0, 3, 0).jump(ToyMachine.CODE);
    machine.code.at(0x2000).halt();
    machine.run(20);
    assertThat(machine.get(ToyRegisters.CAUSE)).isZero();
    machine.set(ToyRegisters.USER, 1);
    assertThat(machine.run(20)).isEqualTo(IDLE);
    assertThat(machine.get(ToyRegisters.CAUSE)).isEqualTo(ToyFault.PAGE);
  }
}
