package vmm.ppc.mmu;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import vmm.api.mmu.SoftwareTlb;
import vmm.api.mmu.TlbEntry;
import vmm.api.mmu.TlbSpace;

/**
 * The TLB as the guest wrote it. On a bare processor it is the hardware's own; under a VMM it is
 * the virtual TLB, from which tlbre and tlbsx are answered.
 *
 * <p>Subclasses keep the architected words of each slot and say by {@link #decoded} what they mean.
 */
public abstract class GuestTlb implements SoftwareTlb {
  /** W: stores go through the cache to memory. */
  static final int WRITE_THROUGH = 16;

  /** I: accesses go past the cache. */
  static final int INHIBITED = 8;

  /** E: the page is little-endian. */
  static final int LITTLE_ENDIAN = 1;

  /** WIMGE, which stand so in MAS2. */
  static final int ATTRIBUTES = 31;

  private final @Nullable TlbEntry[] entries;
  private final int[] attributes;
  private int littleEndian;
  private long version;

  // What find was asked last, and answered.
  private long soughtGva;
  private @Nullable TlbSpace soughtSpace;
  private long soughtVersion = -1;
  private int foundSlot;

  /** Makes an empty TLB. */
  GuestTlb(int slots) {
    entries = new TlbEntry[slots];
    attributes = new int[slots];
  }

  @Override
  public final int slots() {
    return entries.length;
  }

  @Override
  public final @Nullable TlbEntry entry(int slot) {
    return entries[slot];
  }

  /** Whoever asks for a translation mostly asks for its slot too. */
  @Override
  public final int find(long gva, TlbSpace space) {
    if (gva != soughtGva || version != soughtVersion || !Objects.equals(space, soughtSpace)) {
      foundSlot = search(gva, space);
      soughtGva = gva;
      soughtSpace = space;
      soughtVersion = version;
    }
    return foundSlot;
  }

  /** What {@link #find} finds. */
  int search(long gva, TlbSpace space) {
    for (int slot = 0; slot < entries.length; slot++) {
      if (matches(slot, gva, space)) {
        return slot;
      }
    }
    return -1;
  }

  /** Whether a slot translates an address for accesses of a space. */
  final boolean matches(int slot, long gva, TlbSpace space) {
    TlbEntry entry = entries[slot];
    return entry != null && entry.covers(gva) && space.admits(entry);
  }

  /**
   * Notes what a slot means from now on.
   *
   * @param storageAttributes of {@link #WRITE_THROUGH} and its like
   */
  final void decoded(int slot, @Nullable TlbEntry entry, int storageAttributes) {
    littleEndian += little(entry, storageAttributes) - little(entries[slot], attributes[slot]);
    entries[slot] = entry;
    attributes[slot] = storageAttributes;
    version++;
  }

  private static int little(@Nullable TlbEntry entry, int storageAttributes) {
    return entry != null && (storageAttributes & LITTLE_ENDIAN) != 0 ? 1 : 0;
  }

  /** The storage attributes of a slot. */
  final int attributes(int slot) {
    return attributes[slot];
  }

  /** A number that changes with every write of a slot. */
  final long version() {
    return version;
  }

  /** Whether some entry is of a little-endian page. */
  final boolean hasLittleEndian() {
    return littleEndian != 0;
  }

  /**
   * log2 of the largest block around an address in which one entry alone counts: an entry in a
   * lower slot may hide a part of a page. It matters where pages are smaller than a frame, since
   * frames are what the processor caches.
   *
   * @param pageShift log2 of the size of the page that translates the address
   */
  int unhidden(TlbSpace space, long gva, int pageShift) {
    return pageShift;
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
