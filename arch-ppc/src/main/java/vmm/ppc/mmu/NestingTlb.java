package vmm.ppc.mmu;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.NestedTlb;
import vmm.api.mmu.Privilege;
import vmm.api.mmu.Rights;
import vmm.api.mmu.TlbEntry;
import vmm.api.mmu.TlbSpace;
import vmm.api.mmu.Translation;

/**
 * Hardware that translates a guest's tlbwe on the way by a logical-to-real address translation
 * array (Power ISA 2.06 Book III-E, category E.HV.LRAT). Cores with HES = 0 get it as an extension
 * of ours: each entry keeps the logical page that the guest wrote beside the real one, and pieces
 * can stand for parts of an entry whose memory lies scattered.
 */
final class NestingTlb implements NestedTlb {
  private static final int NOBODY = -1;

  private final GuestTlb guest;
  private final TlbWatch watch;
  private final long[] logical;
  private final long[] real;
  private final int[] shifts;
  private final @Nullable TlbEntry[] realParts;
  private final @Nullable TlbEntry[] pieces;
  private final int[] owners;

  NestingTlb(GuestTlb guest, int secondStageSlots, int pieceCount, TlbWatch watch) {
    this.guest = guest;
    this.watch = watch;
    logical = new long[secondStageSlots];
    real = new long[secondStageSlots];
    shifts = new int[secondStageSlots];
    realParts = new TlbEntry[guest.slots()];
    pieces = new TlbEntry[pieceCount];
    owners = new int[pieceCount];
    Arrays.fill(owners, NOBODY);
  }

  @Override
  public int secondStageSlots() {
    return shifts.length;
  }

  @Override
  public void writeSecondStage(int slot, long gpa, int shift, long hpa) {
    logical[slot] = gpa;
    real[slot] = hpa;
    shifts[slot] = shift;
  }

  @Override
  public void clearSecondStage(int slot) {
    shifts[slot] = 0;
  }

  @Override
  public @Nullable TlbEntry real(int slot) {
    return realParts[slot];
  }

  @Override
  public void writeReal(int slot, long hpa, int rights) {
    TlbEntry entry = guest.entry(slot);
    if (entry == null) {
      throw new IllegalArgumentException("slot " + slot + " is empty");
    }
    clearReal(slot);
    realParts[slot] =
        new TlbEntry(
            entry.gva(),
            entry.pageShift(),
            hpa,
            entry.rights() & rights,
            entry.space(),
            entry.id());
  }

  @Override
  public void clearReal(int slot) {
    TlbEntry old = realParts[slot];
    if (old != null) {
      realParts[slot] = null;
      watch.dropped(old);
    }
  }

  @Override
  public int pieces() {
    return pieces.length;
  }

  @Override
  public int pieceOwner(int piece) {
    return owners[piece];
  }

  @Override
  public @Nullable TlbEntry piece(int piece) {
    return pieces[piece];
  }

  @Override
  public void writePiece(int piece, int owner, TlbEntry entry) {
    clearPiece(piece);
    owners[piece] = owner;
    pieces[piece] = entry;
  }

  @Override
  public void clearPiece(int piece) {
    TlbEntry old = pieces[piece];
    if (old != null) {
      pieces[piece] = null;
      owners[piece] = NOBODY;
      watch.dropped(old);
    }
  }

  /**
   * The guest wrote or invalidated a slot: nothing is left of what was made from it. The caller
   * sees to what was cached of the whole page.
   */
  void forget(int slot) {
    realParts[slot] = null;
    for (int piece = 0; piece < pieces.length; piece++) {
      if (owners[piece] == slot) {
        pieces[piece] = null;
        owners[piece] = NOBODY;
      }
    }
  }

  /**
   * Translates the page of an entry that the guest has just written; false if the second stage has
   * nothing that covers it.
   */
  boolean place(int slot, TlbEntry entry) {
    for (int i = 0; i < shifts.length; i++) {
      boolean covers =
          shifts[i] >= entry.pageShift() && (entry.address() ^ logical[i]) >>> shifts[i] == 0;
      if (covers) {
        writeReal(slot, real[i] | (entry.address() & ((1L << shifts[i]) - 1)), Rights.ALL);
        return true;
      }
    }
    return false;
  }

  Translation translate(TlbSpace space, long gva, AccessType access, Privilege privilege) {
    Translation first = guest.translate(space, gva, access, privilege);
    if (!(first instanceof Translation.Mapped(long gpa, _, int pageShift))) {
      return first;
    }
    int shift = guest.unhidden(space, gva, pageShift);
    int slot = guest.find(gva, space);
    TlbEntry part = realParts[slot];
    if (part != null && Rights.allow(part.rights(), access, privilege)) {
      return translated(part, gva, shift);
    }
    for (int piece = 0; piece < pieces.length; piece++) {
      TlbEntry entry = pieces[piece];
      if (entry != null
          && owners[piece] == slot
          && entry.covers(gva)
          && Rights.allow(entry.rights(), access, privilege)) {
        return translated(entry, gva, shift);
      }
    }
    return new Translation.SecondStageFault(gva, gpa, access, privilege, false, false, slot);
  }

  /** Translates by a real part or piece, as far as the guest's entry counts around the address. */
  private static Translation translated(TlbEntry entry, long gva, int shift) {
    return new Translation.Mapped(
        entry.translate(gva), entry.rights(), Math.min(entry.pageShift(), shift));
  }
}
