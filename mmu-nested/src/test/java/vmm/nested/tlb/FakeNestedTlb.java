package vmm.nested.tlb;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import vmm.api.mmu.NestedTlb;
import vmm.api.mmu.SoftwareTlb;
import vmm.api.mmu.TlbEntry;

/** The guest's entries, a second stage of two entries, and two pieces. */
final class FakeNestedTlb implements NestedTlb, SoftwareTlb {
  final @Nullable TlbEntry[] guest = new TlbEntry[4];
  final Map<Integer, Block> secondStage = new TreeMap<>();
  private final Map<Integer, TlbEntry> real = new TreeMap<>();
  private final Map<Integer, TlbEntry> pieces = new TreeMap<>();
  private final Map<Integer, Integer> owners = new TreeMap<>();

  record Block(long gpa, int shift, long hpa) {}

  @Override
  public int slots() {
    return guest.length;
  }

  @Override
  public @Nullable TlbEntry entry(int slot) {
    return guest[slot];
  }

  @Override
  public int secondStageSlots() {
    return 2;
  }

  @Override
  public void writeSecondStage(int slot, long gpa, int shift, long hpa) {
    secondStage.put(slot, new Block(gpa, shift, hpa));
  }

  @Override
  public void clearSecondStage(int slot) {
    secondStage.remove(slot);
  }

  @Override
  public @Nullable TlbEntry real(int slot) {
    return real.get(slot);
  }

  @Override
  public void writeReal(int slot, long hpa, int rights) {
    TlbEntry entry = guest[slot];
    if (entry == null) {
      throw new IllegalStateException("nothing in slot " + slot);
    }
    real.put(
        slot,
        new TlbEntry(
            entry.gva(),
            entry.pageShift(),
            hpa,
            entry.rights() & rights,
            entry.space(),
            entry.id()));
  }

  @Override
  public void clearReal(int slot) {
    real.remove(slot);
  }

  @Override
  public int pieces() {
    return 2;
  }

  @Override
  public int pieceOwner(int piece) {
    return owners.getOrDefault(piece, -1);
  }

  @Override
  public @Nullable TlbEntry piece(int piece) {
    return pieces.get(piece);
  }

  @Override
  public void writePiece(int piece, int owner, TlbEntry entry) {
    pieces.put(piece, entry);
    owners.put(piece, owner);
  }

  @Override
  public void clearPiece(int piece) {
    pieces.remove(piece);
    owners.remove(piece);
  }
}
