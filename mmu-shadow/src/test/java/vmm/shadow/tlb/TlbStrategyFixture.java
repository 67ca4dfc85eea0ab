package vmm.shadow.tlb;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyBoolean;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.util.Optional;
import vmm.api.memory.MemoryVirtualization;
import vmm.api.memory.PageGrant;
import vmm.api.memory.PhysMap;
import vmm.api.memory.StrategyHost;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.FaultCause;
import vmm.api.mmu.Privilege;
import vmm.api.mmu.RealMmu;
import vmm.api.mmu.Rights;
import vmm.api.mmu.TlbEntry;
import vmm.api.mmu.TlbSpace;
import vmm.api.mmu.Translation;
import vmm.api.mmu.TranslationRegime.FilledTlb;
import vmm.api.trap.MemoryAccess;
import vmm.api.trap.Trap;
import vmm.api.trap.TrapReply;

/** A host of fakes, and a guest that writes entries and makes accesses. */
final class TlbStrategyFixture {
  static final FakeTlbMmu MMU = new FakeTlbMmu(3);

  final StrategyHost host = mock(StrategyHost.class);
  final PhysMap physMap = mock(PhysMap.class);
  final RealMmu mmu = mock(RealMmu.class);
  final FakeRealTlb real = new FakeRealTlb();
  final FakeGuestTlb guest = new FakeGuestTlb();

  TlbStrategyFixture() {
    when(physMap.addressMask()).thenReturn(-1L);
    when(mmu.tlb()).thenReturn(Optional.of(real));
    when(host.mmuModel()).thenReturn(MMU);
    when(host.physMap()).thenReturn(physMap);
    when(host.mmu()).thenReturn(mmu);
    when(host.completeMemoryAccess(anyLong(), any())).thenReturn(new TrapReply.Completed(5));
    when(host.completeDeviceAccess(anyLong(), any())).thenReturn(new TrapReply.Completed(9));
    regime(1, Privilege.SUPERVISOR);
  }

  FilledTlb regime(int id, Privilege privilege) {
    FilledTlb regime = new FilledTlb(guest, TlbSpace.of(0, id), TlbSpace.of(1, id), privilege);
    when(host.regime()).thenReturn(regime);
    return regime;
  }

  void grant(PageGrant grant) {
    when(physMap.resolve(anyLong(), anyBoolean())).thenReturn(grant);
    when(physMap.peek(anyLong())).thenReturn(grant);
  }

  /** An entry for data, whose gpa is 0x100000 above its gva. */
  static TlbEntry data(long gva, int shift, int id) {
    return new TlbEntry(gva, shift, 0x100000 + gva, Rights.ALL, 1, id);
  }

  void write(MemoryVirtualization strategy, int slot, TlbEntry entry) {
    strategy.tlbWritten(new Trap.TlbWrite(slot, Optional.of(entry)));
    guest.entries[slot] = entry;
  }

  static TrapReply miss(MemoryVirtualization strategy, MemoryAccess access) {
    return strategy.translationMissed(
        new Trap.TranslationMiss(
            new Translation.Fault(
                access.gva(), access.type(), access.privilege(), FaultCause.NOT_PRESENT, 0),
            access));
  }

  static MemoryAccess access(long gva, AccessType type) {
    return new MemoryAccess(gva, 4, type, Privilege.SUPERVISOR, 0, false);
  }
}
