package vmm.ppc.mmu;

/**
 * Fields of the MAS registers (e500 Core Family Reference Manual, "MMU assist registers"; Power ISA
 * 2.06 Book III-E, section 6.10.3).
 */
public final class Mas {
  /** MAS0[ATSEL]: the LRAT is written (category E.HV.LRAT). */
  public static final int MAS0_ATSEL = 0x8000_0000;

  /** MAS0[HES]: hardware selects the entry. */
  public static final int MAS0_HES = 0x4000;

  /** MAS0[WQ]: 0 writes, 2 only gives up the reservation. */
  public static final int MAS0_WQ = 0x3000;

  /** MAS0[WQ] = 1: tlbwe writes only if a reservation stands. */
  public static final int MAS0_WQ_CONDITIONAL = 0x1000;

  /** MAS1[V]. */
  public static final int MAS1_V = 0x8000_0000;

  /** MAS1[IPROT]. */
  public static final int MAS1_IPROT = 0x4000_0000;

  /** MAS1[TS]. */
  public static final int MAS1_TS = 0x1000;

  /** The bits of MAS1[TSIZE]. */
  public static final int MAS1_TSIZE = 0xF80;

  /** WIMGE and the bits beside them in MAS2. */
  public static final int MAS2_ATTRIBUTES = 0x7F;

  /** The page number in MAS2 and MAS3. */
  public static final int PAGE = 0xFFFF_F000;

  /** UX, SX, UW, SW, UR and SR of MAS3. */
  public static final int MAS3_RIGHTS = 0x3F;

  /** MAS6[SAS]. */
  public static final int MAS6_SAS = 1;

  /** MAS5[SGS]: entries of guest state are searched. */
  public static final int MAS5_SGS = 0x8000_0000;

  /** MAS5[SLPID]. */
  public static final int MAS5_SLPID = 0xFFF;

  /** MAS8[TGS]: the entry is of guest state. */
  public static final int MAS8_TGS = 0x8000_0000;

  /** MAS8[VF]: data accesses through the entry fault to the hypervisor. */
  public static final int MAS8_VF = 0x4000_0000;

  /** MAS8[TLPID]. */
  public static final int MAS8_TLPID = 0xFFF;

  /** The bits of MAS8. */
  public static final int MAS8_BITS = MAS8_TGS | MAS8_VF | MAS8_TLPID;

  /** A TID or PID where it stands lowest. */
  public static final int TID_MASK = 0x3FFF;

  private Mas() {}

  /** The array that MAS0[TLBSEL] or MAS4[TLBSELD] names. */
  public static int tlbSelect(int mas) {
    return mas >>> 28 & 3;
  }

  /** MAS1[TSIZE] or MAS6[ISIZE], of MMU architecture 2.0: log2 of a size in KiB. */
  public static int size(int mas) {
    return mas >>> 7 & 31;
  }

  /** MAS0[ESEL]. */
  public static int entrySelect(int mas0) {
    return mas0 >>> 16 & 0xFFF;
  }

  /** The space of an entry: TS, and with category E.HV TGS. */
  static int space(int mas1, int mas8) {
    return space((mas1 & MAS1_TS) != 0, (mas8 & MAS8_TGS) != 0);
  }

  /** The space of accesses. */
  public static int space(boolean addressSpace, boolean guestState) {
    return (addressSpace ? 1 : 0) | (guestState ? 2 : 0);
  }

  /**
   * The id of an entry: TID, and with category E.HV TLPID. Either may be 0 and then matches all.
   */
  static int entryId(int mas1, int mas8) {
    return id(mas1 >>> 16 & TID_MASK, mas8 & MAS8_TLPID);
  }

  /** An id out of its parts. */
  public static int id(int pid, int lpid) {
    return pid | lpid << 14;
  }
}
