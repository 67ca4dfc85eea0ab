package vmm.nested.tlb;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import vmm.api.mmu.Rights;
import vmm.api.mmu.TlbEntry;

class PieceStoreTest {
  private final FakeNestedTlb tlb = new FakeNestedTlb();
  private final PieceStore pieces = new PieceStore(tlb);

  @Test
  void whenAllAreTakenTheOldestGivesWay() {
    pieces.write(1, piece(0x1000));
    pieces.write(1, piece(0x2000));
    pieces.write(2, piece(0x3000));
    pieces.write(2, piece(0x4000));

    assertThat(new long[] {gva(0), gva(1)}).containsExactlyInAnyOrder(0x3000, 0x4000);
    assertThat(pieces.written()).isEqualTo(4);
  }

  @Test
  void aPieceIsRewrittenInPlaceAndThoseOfOtherOwnersStay() {
    pieces.write(1, piece(0x1000));
    pieces.write(2, piece(0x1000));

    pieces.write(1, piece(0x1000));

    assertThat(new int[] {tlb.pieceOwner(0), tlb.pieceOwner(1)}).containsExactlyInAnyOrder(1, 2);
  }

  @Test
  void aSlotLosesItsPieces() {
    pieces.write(1, piece(0x1000));
    pieces.write(2, piece(0x2000));

    pieces.clearOwnedBy(1);

    assertThat(pieces.inUse()).isEqualTo(1);
  }

  private long gva(int piece) {
    TlbEntry entry = tlb.piece(piece);
    return entry == null ? -1 : entry.gva();
  }

  private static TlbEntry piece(long gva) {
    return new TlbEntry(gva, 12, 0x800000 + gva, Rights.ALL, 0, 1);
  }
}
