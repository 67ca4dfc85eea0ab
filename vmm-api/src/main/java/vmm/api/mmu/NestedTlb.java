package vmm.api.mmu;

import org.jspecify.annotations.Nullable;

/**
 * Hardware that lets the guest write its TLB without a trap, under a {@link RealView.TwoStageTlb}:
 *
 * <ul>
 *   <li>When the guest writes an entry, its gpa is translated by the <em>second stage</em>, an
 *       array of entries gpa to hpa. Nothing there that covers the whole page: {@link
 *       vmm.api.trap.Trap.SecondStageMiss}.
 *   <li>So each of the guest's slots has a <em>real part</em> besides what the guest wrote: where
 *       the page really is, and what it really allows.
 *   <li>A slot without a real part, or with one that allows less, is completed by <em>pieces</em>:
 *       smaller entries which belong to that slot, and vanish when the guest writes it.
 *   <li>An access that the guest's entry allows, and neither real part nor a piece: {@link
 *       Translation.SecondStageFault}. All other faults are the guest's, and no trap.
 * </ul>
 *
 * <p>Coherence: the second stage is used when the guest writes an entry and never after. Real parts
 * and pieces last until they are overwritten, so who takes memory away changes both; the processor
 * forgets what it has cached of a slot, real part or piece when that is changed here.
 */
public interface NestedTlb {
  /** Number of entries of the second stage. */
  int secondStageSlots();

  /**
   * Overwrites an entry of the second stage.
   *
   * @param shift log2 of its size in bytes; both addresses are multiples of it
   */
  void writeSecondStage(int slot, long gpa, int shift, long hpa);

  /** Empties an entry of the second stage. */
  void clearSecondStage(int slot);

  /** The real part of one of the guest's slots, its id and space those of the guest; or null. */
  @Nullable TlbEntry real(int slot);

  /**
   * Sets the real part of one of the guest's slots, which holds an entry.
   *
   * @param hpa of the first byte of the guest's page
   * @param rights upper bound of what is allowed there; the guest's own rights count too
   */
  void writeReal(int slot, long hpa, int rights);

  /** Takes the real part of a slot away. */
  void clearReal(int slot);

  /** Number of pieces. */
  int pieces();

  /** The slot to which a piece belongs, or -1 if it is empty. */
  int pieceOwner(int piece);

  /** What a piece holds; null if nothing. */
  @Nullable TlbEntry piece(int piece);

  /**
   * Overwrites a piece.
   *
   * @param owner the guest's slot whose entry it is a part of
   * @param entry with the id and space of that entry
   */
  void writePiece(int piece, int owner, TlbEntry entry);

  /** Empties a piece. */
  void clearPiece(int piece);
}
