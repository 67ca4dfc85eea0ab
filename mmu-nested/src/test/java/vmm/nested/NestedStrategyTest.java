package vmm.nested;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyBoolean;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vmm.api.memory.GuestPhysical;
import vmm.api.memory.MemoryVirtualization;
import vmm.api.memory.PageGrant;
import vmm.api.memory.PhysMap;
import vmm.api.memory.StrategyHost;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.FaultCause;
import vmm.api.mmu.PageTableFormat;
import vmm.api.mmu.Privilege;
import vmm.api.mmu.RealMmu;
import vmm.api.mmu.RealView;
import vmm.api.mmu.TableMmu;
import vmm.api.mmu.Translation;
import vmm.api.mmu.TranslationRegime;
import vmm.api.trap.MemoryAccess;
import vmm.api.trap.Trap;
import vmm.api.trap.TrapReply;
import vmm.fixtures.FakeMemory;
import vmm.fixtures.TinyFormat;

class NestedStrategyTest {
  private static final TinyFormat FORMAT = new TinyFormat(3, false);

  private final FakeMemory memory = new FakeMemory();
  private final StrategyHost host = mock(StrategyHost.class);
  private final PhysMap physMap = mock(PhysMap.class);
  private final RealMmu mmu = mock(RealMmu.class);
  private final TableMmu model = mock(TableMmu.class);
  private MemoryVirtualization strategy;

  @BeforeEach
  void makeStrategy() {
    when(model.secondStage()).thenReturn(Optional.of(FORMAT));
    when(physMap.addressMask()).thenReturn(-1L);
    when(host.mmuModel()).thenReturn(model);
    when(host.physMap()).thenReturn(physMap);
    when(host.mmu()).thenReturn(mmu);
    when(host.memory()).thenReturn(memory);
    when(host.maxHpa()).thenReturn(memory.size() - 1);
    when(host.physical()).thenReturn(mock(GuestPhysical.class));
    when(host.regime()).thenReturn(new TranslationRegime.Identity(-1L));
    when(host.completeMemoryAccess(anyLong(), any())).thenReturn(TrapReply.DONE);
    when(host.completeDeviceAccess(anyLong(), any())).thenReturn(new TrapReply.Completed(9));
    strategy = new NestedFactory().create(host);
  }

  @Test
  void theHardwareGetsTwoStages() {
    strategy.start();

    verify(mmu).setRealView(any(RealView.TwoStage.class), anyBoolean());
  }

  @Test
  void anAdjacentRunIsMappedByOneLargeLeaf() {
    grant(new PageGrant.Backed(0x25000, true, 16));

    assertThat(fault(0x5123, AccessType.READ, false)).isEqualTo(TrapReply.RETRY);

    verify(host).filled(0x5123, 0x5123, 0x25123, 16);
    assertThat(strategy.figures()).containsEntry("leaves of 64K", 1L);
  }

  @Test
  void aGatedAddressLineLimitsTheLeaf() {
    when(physMap.addressMask()).thenReturn(~0x4000L);
    grant(new PageGrant.Backed(0x21000, true, 16));

    fault(0x5123, AccessType.READ, false);

    verify(physMap).resolve(0x1123, false);
    verify(host).filled(0x5123, 0x5123, 0x21123, 12);
  }

  @Test
  void memoryThatIgnoresWritesCompletesThem() {
    grant(new PageGrant.ReadOnly(0x3000));

    assertThat(fault(0x5123, AccessType.READ, false)).isEqualTo(TrapReply.RETRY);
    assertThat(fault(0x5123, AccessType.WRITE, false)).isEqualTo(TrapReply.DONE);

    verify(host).completeMemoryAccess(anyLong(), any());
  }

  @Test
  void aDeviceSeesTheAccessOnce() {
    grant(new PageGrant.Device());

    assertThat(fault(0x5123, AccessType.READ, false)).isEqualTo(new TrapReply.Completed(9));

    verify(host).completeDeviceAccess(anyLong(), any());
  }

  @Test
  void aProbeOfADeviceTouchesNothing() {
    grant(new PageGrant.Device());
    MemoryAccess probe = new MemoryAccess(0x5123, 4, AccessType.READ, Privilege.USER, 0, true);

    strategy.secondStageFaulted(
        new Trap.SecondStageFault(secondStage(0x5123, probe, false), probe));

    verify(host, never()).completeDeviceAccess(anyLong(), any());
  }

  @Test
  void aTableWhereNoMemoryIsMakesTheWholeAccessCompleted() {
    grant(new PageGrant.Device());

    fault(0x5123, AccessType.READ, true);

    verify(host).completeDeviceAccess(0x5123, access(AccessType.READ));
  }

  @Test
  void anAddressBeyondTheFormatIsNoMemory() {
    grant(new PageGrant.Device());

    assertThat(fault(FORMAT.maxInput() + 1, AccessType.READ, false))
        .isEqualTo(new TrapReply.Completed(9));
  }

  @Test
  void aChangeOfThePhysMapDropsLeavesAndTranslations() {
    grant(new PageGrant.Backed(0x25000, true, 12));
    fault(0x5123, AccessType.READ, false);

    strategy.physMapChanged(0x5000, 0x1000);

    verify(mmu).invalidateContext(0);
    assertThat(strategy.figures()).containsEntry("leaves of 4K", 0L);
  }

  @Test
  void aGuestFaultStaysTheGuests() {
    Translation.Fault fault =
        new Translation.Fault(1, AccessType.READ, Privilege.USER, FaultCause.NOT_PRESENT, 1);

    assertThat(strategy.translationMissed(new Trap.TranslationMiss(fault, access(AccessType.READ))))
        .isEqualTo(new TrapReply.TrueFault(fault));
  }

  @Test
  void itsFramesAreGivenBack() {
    grant(new PageGrant.Backed(0x25000, true, 12));
    fault(0x5123, AccessType.READ, false);

    strategy.close();

    assertThat(memory.framesInUse()).isZero();
  }

  @Test
  void aProcessorWithoutASecondStageIsRefusedInOneLine() {
    when(model.secondStage()).thenReturn(Optional.<PageTableFormat>empty());

    assertThat(new NestedFactory().unsupportedReason(model))
        .isEqualTo("nested needs a processor with second-stage tables, and this one declares none");
  }

  private void grant(PageGrant grant) {
    when(physMap.resolve(anyLong(), anyBoolean())).thenReturn(grant);
  }

  private TrapReply fault(long gpa, AccessType type, boolean tableAccess) {
    MemoryAccess access = access(type);
    return strategy.secondStageFaulted(
        new Trap.SecondStageFault(secondStage(gpa, access, tableAccess), access));
  }

  private static MemoryAccess access(AccessType type) {
    return new MemoryAccess(0x5123, 4, type, Privilege.SUPERVISOR, 0, false);
  }

  private static Translation.SecondStageFault secondStage(
      long gpa, MemoryAccess access, boolean tableAccess) {
    return new Translation.SecondStageFault(
        access.gva(), gpa, access.type(), access.privilege(), tableAccess, false, 0);
  }
}
