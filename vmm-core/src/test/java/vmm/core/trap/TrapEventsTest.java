package vmm.core.trap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vmm.api.cpu.Processor;
import vmm.api.device.Bus;
import vmm.api.memory.GuestPhysical;
import vmm.api.memory.HostMemory;
import vmm.api.memory.MemoryVirtualization;
import vmm.api.memory.PhysMap;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.FaultCause;
import vmm.api.mmu.Privilege;
import vmm.api.mmu.Rights;
import vmm.api.mmu.TableMmu;
import vmm.api.mmu.TlbEntry;
import vmm.api.mmu.Translation;
import vmm.api.trap.MemoryAccess;
import vmm.api.trap.Trap;
import vmm.api.trap.TrapReply;

/** What a recording tells of traps and faults. */
class TrapEventsTest {
  private static final long PC = 0xC000_1234L;
  private static final long GVA = 0xFFFF_F004L;
  private static final long NOWHERE = -1;

  @TempDir Path folder;

  private final MemoryVirtualization strategy = mock(MemoryVirtualization.class);
  private final Processor processor = mock(Processor.class);
  private final TrapLoop loop = newLoop();

  private TrapLoop newLoop() {
    var factory = mock(MemoryVirtualization.Factory.class);
    when(factory.create(any())).thenReturn(strategy);
    var spaces =
        new TrapLoop.Spaces(
            mock(HostMemory.class),
            0xFFF,
            mock(PhysMap.class),
            mock(GuestPhysical.class),
            mock(Bus.class),
            mock(Bus.class));
    return new TrapLoop(
        processor,
        mock(TableMmu.class),
        spaces,
        factory,
        new MachineEnd(() -> {}),
        new TrapLedger());
  }

  @BeforeEach
  void standSomewhere() {
    when(processor.pc()).thenReturn(PC);
  }

  private static MemoryAccess access(AccessType type, boolean probe) {
    return new MemoryAccess(GVA, 4, type, Privilege.USER, 0, probe);
  }

  private static Translation.Fault fault(AccessType type) {
    return new Translation.Fault(GVA, type, Privilege.USER, FaultCause.NOT_PRESENT, 1);
  }

  private static Trap.TranslationMiss miss(AccessType type, boolean probe) {
    return new Trap.TranslationMiss(fault(type), access(type, probe));
  }

  /** What a recording holds of the VMM after the traps were taken. */
  private List<RecordedEvent> record(List<String> enabled, Trap... traps) throws IOException {
    Path file = folder.resolve("guest.jfr");
    try (var recording = new Recording()) {
      enabled.forEach(recording::enable);
      recording.start();
      for (Trap trap : traps) {
        loop.onTrap(trap);
      }
      recording.stop();
      recording.dump(file);
    }
    return RecordingFile.readAllEvents(file).stream()
        .filter(event -> event.getEventType().getName().startsWith("vmm."))
        .toList();
  }

  @Test
  void aTrapIsRecordedAsWhatItTurnedOutToBe() throws IOException {
    MemoryAccess access = access(AccessType.READ, false);
    when(strategy.translationMissed(any()))
        .thenAnswer(call -> loop.completeDeviceAccess(0x5000, access));
    List<RecordedEvent> events =
        record(
            List.of("vmm.Trap"),
            miss(AccessType.READ, false),
            new Trap.PortAccess(0x61, 1, false, 0));

    assertThat(events)
        .extracting(event -> event.getEventType().getName())
        .containsExactly("vmm.Trap", "vmm.Trap");
    assertThat(events).extracting(event -> event.getString("kind")).containsExactly("mmio", "port");
    assertThat(events).extracting(event -> event.getLong("pc")).containsOnly(PC);
    assertThat(events).extracting(event -> event.getLong("gva")).containsExactly(GVA, NOWHERE);
    assertThat(events).allMatch(event -> event.getDuration().isPositive());
  }

  @Test
  void aProbeThatIsNoTrapIsNotRecorded() throws IOException {
    when(strategy.translationMissed(any())).thenReturn(TrapReply.DONE);
    assertThat(record(List.of("vmm.Trap"), miss(AccessType.WRITE, true))).isEmpty();
  }

  @Test
  void hiddenAndTrueFaultsAreToldApart() throws IOException {
    when(strategy.translationMissed(any()))
        .thenReturn(TrapReply.RETRY)
        .thenReturn(new TrapReply.TrueFault(fault(AccessType.EXECUTE)));
    List<RecordedEvent> events =
        record(
            List.of("vmm.HiddenFault", "vmm.TrueFault"),
            miss(AccessType.WRITE, false),
            miss(AccessType.EXECUTE, false));

    assertThat(events)
        .extracting(event -> event.getEventType().getName())
        .containsExactly("vmm.HiddenFault", "vmm.TrueFault");
    assertThat(events)
        .extracting(event -> event.getString("access"))
        .containsExactly("write", "execute");
    assertThat(events).extracting(event -> event.getString("privilege")).containsOnly("user");
    assertThat(events)
        .extracting(event -> event.getString("kind"))
        .containsOnly("translation-miss");
    assertThat(events).extracting(event -> event.getLong("gva")).containsOnly(GVA);
  }

  @Test
  void aTlbEntryHasAnAddressAndNoAccess() throws IOException {
    var entry = new TlbEntry(0x40_0000, 12, 0x5000, Rights.ALL, 0, 1);
    when(strategy.secondStageMissed(any())).thenReturn(TrapReply.RETRY);
    when(strategy.tlbWritten(any())).thenReturn(TrapReply.DONE);
    when(strategy.invalidated(any())).thenReturn(TrapReply.DONE);
    List<RecordedEvent> events =
        record(
            List.of("vmm.Trap", "vmm.HiddenFault"),
            new Trap.SecondStageMiss(3, entry),
            new Trap.TlbWrite(3, Optional.of(entry)),
            new Trap.TlbWrite(3, Optional.empty()),
            new Trap.Invalidation(Trap.Invalidation.Scope.PAGE, GVA),
            new Trap.Invalidation(Trap.Invalidation.Scope.ALL, 0));

    RecordedEvent hidden = events.get(1);
    assertThat(hidden.getEventType().getName()).isEqualTo("vmm.HiddenFault");
    assertThat(hidden.getString("access")).isEmpty();
    assertThat(events)
        .extracting(event -> event.getLong("gva"))
        .containsExactly(0x40_0000L, 0x40_0000L, 0x40_0000L, NOWHERE, GVA, NOWHERE);
  }

  /** They may come by the million. */
  @Test
  void withoutBeingAskedForNothingIsRecorded() throws IOException {
    when(strategy.translationMissed(any()))
        .thenReturn(TrapReply.RETRY)
        .thenReturn(new TrapReply.TrueFault(fault(AccessType.READ)));
    assertThat(record(List.of(), miss(AccessType.READ, false), miss(AccessType.READ, false)))
        .isEmpty();
  }
}
