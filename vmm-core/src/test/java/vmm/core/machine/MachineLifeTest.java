package vmm.core.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import vmm.api.arch.ImageException;
import vmm.api.machine.MachineListener;
import vmm.api.machine.MachineSpecException;
import vmm.api.memory.PageGrant;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.FaultCause;
import vmm.api.mmu.Privilege;
import vmm.api.mmu.RealView;
import vmm.api.mmu.Rights;
import vmm.api.mmu.Translation;
import vmm.api.mmu.TranslationRegime;
import vmm.api.trap.MemoryAccess;
import vmm.api.trap.Trap;
import vmm.api.trap.TrapKind;
import vmm.api.trap.TrapReply;
import vmm.core.memory.ImageFrames;
import vmm.core.memory.SparseHostMemory;

class MachineLifeTest {
  private final SparseHostMemory memory = SparseHostMemory.reserve(16 << 20);
  private final FakePlugIns plugIns = new FakePlugIns();

  @AfterEach
  void close() {
    memory.close();
  }

  @Test
  void theSpecIsFilledIn() throws Exception {
    try (var machine = plugIns.machine(memory)) {
      assertThat(machine.spec())
          .isEqualTo(
              plugIns.spec().withArchitecture("toy").withBoard("breadboard").withCpu("toy1"));
    }
  }

  @Test
  void theProcessorStartsBuiltWithTheTrapsThatTheStrategyNeeds() throws Exception {
    when(plugIns.strategy.needs()).thenReturn(Set.of(TrapKind.ROOT_WRITE));
    plugIns.build = host -> host.state().slots[1] = 42;
    try (var machine = plugIns.machine(memory)) {
      assertThat(plugIns.processor.traps).contains(TrapKind.ROOT_WRITE, TrapKind.PORT_ACCESS);
      assertThat(plugIns.processor.stateChanges()).isEqualTo(1);
      assertThat(machine.register("a")).isEqualTo(42);
      assertThat(machine.registerFile()).isSameAs(plugIns.registers);
      verify(plugIns.strategy).start();
    }
  }

  @Test
  void closingGivesEverythingBackOnce() throws Exception {
    long before = memory.frames().framesInUse();
    plugIns.build =
        host -> {
          host.addRam(0, host.memoryBytes());
          host.load(0x1000, plugIns.image, 0, 0x2345);
          host.physical().write(0x8000, 4, 1);
        };
    var machine = plugIns.machine(memory);
    assertThat(machine.statistics().framesInUse()).isGreaterThan(before);
    machine.close();
    machine.close();

    assertThat(memory.frames().framesInUse()).isEqualTo(before);
    verify(plugIns.strategy).close();
  }

  @Test
  void aBoardThatCannotBeBuiltLeavesNothingBehind() {
    long before = memory.frames().framesInUse();
    plugIns.build =
        host -> {
          host.addRam(0, host.memoryBytes());
          host.load(0x1000, plugIns.image, 0, 0x3000);
          throw new ImageException("kernel: bad");
        };

    assertThatThrownBy(() -> plugIns.machine(memory)).hasMessage("kernel: bad");
    assertThat(memory.frames().framesInUse()).isEqualTo(before);
  }

  @Test
  void imagesMustFit() {
    plugIns.build =
        host -> {
          host.addRam(0, host.memoryBytes());
          host.load(0xFF000, plugIns.image, 0, 0x3000);
        };
    assertThatThrownBy(() -> plugIns.machine(memory))
        .isInstanceOf(ImageException.class)
        .hasMessage(
            "kernel: does not fit: wants 12288 bytes of memory at 0xff000, in a machine of 1M");

    plugIns.build =
        host -> {
          host.addRam(0, host.memoryBytes());
          host.load(0, plugIns.image, 0x2000, 0x1001);
        };
    assertThatThrownBy(() -> plugIns.machine(memory))
        .isInstanceOf(ImageException.class)
        .hasMessageStartingWith("kernel: truncated or damaged");
  }

  @Test
  void machinesOnOneHostShareTheFramesOfAnImage() throws Exception {
    plugIns.image.bytes()[0x1000] = 99;
    plugIns.build =
        host -> {
          host.addRam(0, host.memoryBytes());
          host.load(0x5000, plugIns.image, 0, 0x3000);
        };
    var assembler = plugIns.assembler(memory, new ImageFrames(memory));
    try (var one = assembler.create(plugIns.spec(), plugIns.console);
        var two = assembler.create(plugIns.spec(), plugIns.console)) {
      assertThat(one.physMap().peek(0x6000)).isEqualTo(two.physMap().peek(0x6000));
      one.physical().write(0x6000, 1, 5);

      assertThat(one.physical().read(0x6000, 1)).isEqualTo(5);
      assertThat(two.physical().read(0x6000, 1)).isEqualTo(99);
      assertThat(plugIns.image.bytes()[0x1000]).isEqualTo((byte) 99);
      verify(plugIns.strategy).physMapChanged(0x6000, 0x1000);
    }
  }

  @Test
  void registersAreCutToTheirWidthAndKnownByName() throws Exception {
    try (var machine = plugIns.machine(memory)) {
      machine.setRegister("a", 0x12345);

      assertThat(machine.register("a")).isEqualTo(0x2345);
      assertThat(plugIns.processor.stateChanges()).isEqualTo(2);
      verify(plugIns.strategy, never()).regimeChanged(any());
      assertThatThrownBy(() -> machine.register("zz"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("architecture toy has no register `zz`");
    }
  }

  @Test
  void aRegisterThatChangesTheRegimeIsAnnouncedToTheStrategyBefore() throws Exception {
    try (var machine = plugIns.machine(memory)) {
      when(plugIns.strategy.regimeChanged(any()))
          .thenAnswer(
              call -> {
                assertThat(plugIns.strategyHost.regime())
                    .isEqualTo(new TranslationRegime.Identity(0));
                return TrapReply.DONE;
              });
      machine.setRegister("root", 0x1000);

      verify(plugIns.strategy)
          .regimeChanged(new Trap.RegimeChange(new TranslationRegime.Identity(0x1000)));
      assertThat(machine.regime()).isEqualTo(new TranslationRegime.Identity(0x1000));
    }
  }

  @Test
  void peekingReadsMemoryAloneAndOnlyWhatIsMapped() throws Exception {
    plugIns.build = host -> host.addRam(0, host.memoryBytes());
    try (var machine = plugIns.machine(memory)) {
      machine.physical().write(0x2345, 1, 0xAB);
      when(plugIns.strategy.guestView(0x10345, AccessType.READ, Privilege.SUPERVISOR))
          .thenReturn(new Translation.Mapped(0x2345, Rights.ALL, 12));
      when(plugIns.strategy.guestView(0x20000, AccessType.READ, Privilege.SUPERVISOR))
          .thenReturn(new Translation.Mapped(0xFEE00000L, Rights.ALL, 12));
      when(plugIns.strategy.guestView(0x30000, AccessType.READ, Privilege.SUPERVISOR))
          .thenReturn(
              new Translation.Fault(
                  0x30000, AccessType.READ, Privilege.SUPERVISOR, FaultCause.NOT_PRESENT, 1));

      assertThat(machine.peek(0x10345)).hasValue(0xAB);
      assertThat(machine.peek(0x20000)).isEmpty();
      assertThat(machine.peek(0x30000)).isEmpty();
      verify(plugIns.strategy, never()).translationMissed(any());
      assertThat(machine.statistics().traps()).isEmpty();
    }
  }

  @Test
  void listenersHearOfTraps() throws Exception {
    var listener = mock(MachineListener.class);
    plugIns.guest = processor -> processor.trap(new Trap.PhysicalRead(0, 4));
    try (var machine = plugIns.machine(memory)) {
      machine.addListener(listener);
      machine.step(1);
      machine.removeListener(listener);
      machine.step(1);
    }
    verify(listener).trap(new Trap.PhysicalRead(0, 4), new TrapReply.Completed(0xFFFF_FFFFL));
  }

  @Test
  void statisticsHoldTheFiguresOfAll() throws Exception {
    when(plugIns.strategy.figures()).thenReturn(java.util.Map.of("pages", 4L));
    try (var machine = plugIns.machine(memory)) {
      machine.step(3);
      var statistics = machine.statistics();

      assertThat(statistics.instructions()).isEqualTo(3);
      assertThat(statistics.virtualNanos()).isEqualTo(30);
      assertThat(statistics.processor()).containsEntry("blocks", 3L);
      assertThat(statistics.strategy()).containsEntry("pages", 4L);
    }
  }

  @Test
  void withoutVirtualizationHpaIsGpaAndMemoryEndsWhereTheMachinesDoes() throws Exception {
    plugIns.build =
        host -> {
          host.addRam(0, host.memoryBytes());
          host.addRom(0xFFFF0000L, new byte[] {0x11, 0x22});
        };
    try (var machine = plugIns.machine(memory, plugIns.spec().withStrategy("none"))) {
      assertThat(plugIns.processor.memory.size()).isEqualTo(FakePlugIns.MEMORY);
      machine.physical().write(0x1234, 2, 0xBEEF);
      assertThat(plugIns.processor.memory.read(0x1234, 2)).isEqualTo(0xBEEF);
      assertThat(machine.physMap().peek(0x1234))
          .isInstanceOfSatisfying(
              PageGrant.Backed.class, page -> assertThat(page.hpa()).isEqualTo(0x1000));
      verify(plugIns.processor.mmu()).setRealView(new RealView.Bare(), true);

      var fetch = new MemoryAccess(0, 2, AccessType.EXECUTE, Privilege.SUPERVISOR, 0, false);
      assertThat(plugIns.processor.trap(new Trap.MemoryMappedAccess(0xFFFF0000L, fetch)))
          .isEqualTo(new TrapReply.Completed(0x2211));
      var walked = new Translation.Mapped(0x1234, Rights.ALL, 12);
      when(plugIns.processor.mmu().probe(anyLong(), any(), any())).thenReturn(walked);
      assertThat(machine.guestView(0, AccessType.READ, Privilege.USER)).isEqualTo(walked);
      assertThat(machine.realView(0, AccessType.READ, Privilege.USER)).isEqualTo(walked);
      machine.setRegister("root", 5);
      verify(plugIns.processor.mmu()).invalidateAll();
    }
  }

  @Test
  void memoryMustFitIntoTheHost() {
    var spec = plugIns.spec().withMemory(32 << 20);

    assertThatThrownBy(() -> plugIns.machine(memory, spec))
        .isInstanceOf(MachineSpecException.class)
        .hasMessage("memory of 32M: the host has 16M");
  }
}
