package vmm.shadow.tlb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;
import static vmm.shadow.tlb.TlbStrategyFixture.access;
import static vmm.shadow.tlb.TlbStrategyFixture.data;
import static vmm.shadow.tlb.TlbStrategyFixture.miss;

import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.InOrder;
import vmm.api.memory.MemoryVirtualization;
import vmm.api.memory.PageGrant;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.FaultCause;
import vmm.api.mmu.Privilege;
import vmm.api.mmu.RealView;
import vmm.api.mmu.Rights;
import vmm.api.mmu.TlbEntry;
import vmm.api.mmu.Translation;
import vmm.api.mmu.TranslationRegime;
import vmm.api.trap.MemoryAccess;
import vmm.api.trap.Trap;
import vmm.api.trap.TrapKind;
import vmm.api.trap.TrapReply;

class ShadowTlbStrategyTest {
  private static final PageGrant OWN = new PageGrant.Backed(0x802000, true, 12);

  private final TlbStrategyFixture fixture = new TlbStrategyFixture();
  private MemoryVirtualization strategy;

  @BeforeEach
  void start() {
    strategy = TlbStrategies.shadow(fixture.host, TlbStrategyFixture.MMU);
    strategy.start();
  }

  @Test
  void fetchesAndDataHaveContextsOfTheirOwn() {
    verify(fixture.mmu).setRealView(new RealView.OneStageTlb(1, 2), false);
  }

  @Test
  void nothingIsInstalledBeforeItIsUsed() {
    fixture.grant(OWN);

    fixture.write(strategy, 0, data(0x2000, 12, 1));

    assertThat(fixture.real.held()).isEmpty();
  }

  @Test
  void aHiddenMissInstallsThePieceWithTheRightsOfItsPrivilege() {
    fixture.grant(OWN);
    fixture.write(strategy, 0, data(0x0, 14, 1));

    assertThat(miss(strategy, access(0x2123, AccessType.READ))).isEqualTo(TrapReply.RETRY);

    assertThat(fixture.real.held())
        .containsExactly(new TlbEntry(0x2000, 12, 0x802000, Rights.SUPERVISOR, 0, 2));
    verify(fixture.host).filled(0x2123, 0x102123, 0x802123, 12);
  }

  @Test
  void aPageSmallerThanAFrameKeepsItsPlaceThere() {
    fixture.grant(OWN);
    fixture.write(strategy, 0, new TlbEntry(0x400, 10, 0x100C00, Rights.ALL, 1, 1));

    miss(strategy, access(0x404, AccessType.READ));

    assertThat(fixture.real.held())
        .containsExactly(new TlbEntry(0x400, 10, 0x802C00, Rights.SUPERVISOR, 0, 2));
  }

  @Test
  void sharedMemoryIsInstalledWithoutTheRightToWrite() {
    fixture.grant(new PageGrant.Backed(0x802000, false, 12));
    fixture.write(strategy, 0, data(0x2000, 12, 1));

    miss(strategy, access(0x2000, AccessType.READ));

    assertThat(fixture.real.held())
        .extracting(TlbEntry::rights)
        .containsExactly(Rights.SR | Rights.SX);
  }

  @Test
  void whatTheGuestDoesNotMapIsItsOwnFault() {
    MemoryAccess access = access(0x2000, AccessType.WRITE);
    Translation.Fault fault =
        new Translation.Fault(
            0x2000, AccessType.WRITE, Privilege.SUPERVISOR, FaultCause.NOT_PRESENT, 0);

    assertThat(miss(strategy, access)).isEqualTo(new TrapReply.TrueFault(fault));
  }

  @Test
  void aDeviceSeesTheAccessOnceAndNoProbe() {
    fixture.grant(new PageGrant.Device());
    fixture.write(strategy, 0, data(0x2000, 12, 1));
    MemoryAccess probe =
        new MemoryAccess(0x2000, 4, AccessType.READ, Privilege.SUPERVISOR, 0, true);

    assertThat(miss(strategy, probe)).isEqualTo(TrapReply.DONE);
    verify(fixture.host, never()).completeDeviceAccess(anyLong(), any());
    assertThat(miss(strategy, access(0x2000, AccessType.READ)))
        .isEqualTo(new TrapReply.Completed(9));
    assertThat(fixture.real.held()).isEmpty();
  }

  @Test
  void memoryThatIgnoresWritesCompletesThem() {
    fixture.grant(new PageGrant.ReadOnly(0x802000));
    fixture.write(strategy, 0, data(0x2000, 12, 1));

    assertThat(miss(strategy, access(0x2000, AccessType.WRITE)))
        .isEqualTo(new TrapReply.Completed(5));
  }

  @Test
  void anAccessOfAnotherPrivilegeIsCompleted() {
    fixture.grant(OWN);
    fixture.write(strategy, 0, data(0x2000, 12, 1));

    TrapReply reply =
        miss(strategy, new MemoryAccess(0x2000, 4, AccessType.READ, Privilege.USER, 0, false));

    assertThat(reply).isEqualTo(new TrapReply.Completed(5));
    assertThat(fixture.real.held()).isEmpty();
  }

  @Test
  void aSlotThatIsWrittenLosesWhatWasMadeFromIt() {
    fixture.grant(OWN);
    fixture.write(strategy, 0, data(0x2000, 12, 1));
    fixture.write(strategy, 1, data(0x4000, 12, 1));
    miss(strategy, access(0x2000, AccessType.READ));
    miss(strategy, access(0x4000, AccessType.READ));

    strategy.tlbWritten(new Trap.TlbWrite(0, Optional.empty()));

    assertThat(fixture.real.held()).extracting(TlbEntry::gva).containsExactly(0x4000L);
  }

  @Test
  void aLowerSlotHidesWhatWasMadeFromAHigherOne() {
    fixture.grant(OWN);
    fixture.write(strategy, 3, data(0x2000, 12, 1));
    miss(strategy, access(0x2000, AccessType.READ));

    fixture.write(strategy, 4, data(0x2000, 12, 1));
    assertThat(fixture.real.held()).hasSize(1);
    fixture.write(strategy, 2, data(0x0, 14, 2));
    assertThat(fixture.real.held()).hasSize(1);
    fixture.write(strategy, 2, data(0x0, 14, 0));
    assertThat(fixture.real.held()).isEmpty();
  }

  @Test
  void aReturnToASpaceFindsItsEntriesAgain() {
    strategy = TlbStrategies.shadow(fixture.host, new FakeTlbMmu(4));
    strategy.start();
    fixture.grant(OWN);
    fixture.write(strategy, 0, data(0x2000, 12, 1));
    miss(strategy, access(0x2000, AccessType.READ));

    switchTo(1, Privilege.USER);
    verify(fixture.mmu).setRealView(new RealView.OneStageTlb(3, 4), false);
    switchTo(1, Privilege.SUPERVISOR);

    verify(fixture.mmu, times(3)).setRealView(new RealView.OneStageTlb(1, 2), false);
    assertThat(fixture.real.held()).extracting(TlbEntry::id).containsExactly(2);
    assertThat(strategy.figures()).containsEntry("contexts recycled", 0L);
  }

  @Test
  void aContextThatIsRecycledIsEmpty() {
    fixture.grant(OWN);
    fixture.write(strategy, 0, data(0x2000, 12, 1));
    miss(strategy, access(0x2000, AccessType.READ));

    // Two privileges with a context for fetches and one for data each are one more than there are.
    switchTo(1, Privilege.USER);
    switchTo(1, Privilege.SUPERVISOR);

    assertThat(strategy.figures()).containsEntry("contexts recycled", 3L);
    assertThat(fixture.real.held()).isEmpty();
  }

  @Test
  void aProcessorThatWasNotSeenToChangeIsFollowedAtTheNextMiss() {
    fixture.grant(OWN);
    fixture.guest.entries[0] = data(0x2000, 12, 7);
    fixture.regime(7, Privilege.SUPERVISOR);

    assertThat(miss(strategy, access(0x2000, AccessType.READ))).isEqualTo(TrapReply.RETRY);

    verify(fixture.mmu).setRealView(new RealView.OneStageTlb(3, 1), false);
    assertThat(fixture.real.held()).extracting(TlbEntry::id).containsExactly(1);
  }

  @Test
  void anInvalidationReachesAllThatTheEntryBecame() {
    fixture.grant(OWN);
    fixture.write(strategy, 0, data(0x0, 14, 1));
    fixture.write(strategy, 1, data(0x8000, 12, 1));
    miss(strategy, access(0x2000, AccessType.READ));
    miss(strategy, access(0x8000, AccessType.READ));

    strategy.invalidated(new Trap.Invalidation(Trap.Invalidation.Scope.PAGE, 0x3000));
    assertThat(fixture.real.held()).extracting(TlbEntry::gva).containsExactly(0x8000L);
    strategy.invalidated(new Trap.Invalidation(Trap.Invalidation.Scope.NON_GLOBAL, 0));
    assertThat(fixture.real.held()).isEmpty();
  }

  @Test
  void aChangeOfThePhysMapDropsWhatLeadsThere() {
    fixture.grant(OWN);
    fixture.write(strategy, 0, data(0x0, 14, 1));
    miss(strategy, access(0x2000, AccessType.READ));
    miss(strategy, access(0x3000, AccessType.READ));

    strategy.physMapChanged(0x103000, 0x1000);

    assertThat(fixture.real.held()).extracting(TlbEntry::gva).containsExactly(0x2000L);
  }

  @Test
  void aGatedAddressLineDropsAllAndLimitsThePieces() {
    fixture.grant(new PageGrant.Backed(0x802000, true, 14));
    fixture.write(strategy, 0, data(0x0, 14, 1));
    miss(strategy, access(0x2000, AccessType.READ));
    assertThat(fixture.real.held()).extracting(TlbEntry::pageShift).containsExactly(14);

    when(fixture.physMap.addressMask()).thenReturn(~0x2000L);
    strategy.physMapChanged(0x900000, 0x1000);
    assertThat(fixture.real.held()).isEmpty();
    miss(strategy, access(0x2000, AccessType.READ));

    assertThat(fixture.real.held()).extracting(TlbEntry::pageShift).containsExactly(12);
    verify(fixture.physMap).resolve(0x100000, false);
  }

  @Test
  void theGuestViewIsWhatTheGuestWrote() {
    fixture.guest.entries[0] = data(0x2000, 12, 1);

    assertThat(strategy.guestView(0x2345, AccessType.READ, Privilege.USER))
        .isEqualTo(new Translation.Mapped(0x102345, Rights.ALL, 12));
  }

  @Test
  void itAsksForEverythingThatTouchesTheTlb() {
    assertThat(strategy.needs())
        .contains(TrapKind.TLB_WRITE, TrapKind.TLB_READ, TrapKind.TLB_SEARCH)
        .contains(TrapKind.INVALIDATION, TrapKind.REGIME_CHANGE, TrapKind.TRANSLATION_MISS);
    assertThat(strategy.tlbRead(new Trap.TlbRead(1, 77))).isEqualTo(new TrapReply.Completed(77));
  }

  @Test
  void aRegimeWithoutATlbIsRefused() {
    Trap.RegimeChange trap = new Trap.RegimeChange(new TranslationRegime.Identity(-1L));

    assertThatThrownBy(() -> strategy.regimeChanged(trap))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theProcessorMayChangeToARegimeThatWasLoadedByItself() {
    TranslationRegime first = fixture.regime(1, Privilege.SUPERVISOR);
    switchTo(7, Privilege.SUPERVISOR);

    verify(fixture.mmu).remember(first, new RealView.OneStageTlb(1, 2));
    verify(fixture.mmu).remember(fixture.host.regime(), new RealView.OneStageTlb(3, 1));
  }

  @Test
  void whatTheProcessorProgrammedByItselfIsNotProgrammedAgain() {
    strategy = TlbStrategies.shadow(fixture.host, new FakeTlbMmu(4));
    strategy.start();
    fixture.grant(OWN);
    fixture.write(strategy, 0, data(0x2000, 12, 1));
    switchTo(1, Privilege.USER);
    fixture.regime(1, Privilege.SUPERVISOR);
    when(fixture.mmu.realView()).thenReturn(new RealView.OneStageTlb(1, 2));

    assertThat(miss(strategy, access(0x2000, AccessType.READ))).isEqualTo(TrapReply.RETRY);

    verify(fixture.mmu, times(2)).setRealView(new RealView.OneStageTlb(1, 2), false);
    assertThat(fixture.real.held()).extracting(TlbEntry::id).containsExactly(2);
  }

  @Test
  void whatWasRememberedIsForgottenWhenAContextIsRecycled() {
    switchTo(7, Privilege.SUPERVISOR);

    InOrder order = inOrder(fixture.mmu);
    order.verify(fixture.mmu).forgetRegimes();
    order.verify(fixture.mmu).remember(any(), any());
    order.verify(fixture.mmu).forgetRegimes();
    order.verify(fixture.mmu).remember(any(), any());
  }

  private void switchTo(int id, Privilege privilege) {
    TranslationRegime next = fixture.regime(id, privilege);
    strategy.regimeChanged(new Trap.RegimeChange(next));
  }
}
