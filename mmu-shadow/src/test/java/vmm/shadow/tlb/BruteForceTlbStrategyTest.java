package vmm.shadow.tlb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.anyBoolean;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;
import static vmm.shadow.tlb.TlbStrategyFixture.access;
import static vmm.shadow.tlb.TlbStrategyFixture.data;
import static vmm.shadow.tlb.TlbStrategyFixture.miss;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vmm.api.memory.MemoryVirtualization;
import vmm.api.memory.PageGrant;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.Privilege;
import vmm.api.mmu.Rights;
import vmm.api.mmu.TlbEntry;
import vmm.api.trap.Trap;
import vmm.api.trap.TrapReply;

class BruteForceTlbStrategyTest {
  private final TlbStrategyFixture fixture = new TlbStrategyFixture();
  private MemoryVirtualization strategy;

  @BeforeEach
  void start() {
    strategy = TlbStrategies.bruteForce(fixture.host, TlbStrategyFixture.MMU);
    strategy.start();
  }

  @Test
  void theEntryIsInTheRealTlbAtOnce() {
    fixture.grant(new PageGrant.Backed(0x800000, true, 21));

    fixture.write(strategy, 0, data(0x4000, 14, 1));

    assertThat(fixture.real.held())
        .containsExactly(new TlbEntry(0x4000, 14, 0x800000, Rights.SUPERVISOR, 0, 2));
    assertThat(strategy.figures()).containsEntry("real entries installed at once", 1L);
  }

  @Test
  void memoryThatIsNotTheGuestsOwnWaitsForItsUse() {
    fixture.grant(new PageGrant.Backed(0x802000, false, 12));

    fixture.write(strategy, 0, data(0x2000, 12, 1));

    assertThat(fixture.real.held()).isEmpty();
    verify(fixture.physMap, never()).resolve(anyLong(), anyBoolean());
    assertThat(miss(strategy, access(0x2000, AccessType.READ))).isEqualTo(TrapReply.RETRY);
    assertThat(fixture.real.held()).hasSize(1);
  }

  @Test
  void aDeviceGetsNoEntry() {
    fixture.grant(new PageGrant.Device());

    fixture.write(strategy, 0, data(0x2000, 14, 1));

    assertThat(fixture.real.held()).isEmpty();
  }

  @Test
  void theLargestPieceGoesInAndTheRestIsLeftToMisses() {
    // A quarter of four slots is one entry: the second page's neighbour must wait.
    fixture.grant(new PageGrant.Backed(0x802000, true, 12));
    fixture.guest.entries[0] = data(0x0, 10, 1);

    fixture.write(strategy, 1, data(0x0, 14, 1));

    assertThat(fixture.real.held())
        .containsExactly(new TlbEntry(0x1000, 12, 0x802000, Rights.SUPERVISOR, 0, 2));
  }

  @Test
  void anEntryOfAnotherIdGoesToItsContextIfThatIsInUse() {
    fixture.grant(new PageGrant.Backed(0x802000, true, 12));
    fixture.write(strategy, 0, data(0x2000, 12, 7));
    assertThat(fixture.real.held()).isEmpty();

    strategy.regimeChanged(new Trap.RegimeChange(fixture.regime(7, Privilege.SUPERVISOR)));
    fixture.write(strategy, 0, data(0x2000, 12, 7));

    assertThat(fixture.real.held()).extracting(TlbEntry::id).containsExactly(1);
  }

  @Test
  void anEntryOfEveryIdGoesToThePresentContextsOnly() {
    fixture.grant(new PageGrant.Backed(0x802000, true, 12));
    strategy.regimeChanged(new Trap.RegimeChange(fixture.regime(7, Privilege.SUPERVISOR)));
    // In use now: context 2, data of id 1; context 3 and 1, fetches and data of id 7.

    fixture.write(strategy, 0, data(0x2000, 12, 0));

    assertThat(fixture.real.held()).extracting(TlbEntry::id).containsExactly(1);
  }

  @Test
  void thePresentContextsAreThoseOfTheRegimeToWhichTheProcessorChangedByItself() {
    fixture.grant(new PageGrant.Backed(0x802000, true, 12));
    fixture.regime(7, Privilege.SUPERVISOR);

    fixture.write(strategy, 0, data(0x2000, 12, 0));

    assertThat(fixture.real.held()).extracting(TlbEntry::id).containsExactly(1);
  }

  @Test
  void anEntryWithoutRightsForThePrivilegeIsNotInstalled() {
    fixture.grant(new PageGrant.Backed(0x802000, true, 12));

    fixture.write(strategy, 0, new TlbEntry(0x2000, 12, 0x102000, Rights.UR, 1, 1));

    assertThat(fixture.real.held()).isEmpty();
  }

  @Test
  void aHugeEntryOverNothingIsNoWork() {
    when(fixture.physMap.peek(anyLong())).thenReturn(new PageGrant.Device());

    fixture.write(strategy, 0, data(0, 32, 1));

    verify(fixture.physMap, never()).resolve(anyLong(), anyBoolean());
    assertThat(fixture.real.held()).isEmpty();
  }
}
