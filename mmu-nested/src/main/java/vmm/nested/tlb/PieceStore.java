package vmm.nested.tlb;

import vmm.api.mmu.NestedTlb;
import vmm.api.mmu.TlbEntry;

/**
 * The pieces that complete the guest's entries where memory is scattered. The hardware alone knows
 * which are left, because they vanish when the guest writes their owner.
 */
final class PieceStore {
  private static final int EMPTY = -1;

  private final NestedTlb tlb;
  private int victim;
  private long written;

  PieceStore(NestedTlb tlb) {
    this.tlb = tlb;
  }

  /**
   * Writes a piece: over those of its owner that it overlaps, else in an empty slot, else over the
   * one that was written first.
   */
  void write(int owner, TlbEntry entry) {
    int empty = EMPTY;
    int place = EMPTY;
    for (int piece = 0; piece < tlb.pieces(); piece++) {
      TlbEntry old = tlb.piece(piece);
      if (old == null) {
        empty = piece;
      } else if (tlb.pieceOwner(piece) == owner && old.overlaps(entry)) {
        tlb.clearPiece(piece);
        place = piece;
      }
    }
    if (place == EMPTY) {
      place = empty;
    }
    if (place == EMPTY) {
      place = victim;
      victim = (victim + 1) % tlb.pieces();
    }
    tlb.writePiece(place, owner, entry);
    written++;
  }

  /** Clears the pieces of a slot. */
  void clearOwnedBy(int slot) {
    for (int piece = 0; piece < tlb.pieces(); piece++) {
      if (tlb.pieceOwner(piece) == slot) {
        tlb.clearPiece(piece);
      }
    }
  }

  /** Number of pieces written so far. */
  long written() {
    return written;
  }

  /** Number of pieces that are there. */
  long inUse() {
    long count = 0;
    for (int piece = 0; piece < tlb.pieces(); piece++) {
      count += tlb.pieceOwner(piece) == EMPTY ? 0 : 1;
    }
    return count;
  }
}
