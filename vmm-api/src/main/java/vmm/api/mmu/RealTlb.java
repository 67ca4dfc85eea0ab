package vmm.api.mmu;

import org.jspecify.annotations.Nullable;

/**
 * The hardware's TLB as the VMM programs it while it stands in for the guest's, under a {@link
 * RealView.OneStageTlb}. The id of an entry is the context it belongs to; spaces do not count.
 *
 * <p>Coherence: whatever the processor has cached of an entry is gone when the entry is overwritten
 * or cleared. Of the entries that match, the one in the lowest slot counts: the VMM keeps entries
 * of one context from overlapping.
 */
public interface RealTlb {
  /** Number of slots. */
  int slots();

  /** What a slot holds; null if nothing. */
  @Nullable TlbEntry read(int slot);

  /** Overwrites a slot. */
  void write(int slot, TlbEntry entry);

  /** Empties a slot. */
  void clear(int slot);
}
