package vmm.ppc.mmu;

import org.jspecify.annotations.Nullable;
import vmm.api.mmu.Rights;
import vmm.api.mmu.TlbEntry;
import vmm.api.mmu.TlbSpace;

/**
 * The TLB behind the MAS registers: TLB0, set-associative, of 4 KiB pages, and TLB1, fully
 * associative, of pages of any size (e500 Core Family Reference Manual, chapter 12; Power ISA 2.06
 * Book III-E, chapter 6). The ways of set {@code s} of TLB0 are slots {@code 4 s} to {@code 4 s +
 * 3}; TLB1 is behind them.
 */
public final class MasTlb extends GuestTlb {
  /** Number of ways of TLB0. */
  public static final int WAYS = 4;

  /** Number of entries of TLB0. */
  public static final int TLB0_ENTRIES = 512;

  /** Number of entries of TLB1. */
  public static final int TLB1_ENTRIES = 16;

  private static final int SETS = TLB0_ENTRIES / WAYS;
  private static final int PAGE_SHIFT = 12;

  /** log2 of the largest page of TLB1. */
  private static final int MAX_SHIFT = 32;

  private final Words[] words = new Words[TLB0_ENTRIES + TLB1_ENTRIES];
  private final boolean powerOfTwoSizes;
  private int victim;

  /**
   * An entry as the MAS registers hold it.
   *
   * @param mas8 TGS, VF and TLPID; 0 where the model has none
   */
  public record Words(int mas1, int mas2, int mas3, int mas7, int mas8) {
    /** Nothing. */
    static final Words EMPTY = new Words(0, 0, 0, 0, 0);

    /** Whether the entry survives invalidation. */
    public boolean isProtected() {
      return (mas1 & Mas.MAS1_IPROT) != 0;
    }

    private Words unprotected() {
      return new Words(mas1 & ~Mas.MAS1_IPROT, mas2, mas3, mas7, mas8);
    }

    /** Whether loads and stores by the entry are virtualization faults. */
    public boolean isVirtual() {
      return (mas8 & Mas.MAS8_VF) != 0;
    }

    /** The same, but not valid. */
    public Words invalid() {
      return new Words(mas1 & ~Mas.MAS1_V, mas2, mas3, mas7, mas8);
    }

    /** The same, at another real page. */
    public Words withReal(long real) {
      int page = (int) real & Mas.PAGE;
      return new Words(mas1, mas2, mas3 & ~Mas.PAGE | page, (int) (real >>> 32), mas8);
    }

    /** TID. */
    public int tid() {
      return mas1 >>> 16 & Mas.TID_MASK;
    }

    /** TLPID. */
    public int partitionId() {
      return mas8 & Mas.MAS8_TLPID;
    }
  }

  /**
   * Makes an empty TLB.
   *
   * @param powerOfTwoSizes whether TSIZE counts powers of two (MMU architecture 2.0) and not of
   *     four
   */
  public MasTlb(boolean powerOfTwoSizes) {
    super(TLB0_ENTRIES + TLB1_ENTRIES);
    this.powerOfTwoSizes = powerOfTwoSizes;
    reset();
  }

  /** The slot of a way of TLB0 in the set of an address. */
  public static int tlb0Slot(long ea, int way) {
    return (int) (ea >>> PAGE_SHIFT & (SETS - 1)) * WAYS + (way & (WAYS - 1));
  }

  /** The slot of an entry of TLB1. */
  public static int tlb1Slot(int entry) {
    return TLB0_ENTRIES + (entry & (TLB1_ENTRIES - 1));
  }

  /** Whether a slot is of TLB1. */
  public static boolean inTlb1(int slot) {
    return slot >= TLB0_ENTRIES;
  }

  /** The slot that hardware would select for an address (MAS0[HES]): the next way of its set. */
  public int selectable(long ea) {
    return tlb0Slot(ea, victim);
  }

  /** Hardware selects a slot for an address, and another way the next time. */
  public int select(long ea) {
    int slot = selectable(ea);
    setVictim(victim + 1);
    return slot;
  }

  /** The number by which MAS0[ESEL] names a slot within its array. */
  public static int select(int slot) {
    return inTlb1(slot) ? slot - TLB0_ENTRIES : slot & (WAYS - 1);
  }

  /** The way of TLB0 that hardware proposes to be replaced next. */
  public int victim() {
    return victim;
  }

  /** Software chose the way to be replaced next, by MAS0[NV] of a write to TLB0. */
  public void setVictim(int way) {
    victim = way & (WAYS - 1);
  }

  /** What tlbre yields. */
  public Words words(int slot) {
    return words[slot];
  }

  /** What a slot would hold after {@link #write}. */
  public @Nullable TlbEntry after(int slot, Words next) {
    int tsize = next.mas1 >>> 7 & 31;
    int shift = !inTlb1(slot) ? PAGE_SHIFT : 10 + (powerOfTwoSizes ? tsize : 2 * (tsize >>> 1));
    if ((next.mas1 & Mas.MAS1_V) == 0 || shift < PAGE_SHIFT || shift > MAX_SHIFT) {
      return null;
    }
    long page = -1L << shift;
    long real = (next.mas7 & 15L) << 32 | (next.mas3 & 0xFFFF_F000L);
    return new TlbEntry(
        next.mas2 & 0xFFFF_F000L & page,
        shift,
        real & page,
        rights(next.mas3) & (next.isVirtual() ? Rights.SX | Rights.UX : Rights.ALL),
        Mas.space(next.mas1, next.mas8),
        Mas.entryId(next.mas1, next.mas8));
  }

  /** UX SX UW SW UR SR, from bit 5 on, in the order of Rights. */
  private static int rights(int mas3) {
    return (mas3 & 1)
        | (mas3 >>> 1 & 2)
        | (mas3 >>> 2 & 4)
        | (mas3 << 2 & 8)
        | (mas3 << 1 & 16)
        | (mas3 & 32);
  }

  /** Writes a slot; only those of TLB1 have IPROT (e500 CFRM, section 12.3.2.1). */
  public void write(int slot, Words next) {
    Words kept = inTlb1(slot) ? next : next.unprotected();
    words[slot] = kept;
    decoded(slot, after(slot, kept), kept.mas2 & ATTRIBUTES);
  }

  /** Only one set of TLB0 can hold the address. */
  @Override
  int search(long gva, TlbSpace space) {
    int set = tlb0Slot(gva, 0);
    for (int slot = set; slot < set + WAYS; slot++) {
      if (matches(slot, gva, space)) {
        return slot;
      }
    }
    for (int slot = TLB0_ENTRIES; slot < slots(); slot++) {
      if (matches(slot, gva, space)) {
        return slot;
      }
    }
    return -1;
  }

  @Override
  public void reset() {
    victim = 0;
    for (int slot = 0; slot < words.length; slot++) {
      words[slot] = Words.EMPTY;
      decoded(slot, null, 0);
    }
  }

  @Override
  public void preset(int slot, long effectivePage, long realAddress, long bytes) {
    int shift = Long.numberOfTrailingZeros(bytes) - 10;
    int tsize = powerOfTwoSizes ? shift << 7 : shift / 2 << 8;
    write(
        tlb1Slot(slot),
        new Words(
            Mas.MAS1_V | Mas.MAS1_IPROT | tsize,
            (int) effectivePage,
            (int) realAddress & 0xFFFF_F000 | Mas.MAS3_RIGHTS,
            (int) (realAddress >>> 32) & 15,
            0));
  }
}
