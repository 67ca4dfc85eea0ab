package vmm.shadow.tlb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import org.junit.jupiter.api.Test;
import vmm.api.mmu.Rights;
import vmm.api.mmu.TlbEntry;

class RealEntriesTest {
  private final FakeRealTlb tlb = new FakeRealTlb();
  private final RealEntries entries = new RealEntries(tlb);

  @Test
  void emptySlotsAreTakenAndThenTheOldest() {
    for (int page = 0; page < 5; page++) {
      install(page << 12, 12, 1);
    }

    assertThat(tlb.held())
        .extracting(TlbEntry::gva)
        .containsExactly(0x4000L, 0x1000L, 0x2000L, 0x3000L);
    assertThat(entries.evicted()).isEqualTo(1);
    assertThat(entries.installed()).isEqualTo(5);
  }

  @Test
  void entriesOfOneContextNeverOverlap() {
    install(0x1000, 12, 1);
    install(0x2000, 12, 1);
    install(0x2000, 12, 2);

    install(0, 14, 1);

    assertThat(tlb.held())
        .extracting(TlbEntry::gva, TlbEntry::id)
        .containsExactly(tuple(0L, 1), tuple(0x2000L, 2));
  }

  @Test
  void whatLeadsIntoARangeIsFoundByItsGpa() {
    install(0x4000, 14, 1);
    install(0x10000, 12, 1);

    entries.clearIf(held -> held.leadsInto(0x107000, 0x1000));

    assertThat(tlb.held()).extracting(TlbEntry::gva).containsExactly(0x10000L);
    assertThat(entries.inUse()).isEqualTo(1);
  }

  @Test
  void aClearedSlotIsUsedBeforeAnythingIsEvicted() {
    for (int page = 0; page < 4; page++) {
      install(page << 12, 12, 1);
    }
    entries.clearIf(held -> held.real().gva() == 0x2000);

    install(0x9000, 12, 1);

    assertThat(tlb.read(2)).isNotNull().extracting(TlbEntry::gva).isEqualTo(0x9000L);
    assertThat(entries.evicted()).isZero();
  }

  @Test
  void whatWasMadeFromASlotIsFound() {
    install(0x1000, 12, 1, 5);
    install(0x2000, 12, 1, 6);
    install(0x3000, 12, 2, 5);

    entries.clearMadeFrom(5);
    entries.clearMadeFrom(7);

    assertThat(tlb.held()).extracting(TlbEntry::gva).containsExactly(0x2000L);
    assertThat(entries.inUse()).isEqualTo(1);
  }

  @Test
  void whatALowerSlotHidesIsFoundInTheContextsConcerned() {
    install(0x1000, 12, 1, 5);
    install(0x3000, 12, 2, 6);
    install(0x4000, 12, 1, 6);
    install(0x2000, 12, 1, 4);

    entries.clearFor(3, entry(0, 14, 0), context -> context == 1);

    assertThat(tlb.held()).extracting(TlbEntry::gva).containsExactlyInAnyOrder(0x3000L, 0x4000L);
  }

  @Test
  void whatWasMadeFromTheSlotGoesWithItAndWhatLowerSlotsHaveStays() {
    install(0x1000, 12, 1, 4);
    install(0x3000, 12, 1, 5);
    install(0x2_0000, 12, 2, 5);

    entries.clearFor(5, entry(0, 14, 0), _ -> true);

    assertThat(tlb.held()).extracting(TlbEntry::gva).containsExactly(0x1000L);
    assertThat(entries.inUse()).isEqualTo(1);
  }

  private void install(long gva, int shift, int context) {
    install(gva, shift, context, 0);
  }

  /** The gpa of each page is 0x100000 above its gva. */
  private void install(long gva, int shift, int context, int slot) {
    TlbEntry guest = entry(gva, shift, 1);
    TlbEntry real = new TlbEntry(gva, shift, 0x800000 + gva, Rights.ALL, 0, context);
    entries.install(real, new RealEntries.Origin(slot, guest, guest.address()));
  }

  private static TlbEntry entry(long gva, int shift, int id) {
    return new TlbEntry(gva, shift, 0x100000 + gva, Rights.ALL, 0, id);
  }
}
