package vmm.nested.tlb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyBoolean;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vmm.api.memory.MemoryVirtualization;
import vmm.api.memory.PageGrant;
import vmm.api.memory.PhysMap;
import vmm.api.memory.StrategyHost;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.FaultCause;
import vmm.api.mmu.Privilege;
import vmm.api.mmu.RealMmu;
import vmm.api.mmu.RealView;
import vmm.api.mmu.Rights;
import vmm.api.mmu.TlbEntry;
import vmm.api.mmu.TlbMmu;
import vmm.api.mmu.TlbSpace;
import vmm.api.mmu.Translation;
import vmm.api.mmu.TranslationRegime.FilledTlb;
import vmm.api.trap.MemoryAccess;
import vmm.api.trap.Trap;
import vmm.api.trap.TrapKind;
import vmm.api.trap.TrapReply;
import vmm.nested.NestedFactory;

class NestedTlbStrategyTest {
  private static final int READ_ONLY = Rights.ALL & ~Rights.WRITE;

  private final FakeNestedTlb tlb = new FakeNestedTlb();
  private final StrategyHost host = mock(StrategyHost.class);
  private final PhysMap physMap = mock(PhysMap.class);
  private final RealMmu mmu = mock(RealMmu.class);
  private MemoryVirtualization strategy;

  private record Mmu(Optional<List<Integer>> secondStageShifts) implements TlbMmu {
    @Override
    public List<Integer> pageShifts() {
      return List.of(10, 12, 14);
    }

    @Override
    public int realContexts() {
      return 1;
    }

    @Override
    public long maxAddress() {
      return 0xFFFFFFFFL;
    }
  }

  @BeforeEach
  void start() {
    TlbSpace space = TlbSpace.of(0, 1);
    when(physMap.addressMask()).thenReturn(-1L);
    when(mmu.nestedTlb()).thenReturn(Optional.of(tlb));
    when(host.mmuModel()).thenReturn(new Mmu(Optional.of(List.of(12, 14, 16))));
    when(host.physMap()).thenReturn(physMap);
    when(host.mmu()).thenReturn(mmu);
    when(host.regime()).thenReturn(new FilledTlb(tlb, space, space, Privilege.SUPERVISOR));
    when(host.completeMemoryAccess(anyLong(), any())).thenReturn(new TrapReply.Completed(5));
    when(host.completeDeviceAccess(anyLong(), any())).thenReturn(new TrapReply.Completed(9));
    strategy = new NestedFactory().create(host);
    strategy.start();
  }

  @Test
  void theHardwareGetsTwoStagesAndTheGuestWritesWithoutATrap() {
    verify(mmu).setRealView(new RealView.TwoStageTlb(), true);
    assertThat(strategy.needs())
        .contains(TrapKind.TLB_READ, TrapKind.TLB_SEARCH)
        .doesNotContain(TrapKind.TLB_WRITE, TrapKind.TRANSLATION_MISS)
        .doesNotContain(TrapKind.PRIVILEGED_INSTRUCTION);
  }

  @Test
  void privateMemoryGetsTheLargestEntryOfTheSecondStage() {
    grant(new PageGrant.Backed(0x825000, true, 15));

    assertThat(written(0, page(0x5000, 12))).isEqualTo(TrapReply.RETRY);

    assertThat(tlb.secondStage.values())
        .containsExactly(new FakeNestedTlb.Block(0x104000, 14, 0x824000));
    assertThat(strategy.figures()).containsEntry("second-stage entries written", 1L);
  }

  @Test
  void sharedMemoryIsRepairedByHandWithoutTheRightToWrite() {
    grant(new PageGrant.Backed(0x825000, false, 12));

    assertThat(written(0, page(0x5000, 12))).isEqualTo(TrapReply.DONE);

    assertThat(tlb.secondStage).isEmpty();
    assertThat(tlb.real(0)).isEqualTo(new TlbEntry(0x5000, 12, 0x825000, READ_ONLY, 0, 1));
    assertThat(tlb.entry(0)).isEqualTo(page(0x5000, 12));
    assertThat(strategy.figures()).containsEntry("entries repaired by hand", 1L);
  }

  @Test
  void aPageSmallerThanAFrameKeepsItsPlaceThere() {
    grant(new PageGrant.ReadOnly(0x825000));

    written(0, new TlbEntry(0x400, 10, 0x100C00, Rights.ALL, 0, 1));

    assertThat(tlb.real(0)).isEqualTo(new TlbEntry(0x400, 10, 0x825C00, READ_ONLY, 0, 1));
  }

  @Test
  void aDeviceAndScatteredMemoryHaveNoRealPart() {
    grant(new PageGrant.Device());
    assertThat(written(0, page(0x5000, 12))).isEqualTo(TrapReply.DONE);
    grant(new PageGrant.Backed(0x825000, true, 12));
    assertThat(written(1, page(0x8000, 14))).isEqualTo(TrapReply.DONE);

    assertThat(tlb.real(0)).isNull();
    assertThat(tlb.real(1)).isNull();
  }

  @Test
  void scatteredMemoryIsCompletedByPieces() {
    tlb.guest[1] = page(0x8000, 14);
    grant(new PageGrant.Backed(0x825000, true, 12));

    assertThat(fault(0x9123, AccessType.WRITE)).isEqualTo(TrapReply.RETRY);

    assertThat(tlb.piece(0)).isNull();
    assertThat(tlb.piece(1)).isEqualTo(new TlbEntry(0x9000, 12, 0x825000, Rights.ALL, 0, 1));
    verify(host).filled(0x9123, 0x109123, 0x825123, 12);
  }

  @Test
  void aPageThatMemoryHasInOnePieceGetsARealPartForItsPieces() {
    tlb.guest[1] = page(0x8000, 14);
    grant(new PageGrant.Backed(0x825000, true, 12));
    fault(0x9000, AccessType.READ);
    grant(new PageGrant.Backed(0x826000, true, 14));

    fault(0xA000, AccessType.READ);

    assertThat(tlb.real(1)).isEqualTo(new TlbEntry(0x8000, 14, 0x824000, Rights.ALL, 0, 1));
    assertThat(strategy.figures()).containsEntry("pieces in use", 0L);
  }

  @Test
  void devicesSeeAnAccessOnceAndNoProbe() {
    tlb.guest[1] = page(0x8000, 12);
    grant(new PageGrant.Device());
    MemoryAccess probe =
        new MemoryAccess(0x8000, 4, AccessType.READ, Privilege.SUPERVISOR, 0, true);

    assertThat(strategy.secondStageFaulted(trap(probe))).isEqualTo(TrapReply.DONE);
    verify(host, never()).completeDeviceAccess(anyLong(), any());
    assertThat(fault(0x8000, AccessType.READ)).isEqualTo(new TrapReply.Completed(9));
  }

  @Test
  void memoryThatIgnoresWritesCompletesThem() {
    tlb.guest[1] = page(0x8000, 12);
    grant(new PageGrant.ReadOnly(0x825000));

    assertThat(fault(0x8000, AccessType.WRITE)).isEqualTo(new TrapReply.Completed(5));
    assertThat(fault(0x8000, AccessType.READ)).isEqualTo(TrapReply.RETRY);
    assertThat(tlb.real(1)).isEqualTo(new TlbEntry(0x8000, 12, 0x825000, READ_ONLY, 0, 1));
  }

  @Test
  void aChangeOfThePhysMapRewritesPrivateMemoryInPlace() {
    grant(new PageGrant.Backed(0x825000, true, 12));
    written(0, page(0x5000, 12));
    tlb.writeReal(0, 0x825000, Rights.ALL);
    grant(new PageGrant.Backed(0x999000, true, 12));

    strategy.physMapChanged(0x105000, 0x1000);

    assertThat(tlb.secondStage).isEmpty();
    assertThat(tlb.real(0)).isEqualTo(new TlbEntry(0x5000, 12, 0x999000, Rights.ALL, 0, 1));
    assertThat(strategy.figures()).containsEntry("real parts rewritten", 1L);
  }

  @Test
  void aChangeOfThePhysMapLeavesTheRestToTheNextAccess() {
    tlb.guest[0] = page(0x5000, 12);
    tlb.guest[1] = page(0x8000, 14);
    tlb.writeReal(0, 0x825000, Rights.ALL);
    tlb.writePiece(0, 1, new TlbEntry(0x8000, 12, 0x830000, Rights.ALL, 0, 1));
    tlb.writePiece(1, 1, new TlbEntry(0x9000, 12, 0x831000, Rights.ALL, 0, 1));
    grant(new PageGrant.Backed(0x825000, false, 12));

    strategy.physMapChanged(0x105000, 0x1000);
    strategy.physMapChanged(0x109000, 0x1000);

    assertThat(tlb.real(0)).isNull();
    assertThat(tlb.piece(0)).isNotNull();
    assertThat(tlb.piece(1)).isNull();
    assertThat(tlb.entry(0)).isEqualTo(page(0x5000, 12));
  }

  @Test
  void aGatedAddressLineDropsAll() {
    grant(new PageGrant.Backed(0x825000, true, 12));
    written(0, page(0x5000, 12));
    tlb.writeReal(0, 0x825000, Rights.ALL);
    when(physMap.addressMask()).thenReturn(~0x100000L);

    strategy.physMapChanged(0, 0x1000);

    assertThat(tlb.secondStage).isEmpty();
    assertThat(tlb.real(0)).isNull();
    fault(0x5000, AccessType.READ);
    verify(physMap).resolve(0x5000, false);
  }

  @Test
  void aGuestFaultStaysTheGuests() {
    Translation.Fault fault =
        new Translation.Fault(1, AccessType.READ, Privilege.USER, FaultCause.NOT_PRESENT, 0);
    MemoryAccess access = new MemoryAccess(1, 1, AccessType.READ, Privilege.USER, 0, false);

    assertThat(strategy.translationMissed(new Trap.TranslationMiss(fault, access)))
        .isEqualTo(new TrapReply.TrueFault(fault));
  }

  @Test
  void whatTheGuestReadsIsWhatItWrote() {
    tlb.guest[0] = page(0x5000, 12);

    assertThat(strategy.guestView(0x5123, AccessType.READ, Privilege.USER))
        .isEqualTo(new Translation.Mapped(0x105123, Rights.ALL, 12));
    assertThat(strategy.tlbRead(new Trap.TlbRead(0, 77))).isEqualTo(new TrapReply.Completed(77));
    assertThat(strategy.tlbSearched(new Trap.TlbSearch(0, 3)))
        .isEqualTo(new TrapReply.Completed(3));
  }

  @Test
  void aProcessorWithoutASecondStageIsRefusedInOneLine() {
    assertThat(new NestedFactory().unsupportedReason(new Mmu(Optional.empty())))
        .isEqualTo("nested needs a processor with a second stage, and this one declares none");
  }

  private void grant(PageGrant grant) {
    when(physMap.resolve(anyLong(), anyBoolean())).thenReturn(grant);
    when(physMap.peek(anyLong())).thenReturn(grant);
  }

  /** The gpa of each page is 0x100000 above its gva. */
  private static TlbEntry page(long gva, int shift) {
    return new TlbEntry(gva, shift, 0x100000 + gva, Rights.ALL, 0, 1);
  }

  private TrapReply written(int slot, TlbEntry entry) {
    tlb.guest[slot] = entry;
    return strategy.secondStageMissed(new Trap.SecondStageMiss(slot, entry));
  }

  private TrapReply fault(long gva, AccessType type) {
    return strategy.secondStageFaulted(
        trap(new MemoryAccess(gva, 4, type, Privilege.SUPERVISOR, 0, false)));
  }

  private static Trap.SecondStageFault trap(MemoryAccess access) {
    return new Trap.SecondStageFault(
        new Translation.SecondStageFault(
            access.gva(),
            0x100000 + access.gva(),
            access.type(),
            access.privilege(),
            false,
            false,
            0),
        access);
  }
}
