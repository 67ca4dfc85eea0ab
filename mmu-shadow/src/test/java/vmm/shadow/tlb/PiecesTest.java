package vmm.shadow.tlb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import vmm.api.mmu.Rights;
import vmm.api.mmu.TlbEntry;
import vmm.api.mmu.TlbSpace;

class PiecesTest {
  private static final TlbSpace SPACE = TlbSpace.of(0, 1);

  private final FakeGuestTlb guest = new FakeGuestTlb();
  private final Pieces pieces = new Pieces(List.of(10, 12, 14));
  private final TlbEntry entry = page(0x10000, 14);

  @Test
  void thePageIsTakenWholeWhereMemoryIsInOnePiece() {
    assertThat(around(0x12345, 20)).isEqualTo(entry);
  }

  @Test
  void scatteredMemoryMakesThePieceSmaller() {
    assertThat(around(0x12345, 12)).isEqualTo(page(0x12000, 12));
    assertThat(around(0x12345, 13)).isEqualTo(page(0x12000, 12));
  }

  @Test
  void aLowerSlotIsNeverCovered() {
    guest.entries[1] = page(0x12800, 10);

    assertThat(around(0x11000, 20)).isEqualTo(page(0x11000, 12));
    assertThat(around(0x12400, 20)).isEqualTo(page(0x12400, 10));
    assertThat(around(0x12800, 20)).isNull();
  }

  @Test
  void higherSlotsAndOtherIdsDoNotCount() {
    guest.entries[3] = page(0x12000, 12);
    guest.entries[0] = new TlbEntry(0x12000, 12, 0, Rights.ALL, 0, 2);
    guest.entries[1] = new TlbEntry(0x12000, 12, 0, Rights.ALL, 1, 1);

    assertThat(around(0x12345, 20)).isEqualTo(entry);
  }

  @Test
  void nothingFitsIfMemoryIsSmallerThanTheSmallestPage() {
    assertThat(new Pieces(List.of(14)).around(0x12345, guest, SPACE, 2, entry, 12)).isNull();
  }

  private @Nullable TlbEntry around(long gva, int limit) {
    return pieces.around(gva, guest, SPACE, 2, entry, limit);
  }

  /** The gpa of each page is 0x100000 above its gva. */
  private static TlbEntry page(long gva, int shift) {
    return new TlbEntry(gva, shift, 0x100000 + gva, Rights.ALL, 0, 1);
  }
}
