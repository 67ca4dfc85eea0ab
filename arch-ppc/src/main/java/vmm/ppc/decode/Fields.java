package vmm.ppc.decode;

/** The fields of an instruction word, by the names that the manuals give them. */
public final class Fields {
  private Fields() {}

  /** RT, RS, FRT, BO, BT, TO: bits 6 to 10. */
  public static int rt(int word) {
    return word >>> 21 & 31;
  }

  /** RA, FRA, BI, BA: bits 11 to 15. */
  public static int ra(int word) {
    return word >>> 16 & 31;
  }

  /** RB, FRB, BB, SH, NB: bits 16 to 20. */
  public static int rb(int word) {
    return word >>> 11 & 31;
  }

  /** FRC, MB, BC: bits 21 to 25. */
  public static int rc(int word) {
    return word >>> 6 & 31;
  }

  /** ME: bits 26 to 30. */
  public static int me(int word) {
    return word >>> 1 & 31;
  }

  /** BF: bits 6 to 8. */
  public static int bf(int word) {
    return word >>> 23 & 7;
  }

  /** BFA: bits 11 to 13. */
  public static int bfa(int word) {
    return word >>> 18 & 7;
  }

  /** Whether Rc or LK, bit 31, is set. */
  public static boolean record(int word) {
    return (word & 1) != 0;
  }

  /** Whether OE, bit 21, is set. */
  public static boolean oe(int word) {
    return (word & 0x400) != 0;
  }

  /** Whether AA, bit 30, is set. */
  public static boolean absolute(int word) {
    return (word & 2) != 0;
  }

  /** D, SI: the low half, sign-extended. */
  public static int si(int word) {
    return (short) word;
  }

  /** UI: the low half. */
  public static int ui(int word) {
    return word & 0xFFFF;
  }

  /** BD with two zeros: the displacement of conditional branches. */
  public static int bd(int word) {
    return (short) (word & 0xFFFC);
  }

  /** LI with two zeros: the displacement of other branches. */
  public static int li(int word) {
    return (word & 0x3FF_FFFC) << 6 >> 6;
  }

  /** FXM: bits 12 to 19. */
  public static int fxm(int word) {
    return word >>> 12 & 0xFF;
  }

  /** SPRN, TBRN, DCRN: bits 11 to 20, whose halves are swapped. */
  public static int spr(int word) {
    return ra(word) | rb(word) << 5;
  }

  /** The mask from bit MB to bit ME, which may wrap around. */
  public static int mask(int mb, int me) {
    int fromMb = -1 >>> mb;
    int toMe = -1 << (31 - me);
    return mb <= me ? fromMb & toMe : fromMb | toMe;
  }
}
