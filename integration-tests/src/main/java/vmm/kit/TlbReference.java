package vmm.kit;

import java.util.List;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.FaultCause;
import vmm.api.mmu.Privilege;
import vmm.api.mmu.Rights;
import vmm.api.mmu.TlbEntry;
import vmm.api.mmu.TlbSpace;
import vmm.api.mmu.Translation;

/**
 * What a guest would see on a processor of its own whose TLB it fills: the entries as it wrote
 * them, searched from the lowest slot, and its memory. Slow, obvious, and the judge.
 */
public final class TlbReference {
  private final @Nullable TlbEntry[] entries;
  private final ReferenceGuest memory;
  private TlbSpace fetches = TlbSpace.of(0, 0);
  private TlbSpace data = TlbSpace.of(0, 0);
  private Privilege privilege = Privilege.SUPERVISOR;

  /** Makes a guest with an empty TLB. */
  TlbReference(int slots, ReferenceGuest memory) {
    this.entries = new TlbEntry[slots];
    this.memory = memory;
  }

  /** Memory. */
  public ReferenceGuest memory() {
    return memory;
  }

  /** What a slot holds; null if nothing. */
  public @Nullable TlbEntry entry(int slot) {
    return entries[slot];
  }

  /** The guest writes a slot; null empties it. */
  void set(int slot, @Nullable TlbEntry entry) {
    entries[slot] = entry;
  }

  /** The guest empties every slot for which the condition is true. */
  void invalidate(BiPredicate<Integer, TlbEntry> condition) {
    for (int slot = 0; slot < entries.length; slot++) {
      TlbEntry entry = entries[slot];
      if (entry != null && condition.test(slot, entry)) {
        entries[slot] = null;
      }
    }
  }

  /** The guest changes its regime. */
  void select(TlbSpace nextFetches, TlbSpace nextData, Privilege nextPrivilege) {
    fetches = nextFetches;
    data = nextData;
    privilege = nextPrivilege;
  }

  /** The privilege at which code runs. */
  public Privilege privilege() {
    return privilege;
  }

  /** The slot that translates an address for an access, or -1. */
  int find(long gva, AccessType access) {
    TlbSpace space = access == AccessType.EXECUTE ? fetches : data;
    for (int slot = 0; slot < entries.length; slot++) {
      TlbEntry entry = entries[slot];
      if (entry != null
          && gva >= entry.gva()
          && gva - entry.gva() < 1L << entry.pageShift()
          && entry.space() == space.space()
          && matches(entry.id(), space.ids())) {
        return slot;
      }
    }
    return -1;
  }

  private static boolean matches(int id, List<Integer> held) {
    return id == 0 || held.contains(id);
  }

  /** Translates without effect. */
  Translation translate(long gva, AccessType access, Privilege as) {
    int slot = find(gva, access);
    TlbEntry entry = slot < 0 ? null : entries[slot];
    if (entry == null) {
      return new Translation.Fault(gva, access, as, FaultCause.NOT_PRESENT, 0);
    }
    if ((entry.rights() & Rights.needed(access, as)) == 0) {
      return new Translation.Fault(gva, access, as, FaultCause.PROTECTION, 1);
    }
    return new Translation.Mapped(
        entry.address() + (gva - entry.gva()), entry.rights(), entry.pageShift());
  }
}
