package vmm.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static vmm.api.cpu.Processor.Outcome.BUDGET;
import static vmm.api.cpu.Processor.Outcome.IDLE;
import static vmm.api.cpu.Processor.Outcome.STOPPED;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.Privilege;
import vmm.api.mmu.Rights;
import vmm.api.trap.MemoryAccess;
import vmm.api.trap.Trap;
import vmm.api.trap.TrapReply;
import vmm.engine.toy.Engine;
import vmm.engine.toy.ToyFault;
import vmm.engine.toy.ToyMachine;
import vmm.engine.toy.ToyRegisters;

/** Loads and stores off the beaten path. */
@ParameterizedClass
@EnumSource
class AccessTest {
  private static final long ROOT = 0x3F0000;
  private static final long DEVICE = 0x100000;

  private final Engine engine;
  private final ToyMachine machine;

  AccessTest(Engine engine) {
    this.engine = engine;
    machine = new ToyMachine(engine);
  }

  private List<MemoryAccess> accesses() {
    return machine.traps.stream()
        .map(trap -> trap instanceof Trap.TranslationMiss miss ? miss.access() : null)
        .toList();
  }

  @Test
  void aLoadAcrossPagesTakesBytesFromBoth() {
    machine.memory.write(0x5FFE, 4, 0x44332211);
    machine.code.move(3, 0x5FFE).load(0, 3, 0).move(1, 0xAABBCCDDL).store(3, 2, 1).halt();
    assertThat(machine.run(10)).isEqualTo(IDLE);
    assertThat(machine.r(0)).isEqualTo(0x44332211);
    assertThat(machine.memory.read(0x6000, 4)).isEqualTo(0xAABBCCDDL);
  }

  @Test
  void dataMayStandInReverseOrder() {
    machine.core.reversedPage = 0x5000;
    machine.memory.write(0x5010, 4, 0x44332211);
    machine.code.move(3, 0x5010).load(0, 3, 0).load(1, 3, 0).move(2, 0xAABBCCDDL);
    machine.code.store(3, 4, 2).storeByte(3, 8, 2).store(3, 0xFEE, 2).halt();
    assertThat(machine.run(10)).isEqualTo(IDLE);
    assertThat(machine.r(0)).isEqualTo(0x11223344);
    assertThat(machine.r(1)).isEqualTo(0x11223344);
    assertThat(machine.memory.read(0x5014, 4)).isEqualTo(0xDDCCBBAAL);
    assertThat(machine.memory.read(0x5018, 1)).isEqualTo(0xDD);
    assertThat(machine.memory.read(0x5FFE, 4)).isEqualTo(0xDDCCBBAAL); // the first page counts
  }

  @Test
  void aStoreAcrossPagesThatFaultsInTheSecondChangesNothing() {
    machine.mapAll(ROOT);
    machine.map(ROOT, 0x6000, 0x6000, Rights.SR);
    machine.set(ToyRegisters.ROOT, ROOT);
    machine.set(ToyRegisters.VECTOR, 0x2000);
    machine.code.move(3, 0x5FFE).move(1, -1).store(3, 0, 1).at(0x2000).halt();
    assertThat(machine.run(10)).isEqualTo(IDLE);
    assertThat(machine.memory.read(0x5FF8, 8)).isZero();
    assertThat(machine.get(ToyRegisters.CAUSE)).isEqualTo(ToyFault.PAGE);
    assertThat(machine.get(ToyRegisters.ADDRESS)).isEqualTo(0x6000);
    assertThat(machine.get(ToyRegisters.EPC)).isEqualTo(ToyMachine.CODE + 12);
  }

  @Test
  void anAccessOverTheEndOfTheAddressSpaceGoesOnAtZero() {
    machine.memory.write(0, 2, 0x4433);
    machine.reply = trap -> new TrapReply.Completed(0x2211);
    machine.code.move(3, 0xFFFF_FFFEL).load(0, 3, 0).halt();
    assertThat(machine.run(10)).isEqualTo(IDLE);
    assertThat(machine.r(0)).isEqualTo(0x44332211);
  }

  @Test
  void aHiddenFaultIsRepairedAndTheLoadGoesOn() {
    machine.mapAll(ROOT);
    machine.map(ROOT, 0x5000, 0, Rights.NONE);
    machine.virtualize(ROOT, 1);
    machine.memory.write(0x7000, 4, 1234);
    machine.reply =
        trap -> {
          machine.map(ROOT, 0x5000, 0x7000, Rights.ALL);
          return TrapReply.RETRY;
        };
    machine.code.move(3, 0x5000).load(0, 3, 0).load(1, 3, 0).halt();
    assertThat(machine.run(10)).isEqualTo(IDLE);
    assertThat(machine.r(0)).isEqualTo(1234);
    assertThat(machine.r(1)).isEqualTo(1234);
    assertThat(accesses())
        .containsExactly(
            new MemoryAccess(0x5000, 4, AccessType.READ, Privilege.SUPERVISOR, 0, false));
  }

  @Test
  void completedAccessesHappenOnceEachInOrder() {
    machine.mapAll(ROOT);
    machine.map(ROOT, DEVICE, 0, Rights.NONE);
    machine.virtualize(ROOT, 1);
    machine.reply = trap -> new TrapReply.Completed(0x1_0000_0005L);
    machine.code.move(3, DEVICE).increment(3, 0).load(1, 3, 4).storeByte(3, 8, 1).halt();
    assertThat(machine.run(10)).isEqualTo(IDLE);
    assertThat(machine.r(1)).isEqualTo(5);
    var supervisor = Privilege.SUPERVISOR;
    assertThat(accesses())
        .containsExactly(
            new MemoryAccess(DEVICE, 4, AccessType.UPDATE, supervisor, 0, false),
            new MemoryAccess(DEVICE, 4, AccessType.WRITE, supervisor, 6, false),
            new MemoryAccess(DEVICE + 4, 4, AccessType.READ, supervisor, 0, false),
            new MemoryAccess(DEVICE + 8, 1, AccessType.WRITE, supervisor, 5, false));
  }

  @Test
  void aCompletedAccessAcrossPagesIsProbedFirst() {
    machine.mapAll(ROOT);
    machine.map(ROOT, 0x5000, 0, Rights.NONE);
    machine.virtualize(ROOT, 1);
    machine.code.move(3, 0x5FFD).move(1, 0x44332211).store(3, 0, 1).halt();
    assertThat(machine.run(10)).isEqualTo(IDLE);
    assertThat(accesses())
        .containsExactly(
            new MemoryAccess(0x5FFD, 3, AccessType.WRITE, Privilege.SUPERVISOR, 0x332211, true),
            new MemoryAccess(0x5FFD, 3, AccessType.WRITE, Privilege.SUPERVISOR, 0x332211, false));
    assertThat(machine.memory.read(0x6000, 1)).isEqualTo(0x44);
  }

  @Test
  void aTrueFaultIsTheGuests() {
    machine.mapAll(ROOT);
    machine.map(ROOT, 0x5000, 0, Rights.NONE);
    machine.virtualize(ROOT, 1);
    machine.set(ToyRegisters.VECTOR, 0x2000);
    machine.reply = trap -> new TrapReply.TrueFault(((Trap.TranslationMiss) trap).fault());
    machine.code.move(3, 0x5000).load(0, 3, 0).at(0x2000).halt();
    assertThat(machine.run(10)).isEqualTo(IDLE);
    assertThat(machine.get(ToyRegisters.ADDRESS)).isEqualTo(0x5000);
  }

  @Test
  void aRepairThatRepairsNothingIsTheVmmsBug() {
    machine.virtualize(ROOT, 1);
    machine.reply = trap -> TrapReply.RETRY;
    assertThatThrownBy(() -> machine.run(10))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("EXECUTE at gva 0x1000 failed again");
  }

  @Test
  void aBugInTheVmmIsNotSwallowed() {
    machine.code.move(0, 1).trapInline(0, 0);
    machine.reply =
        trap -> {
          throw new ArithmeticException("a bug");
        };
    assertThatThrownBy(() -> machine.run(10)).isInstanceOf(ArithmeticException.class);
    assertThat(machine.pc()).isEqualTo(ToyMachine.CODE + 6);
  }

  @Test
  void fetchesThatTheVmmCompletesRunOneByOne() {
    machine.mapAll(ROOT);
    machine.map(ROOT, 0x5000, 0, Rights.NONE);
    machine.virtualize(ROOT, 1);
    machine.code.jump(0x5000);
    machine.code.at(0x8000).move(0, 5).halt();
    machine.reply =
        trap ->
            new TrapReply.Completed(
                machine.memory.read(((Trap.TranslationMiss) trap).access().gva() + 0x3000, 1));
    assertThat(machine.run(10)).isEqualTo(IDLE);
    assertThat(machine.r(0)).isEqualTo(5);
    assertThat(machine.processor.retired()).isEqualTo(3);
  }

  @Test
  void memoryBehindTheEndOfMachineMemoryIsADevice() {
    machine.code.move(3, ToyMachine.MEMORY).load(0, 3, 8).store(3, 12, 0).halt();
    machine.reply = trap -> new TrapReply.Completed(9);
    assertThat(machine.run(10)).isEqualTo(IDLE);
    assertThat(machine.r(0)).isEqualTo(9);
    assertThat(machine.traps)
        .containsExactly(
            new Trap.MemoryMappedAccess(
                ToyMachine.MEMORY + 8,
                new MemoryAccess(
                    ToyMachine.MEMORY + 8, 4, AccessType.READ, Privilege.SUPERVISOR, 0, false)),
            new Trap.MemoryMappedAccess(
                ToyMachine.MEMORY + 12,
                new MemoryAccess(
                    ToyMachine.MEMORY + 12, 4, AccessType.WRITE, Privilege.SUPERVISOR, 9, false)));
  }

  @Test
  void anInterruptRaisedByADeviceIsTakenBehindTheInstruction() {
    machine.set(ToyRegisters.VECTOR, 0x2000);
    machine.set(ToyRegisters.INTERRUPTS_ON, 1);
    machine.code.move(3, ToyMachine.MEMORY).push(3, 0).move(0, 1).move(3, 0).halt();
    machine.code.at(0x2000).halt();
    machine.reply =
        trap -> {
          machine.core.interruptPin = true;
          machine.core.context().interruptsChanged();
          return TrapReply.DONE;
        };
    machine.set(ToyRegisters.R0 + 3, 0);
    machine.code.at(ToyMachine.CODE).move(3, ToyMachine.MEMORY + 8);
    assertThat(machine.run(10)).isEqualTo(IDLE);
    assertThat(machine.get(ToyRegisters.EPC)).isEqualTo(ToyMachine.CODE + 8);
    assertThat(machine.r(3)).isEqualTo(ToyMachine.MEMORY + 4);
    assertThat(machine.r(0)).isZero();
    assertThat(machine.processor.retired()).isEqualTo(4);
  }

  @Test
  void registersThatChangedPlacesAreRightWhereverTheyAreSeen() {
    for (int budget = 1; budget <= 7; budget++) {
      var cut = new ToyMachine(engine);
      cut.code.move(0, 10).move(2, 20).swap(0, 2).move(1, 1000).swap(2, 0).swap(0, 2).nop();
      assertThat(cut.run(budget)).isEqualTo(BUDGET);
      assertThat(cut.run(7 - budget)).isEqualTo(BUDGET);
      assertThat(List.of(cut.r(0), cut.r(1), cut.r(2))).containsExactly(20L, 1000L, 10L);
    }
  }

  @Test
  void aTrapSeesRegistersThatChangedPlacesAndTheStoreTakesTheOldOne() {
    long stack = ToyMachine.MEMORY + 0x100;
    machine.memory.write(0x8000, 4, stack);
    machine.code.move(6, 0x8000).move(4, 77).loadSwapPush(4).halt();
    machine.reply =
        trap -> {
          assertThat(machine.r(5)).isEqualTo(77);
          assertThat(machine.r(4)).isEqualTo(stack);
          return TrapReply.DONE;
        };
    assertThat(machine.run(10)).isEqualTo(IDLE);
    assertThat(machine.traps)
        .containsExactly(
            new Trap.MemoryMappedAccess(
                stack - 4,
                new MemoryAccess(stack - 4, 4, AccessType.WRITE, Privilege.SUPERVISOR, 77, false)));
    assertThat(machine.r(4)).isEqualTo(stack - 4);
  }

  @Test
  void aHelperThatRepeatsStopsAtTheBudgetAndGoesOn() {
    machine.code.move(1, 10).move(2, 7).move(3, 0x8000).fill().halt();
    for (int i = 0; i < 12; i++) {
      assertThat(machine.run(1)).isEqualTo(BUDGET);
      assertThat(machine.processor.retired()).isEqualTo(i + 1);
    }
    assertThat(machine.run(100)).isEqualTo(IDLE);
    assertThat(machine.processor.retired()).isEqualTo(14);
    assertThat(machine.memory.read(0x8000 + 36, 4)).isEqualTo(7);
    assertThat(machine.memory.read(0x8000 + 40, 4)).isZero();
  }

  @Test
  void anInterruptThatTheFetchOfABlockBringsIsTakenBehindIt() {
    machine.mapAll(ROOT);
    machine.virtualize(ROOT, 1);
    machine.set(ToyRegisters.VECTOR, 0x2000);
    machine.set(ToyRegisters.INTERRUPTS_ON, 1);
    machine.code.move(0, 1000).move(1, 1);
    long loop = machine.code.here();
    machine.code.jump(0x5000);
    long back = machine.code.here();
    machine.code.sub(0, 1).branchNonzero(0, loop);
    machine
        .code
        .at(0x5000)
        .add(2, 1)
        .jump(0x5100)
        .at(0x5100)
        .add(2, 1)
        .jump(back)
        .at(0x2000)
        .halt();
    assertThat(machine.run(2 + 7 * 10)).isEqualTo(BUDGET);
    assertThat(machine.pc()).isEqualTo(loop);

    machine.map(ROOT, 0x5000, 0, Rights.NONE);
    machine.processor.mmu().invalidatePage(0x5000);
    machine.reply =
        trap -> {
          machine.map(ROOT, 0x5000, 0x5000, Rights.ALL);
          machine.core.interruptPin = true;
          machine.core.context().interruptsChanged();
          return TrapReply.RETRY;
        };
    assertThat(machine.run(100)).isEqualTo(IDLE);
    assertThat(machine.get(ToyRegisters.EPC)).isEqualTo(0x5100);
  }

  @Test
  void aRequestFromAnotherThreadStopsAnEndlessLoop() throws InterruptedException {
    var begun = new CountDownLatch(1);
    machine.reply =
        trap -> {
          begun.countDown();
          return TrapReply.DONE;
        };
    machine.code.trapInline(0, 1);
    long loop = machine.code.here();
    machine.code.add(2, 1).jump(loop);
    var stopper =
        Thread.ofPlatform()
            .start(
                () -> {
                  await(begun);
                  machine.processor.requestStop();
                });
    assertThat(machine.run(Long.MAX_VALUE / 2)).isEqualTo(STOPPED);
    stopper.join();
    assertThat(machine.run(5)).isEqualTo(BUDGET);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
