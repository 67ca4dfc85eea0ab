package vmm.ppc.mmu;

import org.jspecify.annotations.Nullable;
import vmm.api.mmu.SoftwareTlb;
import vmm.api.mmu.TlbEntry;

/**
 * The TLB as the guest wrote it. On a bare processor it is the hardware's own; under a VMM it is
 * the virtual TLB, from which tlbre and tlbsx are answered.
 *
 * <p>Subclasses keep the architected words of each slot and say by {@link #decoded} what they mean.
 */
public abstract class GuestTlb implements SoftwareTlb {
  private final @Nullable TlbEntry[] entries;

  /** Makes an empty TLB. */
  GuestTlb(int slots) {
    entries = new TlbEntry[slots];
  }

  @Override
  public final int slots() {
    return entries.length;
  }

  @Override
  public final @Nullable TlbEntry entry(int slot) {
    return entries[slot];
  }

  /** Notes what a slot means from now on. */
  final void decoded(int slot, @Nullable TlbEntry entry) {
    entries[slot] = entry;
  }

  /** Empties every slot, as power-on does. */
  public abstract void reset();

  /**
   * Writes an entry as firmware or a board presets it: all rights, for every process of address
   * space 0.
   *
   * @param slot of the array that holds pages of any size
   * @param bytes size of the page, one that the TLB knows
   */
  public abstract void preset(int slot, long effectivePage, long realAddress, long bytes);
}
