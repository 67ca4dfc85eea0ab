package vmm.kit;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import vmm.api.cpu.TlbControl;
import vmm.api.mmu.NestedTlb;
import vmm.api.mmu.Rights;
import vmm.api.mmu.SoftwareTlb;
import vmm.api.mmu.TlbEntry;

/** The toy's second stage, and what it makes of the guest's entries. */
final class ToyNestedTlb implements NestedTlb {
  private static final int EMPTY = -1;

  private final ToyTlbMmu model;
  private final TlbControl cache;
  private final SoftwareTlb guest;
  private final @Nullable Block[] secondStage;
  private final @Nullable TlbEntry[] real;
  private final @Nullable TlbEntry[] pieces;
  private final int[] owners;

  private record Block(long gpa, int shift, long hpa) {}

  ToyNestedTlb(ToyTlbMmu model, TlbControl cache, SoftwareTlb guest) {
    this.model = model;
    this.cache = cache;
    this.guest = guest;
    this.secondStage = new Block[model.secondStageSlots()];
    this.real = new TlbEntry[model.slots()];
    this.pieces = new TlbEntry[model.pieces()];
    this.owners = new int[model.pieces()];
    Arrays.fill(owners, EMPTY);
  }

  /** The guest writes a slot: what was made of its entry vanishes. */
  void forget(int slot) {
    drop(real, slot);
    for (int piece = 0; piece < pieces.length; piece++) {
      if (owners[piece] == slot) {
        clearPiece(piece);
      }
    }
  }

  /** Makes the real part of what the guest wrote; false if the second stage has none. */
  boolean load(int slot, TlbEntry entry) {
    for (Block block : secondStage) {
      if (block != null
          && entry.pageShift() <= block.shift
          && (entry.address() ^ block.gpa) >>> block.shift == 0) {
        writeReal(slot, block.hpa + (entry.address() - block.gpa), Rights.ALL);
        return true;
      }
    }
    return false;
  }

  /** What a slot really has for an address, with the right that is needed; null if nothing. */
  @Nullable TlbEntry find(int slot, long gva, int needed) {
    TlbEntry whole = real[slot];
    if (whole != null && (whole.rights() & needed) != 0) {
      return whole;
    }
    for (int piece = 0; piece < pieces.length; piece++) {
      TlbEntry part = pieces[piece];
      if (part != null
          && owners[piece] == slot
          && part.covers(gva)
          && (part.rights() & needed) != 0) {
        return part;
      }
    }
    return null;
  }

  @Override
  public int secondStageSlots() {
    return secondStage.length;
  }

  @Override
  public void writeSecondStage(int slot, long gpa, int shift, long hpa) {
    long offset = (1L << shift) - 1;
    if (!model.secondStage().contains(shift) || ((gpa | hpa) & offset) != 0) {
      throw new AssertionError("no such block: %x of 1 << %d at %x".formatted(gpa, shift, hpa));
    }
    secondStage[slot] = new Block(gpa, shift, hpa);
  }

  @Override
  public void clearSecondStage(int slot) {
    secondStage[slot] = null;
  }

  @Override
  public @Nullable TlbEntry real(int slot) {
    return real[slot];
  }

  @Override
  public void writeReal(int slot, long hpa, int rights) {
    TlbEntry entry = owner(slot);
    drop(real, slot);
    TlbEntry made =
        new TlbEntry(
            entry.gva(),
            entry.pageShift(),
            hpa,
            rights & entry.rights(),
            entry.space(),
            entry.id());
    if ((hpa & (1L << entry.pageShift()) - 1) != 0) {
      throw new AssertionError("no such page: " + made);
    }
    real[slot] = made;
  }

  @Override
  public void clearReal(int slot) {
    drop(real, slot);
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
    TlbEntry whole = owner(owner);
    clearPiece(piece);
    ToyRealTlb.check(entry, model);
    if (!whole.covers(entry.gva())
        || entry.pageShift() >= whole.pageShift()
        || entry.space() != whole.space()
        || entry.id() != whole.id()) {
      throw new AssertionError("%s is no piece of %s".formatted(entry, whole));
    }
    pieces[piece] = entry;
    owners[piece] = owner;
  }

  @Override
  public void clearPiece(int piece) {
    owners[piece] = EMPTY;
    drop(pieces, piece);
  }

  private TlbEntry owner(int slot) {
    TlbEntry entry = guest.entry(slot);
    if (entry == null) {
      throw new AssertionError("the guest has nothing in slot " + slot);
    }
    return entry;
  }

  private void drop(@Nullable TlbEntry[] from, int at) {
    TlbEntry old = from[at];
    if (old != null) {
      from[at] = null;
      cache.flushPage(old.gva(), old.pageShift());
    }
  }
}
