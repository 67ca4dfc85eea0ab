package vmm.shadow.tlb;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import vmm.api.mmu.RealTlb;
import vmm.api.mmu.TlbEntry;

/**
 * The real TLB, with a record of what each of its entries was made from. Entries of one context
 * never overlap.
 *
 * <p>Coherence: who changes an entry of the guest's, or what backs its page, clears what was made
 * from it by {@link #clearIf}.
 */
final class RealEntries {
  private final RealTlb tlb;
  private final @Nullable Held[] held;
  private int victim;
  private long installed;
  private long evicted;

  /**
   * What a real entry was made from.
   *
   * @param slot the guest's slot
   * @param guest what that slot holds
   * @param gpa of the real entry's first byte
   */
  record Origin(int slot, TlbEntry guest, long gpa) {}

  /** An entry of the real TLB. */
  record Held(TlbEntry real, Origin origin) {
    /** Whether it leads to a part of a range of guest-physical space. */
    boolean leadsInto(long gpa, long bytes) {
      return origin.gpa < gpa + bytes && gpa < origin.gpa + (1L << real.pageShift());
    }
  }

  /** Takes over a TLB that holds nothing. */
  RealEntries(RealTlb tlb) {
    this.tlb = tlb;
    this.held = new Held[tlb.slots()];
  }

  /** Number of slots. */
  int slots() {
    return held.length;
  }

  /**
   * Writes an entry: over those of its context that it overlaps, else to an empty slot, else over
   * the one that was written first.
   */
  void install(TlbEntry real, Origin origin) {
    int slot = overlapped(real);
    if (slot < 0) {
      slot = Arrays.asList(held).indexOf(null);
    }
    if (slot < 0) {
      slot = victim;
      victim = (victim + 1) % held.length;
      evicted++;
    }
    held[slot] = new Held(real, origin);
    tlb.write(slot, real);
    installed++;
  }

  /** Clears every entry of which the condition is true. */
  void clearIf(Predicate<Held> condition) {
    for (int slot = 0; slot < held.length; slot++) {
      Held entry = held[slot];
      if (entry != null && condition.test(entry)) {
        clear(slot);
      }
    }
  }

  /** Number of slots that hold something. */
  long inUse() {
    return Arrays.stream(held).filter(Objects::nonNull).count();
  }

  /** Number of entries written so far. */
  long installed() {
    return installed;
  }

  /** Number of entries that made room for another. */
  long evicted() {
    return evicted;
  }

  /** The first slot with an entry that the new one overlaps, or -1; others like it are cleared. */
  private int overlapped(TlbEntry real) {
    int first = -1;
    for (int slot = 0; slot < held.length; slot++) {
      Held old = held[slot];
      if (old != null && old.real.id() == real.id() && old.real.overlaps(real)) {
        if (first < 0) {
          first = slot;
        } else {
          clear(slot);
        }
      }
    }
    return first;
  }

  private void clear(int slot) {
    held[slot] = null;
    tlb.clear(slot);
  }
}
