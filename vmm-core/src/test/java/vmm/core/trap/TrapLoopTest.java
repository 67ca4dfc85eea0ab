package vmm.core.trap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.mockito.Mockito.when;

import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vmm.api.cpu.Processor;
import vmm.api.device.Bus;
import vmm.api.machine.MachineListener;
import vmm.api.machine.RunOutcome;
import vmm.api.memory.GuestPhysical;
import vmm.api.memory.HostMemory;
import vmm.api.memory.MemoryVirtualization;
import vmm.api.memory.PageGrant;
import vmm.api.memory.PhysMap;
import vmm.api.memory.StrategyHost;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.FaultCause;
import vmm.api.mmu.Privilege;
import vmm.api.mmu.TableMmu;
import vmm.api.mmu.Translation;
import vmm.api.mmu.TranslationRegime;
import vmm.api.trap.MemoryAccess;
import vmm.api.trap.Trap;
import vmm.api.trap.TrapReply;

class TrapLoopTest {
  private static final TranslationRegime REGIME = new TranslationRegime.Identity(-1);

  private final MemoryVirtualization strategy = mock(MemoryVirtualization.class);
  private final PhysMap physMap = mock(PhysMap.class);
  private final GuestPhysical physical = mock(GuestPhysical.class);
  private final Bus ports = mock(Bus.class);
  private final Bus memoryMapped = mock(Bus.class);
  private final MachineListener listener = mock(MachineListener.class);
  private final Runnable stopRun = mock(Runnable.class);
  private final MachineEnd end = new MachineEnd(stopRun);
  private final TrapLedger ledger = new TrapLedger();
  private final TrapLoop loop = newLoop();
  private final StrategyHost host = loop;

  private TrapLoop newLoop() {
    var factory = mock(MemoryVirtualization.Factory.class);
    when(factory.create(any())).thenReturn(strategy);
    var spaces =
        new TrapLoop.Spaces(mock(HostMemory.class), 0xFFF, physMap, physical, ports, memoryMapped);
    return new TrapLoop(mock(Processor.class), mock(TableMmu.class), spaces, factory, end, ledger);
  }

  @BeforeEach
  void listen() {
    when(physMap.addressMask()).thenReturn(-1L);
    ledger.addListener(listener);
  }

  private static MemoryAccess access(AccessType type, int size, long value) {
    return new MemoryAccess(0x1000, size, type, Privilege.USER, value, false);
  }

  private static MemoryAccess probe(AccessType type) {
    return new MemoryAccess(0x1000, 4, type, Privilege.USER, 0, true);
  }

  private static Trap.TranslationMiss miss(MemoryAccess access) {
    return new Trap.TranslationMiss(fault(access.type()), access);
  }

  private static Translation.Fault fault(AccessType type) {
    return new Translation.Fault(0x1000, type, Privilege.USER, FaultCause.NOT_PRESENT, 1);
  }

  @Test
  void whatIsAboutMemoryGoesToTheStrategy() {
    var rootWrite = new Trap.RootWrite(REGIME);
    var rootRead = new Trap.RootRead(7);
    var change = new Trap.RegimeChange(REGIME);
    var invalidation = new Trap.Invalidation(Trap.Invalidation.Scope.PAGE, 0x1000);
    when(strategy.rootWritten(rootWrite)).thenReturn(TrapReply.DONE);
    when(strategy.rootRead(rootRead)).thenReturn(new TrapReply.Completed(7));
    when(strategy.regimeChanged(change)).thenReturn(TrapReply.DONE);
    when(strategy.invalidated(invalidation)).thenReturn(TrapReply.DONE);

    assertThat(loop.onTrap(rootWrite)).isEqualTo(TrapReply.DONE);
    assertThat(loop.onTrap(rootRead)).isEqualTo(new TrapReply.Completed(7));
    assertThat(loop.onTrap(change)).isEqualTo(TrapReply.DONE);
    assertThat(loop.onTrap(invalidation)).isEqualTo(TrapReply.DONE);
    assertThat(ledger.taken())
        .isEqualTo(
            Map.of("root-write", 1L, "root-read", 1L, "regime-change", 1L, "invalidation", 1L));
    assertThat(ledger.hiddenFaults()).isZero();
  }

  @Test
  void aMissThatIsRepairedIsAHiddenFault() {
    var miss = miss(access(AccessType.READ, 4, 0));
    when(strategy.translationMissed(miss)).thenReturn(TrapReply.RETRY);
    loop.onTrap(miss);

    assertThat(ledger.hiddenFaults()).isEqualTo(1);
    var order = inOrder(listener);
    order.verify(listener).trap(miss, TrapReply.RETRY);
    order.verify(listener).hiddenFault(miss);
    verify(listener, never()).trueFault(any());
  }

  @Test
  void aSecondStageFaultThatIsRepairedIsAHiddenFaultToo() {
    var access = access(AccessType.WRITE, 4, 0);
    var trap =
        new Trap.SecondStageFault(
            new Translation.SecondStageFault(
                0x1000, 0x2000, AccessType.WRITE, Privilege.USER, false, false, 0),
            access);
    when(strategy.secondStageFaulted(trap)).thenReturn(TrapReply.RETRY);
    loop.onTrap(trap);

    assertThat(ledger.hiddenFaults()).isEqualTo(1);
    assertThat(ledger.taken()).containsExactly(Map.entry("second-stage-fault", 1L));
  }

  @Test
  void aMissThatTheGuestCausesIsATrueFault() {
    var miss = miss(access(AccessType.READ, 4, 0));
    when(strategy.translationMissed(miss))
        .thenReturn(new TrapReply.TrueFault(fault(AccessType.READ)));
    loop.onTrap(miss);

    assertThat(ledger.trueFaults()).isEqualTo(1);
    assertThat(ledger.hiddenFaults()).isZero();
    verify(listener).trueFault(miss);
    verify(listener, never()).hiddenFault(any());
  }

  @Test
  void aMissThatTurnsOutToBeATableAccessCountsAsThat() {
    var access = access(AccessType.WRITE, 4, 5);
    var seen = new Trap.TableAccess(0x9000, access);
    when(strategy.translationMissed(any()))
        .thenAnswer(
            call -> {
              host.reclassify(seen);
              return TrapReply.DONE;
            });
    loop.onTrap(miss(access));

    assertThat(ledger.taken()).containsExactly(Map.entry("table-write", 1L));
    verify(listener).trap(seen, TrapReply.DONE);
    verify(listener).hiddenFault(seen);
  }

  @Test
  void aMissThatLeadsToADeviceReachesTheBusOnce() {
    when(physMap.addressMask()).thenReturn(~(1L << 20));
    when(memoryMapped.read(0xFEC00010L, 4)).thenReturn(0x1234L);
    var access = access(AccessType.READ, 4, 0);
    when(strategy.translationMissed(any()))
        .thenAnswer(call -> host.completeDeviceAccess(0xFED00010L, access));

    assertThat(loop.onTrap(miss(access))).isEqualTo(new TrapReply.Completed(0x1234));
    verify(memoryMapped).read(anyLong(), anyInt());
    assertThat(ledger.taken()).containsExactly(Map.entry("mmio", 1L));
  }

  @Test
  void anAccessOfOddSizeIsMadeOfTheLargestPieces() {
    when(memoryMapped.read(0x5000, 4)).thenReturn(0x44332211L);
    when(memoryMapped.read(0x5004, 2)).thenReturn(0x6655L);
    when(memoryMapped.read(0x5006, 1)).thenReturn(0x77L);
    assertThat(host.completeDeviceAccess(0x5000, access(AccessType.UPDATE, 7, 0)))
        .isEqualTo(new TrapReply.Completed(0x77665544332211L));

    host.completeDeviceAccess(0x5000, access(AccessType.WRITE, 3, 0xAABBCC));
    var order = inOrder(memoryMapped);
    order.verify(memoryMapped).write(0x5000, 2, 0xBBCC);
    order.verify(memoryMapped).write(0x5002, 1, 0xAA);
  }

  @Test
  void memoryIsCompletedByTheGuestView() {
    when(physical.read(0x5000, 8)).thenReturn(-5L);
    assertThat(host.completeMemoryAccess(0x5000, access(AccessType.EXECUTE, 8, 0)))
        .isEqualTo(new TrapReply.Completed(-5));

    assertThat(host.completeMemoryAccess(0x5000, access(AccessType.WRITE, 8, -6)))
        .isEqualTo(TrapReply.DONE);
    verify(physical).write(0x5000, 8, -6);
  }

  @Test
  void aProbePerformsNothingAndIsNotCountedAsTheAccess() {
    when(strategy.translationMissed(any()))
        .thenAnswer(call -> host.completeDeviceAccess(0x5000, probe(AccessType.WRITE)));

    assertThat(loop.onTrap(miss(probe(AccessType.WRITE)))).isEqualTo(TrapReply.DONE);
    assertThat(host.completeMemoryAccess(0x5000, probe(AccessType.READ))).isEqualTo(TrapReply.DONE);
    verifyNoInteractions(memoryMapped, physical, listener);
    assertThat(ledger.taken()).isEmpty();
  }

  @Test
  void aProbeThatRepairsOrFaultsCounts() {
    when(strategy.translationMissed(any()))
        .thenReturn(TrapReply.RETRY)
        .thenReturn(new TrapReply.TrueFault(fault(AccessType.READ)));
    loop.onTrap(miss(probe(AccessType.READ)));
    loop.onTrap(miss(probe(AccessType.READ)));

    assertThat(ledger.hiddenFaults()).isEqualTo(1);
    assertThat(ledger.trueFaults()).isEqualTo(1);
  }

  @Test
  void portsAreAnsweredByTheirBus() {
    when(ports.read(0x61, 1)).thenReturn(0x20L);

    assertThat(loop.onTrap(new Trap.PortAccess(0x61, 1, false, 0)))
        .isEqualTo(new TrapReply.Completed(0x20));
    assertThat(loop.onTrap(new Trap.PortAccess(0x80, 2, true, 0xAA55))).isEqualTo(TrapReply.DONE);
    verify(ports).write(0x80, 2, 0xAA55);
    assertThat(ledger.taken()).containsExactly(Map.entry("port", 2L));
    assertThat(ledger.hiddenFaults()).isZero();
  }

  @Test
  void beyondMachineMemoryABareProcessorFindsDevicesAndRoms() {
    when(physMap.peek(0xFFFF0000L)).thenReturn(new PageGrant.ReadOnly(0));
    when(physMap.peek(0xFEC00000L)).thenReturn(new PageGrant.Device());
    when(physical.read(0xFFFF0000L, 1)).thenReturn(0xEAL);
    when(memoryMapped.read(0xFEC00000L, 1)).thenReturn(0x55L);
    var fetch = access(AccessType.EXECUTE, 1, 0);

    assertThat(loop.onTrap(new Trap.MemoryMappedAccess(0xFFFF0000L, fetch)))
        .isEqualTo(new TrapReply.Completed(0xEA));
    assertThat(loop.onTrap(new Trap.MemoryMappedAccess(0xFEC00000L, fetch)))
        .isEqualTo(new TrapReply.Completed(0x55));
  }

  @Test
  void theProcessorsOwnReadsSeeTheGuestView() {
    when(physical.read(0x3000, 8)).thenReturn(99L);

    assertThat(loop.onTrap(new Trap.PhysicalRead(0x3000, 8)))
        .isEqualTo(new TrapReply.Completed(99));
  }

  @Test
  void idleStopsTheRunAndShutdownEndsTheGuest() {
    assertThat(loop.onTrap(new Trap.Idle(true))).isEqualTo(TrapReply.STOP);
    assertThat(end.outcome()).isNull();

    assertThat(loop.onTrap(new Trap.Shutdown("triple fault"))).isEqualTo(TrapReply.STOP);
    assertThat(end.outcome()).isEqualTo(new RunOutcome.GuestEnded("triple fault"));
    end.end(new RunOutcome.GuestExited(1));
    assertThat(end.outcome()).isEqualTo(new RunOutcome.GuestEnded("triple fault"));
    verify(stopRun, org.mockito.Mockito.times(2)).run();
  }

  @ParameterizedTest
  @CsvSource({"privileged", "exception", "interrupt", "architecture"})
  void whatIsOnlyCountedGoesOn(String label) {
    Trap trap =
        switch (label) {
          case "privileged" -> new Trap.PrivilegedInstruction("X", 0);
          case "exception" -> new Trap.ExceptionTrap(3, 0);
          case "interrupt" -> new Trap.ExternalInterrupt(32);
          default -> (Trap.ArchitectureTrap) () -> "own";
        };

    assertThat(loop.onTrap(trap)).isEqualTo(TrapReply.DONE);
    assertThat(ledger.taken()).containsExactly(Map.entry(label, 1L));
  }

  @Test
  void listenersHearOfFillsUntilTheyAreRemoved() {
    host.filled(1, 2, 3, 12);
    ledger.removeListener(listener);
    host.filled(4, 5, 6, 12);

    verify(listener).filled(1, 2, 3, 12);
    verify(listener, never()).filled(4, 5, 6, 12);
  }
}
