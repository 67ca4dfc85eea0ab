package vmm.api.mmu;

import org.jspecify.annotations.Nullable;

/**
 * The guest view where software fills the TLB: the entries as the guest wrote them, whatever the
 * hardware holds. The architecture keeps them, to the bit; strategies read them decoded.
 *
 * <p>Coherence: an entry changes only by a {@link vmm.api.trap.Trap.TlbWrite} or {@link
 * vmm.api.trap.Trap.Invalidation}, which a strategy that holds something made from entries asks
 * for. Where several entries match, the one in the lowest slot counts.
 */
public interface SoftwareTlb {
  /** Number of slots, of all arrays together. */
  int slots();

  /** What a slot holds; null if nothing that translates. */
  @Nullable TlbEntry entry(int slot);

  /** The lowest slot whose entry translates {@code gva} for accesses of {@code space}, or -1. */
  default int find(long gva, TlbSpace space) {
    for (int slot = 0; slot < slots(); slot++) {
      TlbEntry entry = entry(slot);
      if (entry != null && entry.covers(gva) && space.admits(entry)) {
        return slot;
      }
    }
    return -1;
  }

  /** Translates an access of {@code space}, without effect on anything. */
  default Translation translate(TlbSpace space, long gva, AccessType access, Privilege privilege) {
    int slot = find(gva, space);
    TlbEntry entry = slot < 0 ? null : entry(slot);
    if (entry == null) {
      return new Translation.Fault(gva, access, privilege, FaultCause.NOT_PRESENT, 0);
    }
    return Rights.allow(entry.rights(), access, privilege)
        ? new Translation.Mapped(entry.translate(gva), entry.rights(), entry.pageShift())
        : new Translation.Fault(gva, access, privilege, FaultCause.PROTECTION, 1);
  }
}
