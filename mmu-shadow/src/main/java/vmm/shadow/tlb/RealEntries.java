package vmm.shadow.tlb;

import java.util.Arrays;
import java.util.function.IntPredicate;
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
  /** A context that no entry has. */
  private static final int NONE = -1;

  private final RealTlb tlb;
  private final @Nullable Held[] held;

  // Of each entry once more what is searched for, at each write of the guest's and each miss.
  private final int[] contexts;
  private final long[] gvas;
  private final long[] pageMasks;
  private final int[] guestSlots;

  private int inUse;
  private int victim;
  private int cleared;
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
    this.contexts = new int[held.length];
    this.gvas = new long[held.length];
    this.pageMasks = new long[held.length];
    this.guestSlots = new int[held.length];
    Arrays.fill(contexts, NONE);
    Arrays.fill(guestSlots, NONE);
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
      slot = inUse < held.length ? empty() : nextVictim();
    }
    inUse += held[slot] == null ? 1 : 0;
    held[slot] = new Held(real, origin);
    contexts[slot] = real.id();
    gvas[slot] = real.gva();
    pageMasks[slot] = pageMask(real);
    guestSlots[slot] = origin.slot();
    tlb.write(slot, real);
    installed++;
  }

  /** An empty slot: mostly the one that was cleared last, to make way for what comes. */
  private int empty() {
    int slot = cleared;
    while (held[slot] != null) {
      slot = (slot + 1) % held.length;
    }
    return slot;
  }

  private int nextVictim() {
    int slot = victim;
    victim = (victim + 1) % held.length;
    evicted++;
    return slot;
  }

  /** Clears every entry that was made from one of the guest's slots. */
  void clearMadeFrom(int guestSlot) {
    for (int slot = 0; slot < guestSlots.length; slot++) {
      if (guestSlots[slot] == guestSlot) {
        clear(slot);
      }
    }
  }

  /**
   * Clears what was made from a slot of the guest's that gets another entry, and what was made from
   * higher slots where that entry counts from now on.
   *
   * @param concerned whether it counts for accesses of a context
   */
  void clearFor(int guestSlot, TlbEntry next, IntPredicate concerned) {
    long gva = next.gva();
    long pageMask = pageMask(next);
    int[] from = guestSlots;
    long[] starts = gvas;
    long[] masks = pageMasks;
    // In local variables and with one way that is rarely taken: HotSpot then makes the same of it
    // wherever it inlines it.
    for (int slot = 0; slot < from.length; slot++) {
      boolean overlaps = overlap(starts[slot], masks[slot], gva, pageMask);
      if (overlaps || from[slot] == guestSlot) {
        clearFor(slot, guestSlot, overlaps, concerned);
      }
    }
  }

  private void clearFor(int slot, int guestSlot, boolean overlaps, IntPredicate concerned) {
    int from = guestSlots[slot];
    if (from == guestSlot || (overlaps && from > guestSlot && concerned.test(contexts[slot]))) {
      clear(slot);
    }
  }

  /** The bits of a gva that select the entry's page. */
  private static long pageMask(TlbEntry entry) {
    return -1L << entry.pageShift();
  }

  /** Whether two pages overlap, each given by a gva in it and its mask. */
  private static boolean overlap(long gva, long pageMask, long otherGva, long otherMask) {
    return ((gva ^ otherGva) & pageMask & otherMask) == 0;
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
    return inUse;
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
    long gva = real.gva();
    long pageMask = pageMask(real);
    int id = real.id();
    int[] ids = contexts;
    long[] starts = gvas;
    long[] masks = pageMasks;
    for (int slot = 0; slot < ids.length; slot++) {
      if (overlap(starts[slot], masks[slot], gva, pageMask) && ids[slot] == id) {
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
    contexts[slot] = NONE;
    guestSlots[slot] = NONE;
    inUse--;
    cleared = slot;
    tlb.clear(slot);
  }
}
