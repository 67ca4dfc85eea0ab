package vmm.kit;

import java.util.List;
import java.util.Optional;
import vmm.api.mmu.TlbEntry;
import vmm.api.trap.Trap;
import vmm.ppc.PpcModel;
import vmm.ppc.mmu.WordTlb;

/**
 * The 440's TLB: an entry is written and read in three words, so that halves of two entries stand
 * in a slot for a while (PPC440x5 User's Manual, section 5.11).
 */
final class Ppc440Tlb extends PpcTlb {
  /** log2 of the page sizes by SIZE (table 5-2); -1 for codes without a meaning. */
  private static final List<Integer> SIZES = List.of(10, 12, 14, 16, 18, 20, -1, 24, -1, 28);

  private static final int VALID = 0x200;
  private static final int SPACE = 0x100;

  Ppc440Tlb(Surroundings surroundings) {
    super(surroundings, PpcModel.P440EP);
  }

  private WordTlb tlb() {
    return (WordTlb) mmu.guest();
  }

  @Override
  public int slotFor(int number, TlbEntry entry) {
    return number % WordTlb.SLOTS;
  }

  /** The guest writes, and synchronizes. */
  @Override
  public void write(int slot, Optional<TlbEntry> entry) {
    if (entry.isEmpty()) {
      writeWord(slot, 0, 0, 0);
    } else {
      write(slot, entry.get());
    }
    mmu.synchronize();
  }

  private void write(int slot, TlbEntry next) {
    int space = next.space() != 0 ? SPACE : 0;
    int size = SIZES.indexOf(next.pageShift()) << 4;
    writeWord(slot, 0, (int) next.gva() | VALID | space | size, next.id());
    writeWord(slot, 1, (int) next.address() | (int) (next.address() >>> 32), next.id());
    writeWord(slot, 2, next.rights(), next.id());
  }

  /** The 440 has no victim but that of software's own. */
  @Override
  public List<Integer> selectable(TlbEntry entry) {
    return List.of();
  }

  @Override
  public int writeSelected(TlbEntry entry) {
    throw new AssertionError("software names the slot of " + entry);
  }

  private void writeWord(int slot, int word, int value, int tid) {
    announce(slot, tlb().after(slot, word, value, tid));
    TlbEntry old = tlb().entry(slot);
    tlb().write(slot, word, value, tid);
    settle(slot, old);
  }

  @Override
  public Optional<TlbEntry> read(int slot) {
    WordTlb seen = new WordTlb();
    for (int word = 0; word < WordTlb.WORDS; word++) {
      seen.write(0, word, (int) read(slot, tlb().word(slot, word)), tlb().tid(slot));
    }
    return Optional.ofNullable(seen.entry(0));
  }

  /** The 440 has no instruction that invalidates entries. */
  @Override
  public void invalidate(Trap.Invalidation.Scope scope, long gva) {
    throw new AssertionError("no such instruction: " + scope);
  }

  @Override
  public boolean invalidates(Trap.Invalidation.Scope scope, long gva, int slot, TlbEntry entry) {
    throw new AssertionError("no such instruction: " + scope);
  }
}
