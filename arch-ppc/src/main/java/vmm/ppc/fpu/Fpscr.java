package vmm.ppc.fpu;

/**
 * The floating-point status and control register: masks of its bits and the rules that tie them
 * together (Power ISA 2.06 Book I, 4.2.2).
 */
public final class Fpscr {
  /** FX: some exception bit went from 0 to 1. */
  public static final int FX = 1 << 31;

  /** FEX: some enabled exception's bit is 1. */
  public static final int FEX = 1 << 30;

  /** VX: some invalid-operation bit is 1. */
  public static final int VX = 1 << 29;

  /** OX: overflow. */
  public static final int OX = 1 << 28;

  /** UX: underflow. */
  public static final int UX = 1 << 27;

  /** ZX: zero divide. */
  public static final int ZX = 1 << 26;

  /** XX: inexact. */
  public static final int XX = 1 << 25;

  /** VXSNAN: invalid, signaling NaN. */
  public static final int VXSNAN = 1 << 24;

  /** VXISI: invalid, infinity minus infinity. */
  public static final int VXISI = 1 << 23;

  /** VXIDI: invalid, infinity over infinity. */
  public static final int VXIDI = 1 << 22;

  /** VXZDZ: invalid, zero over zero. */
  public static final int VXZDZ = 1 << 21;

  /** VXIMZ: invalid, infinity times zero. */
  public static final int VXIMZ = 1 << 20;

  /** VXVC: invalid, comparison. */
  public static final int VXVC = 1 << 19;

  /** FR: the last rounding made the fraction larger. */
  public static final int FR = 1 << 18;

  /** FI: the last rounding was inexact. */
  public static final int FI = 1 << 17;

  /** FPRF: class and sign of the last result, five bits. */
  public static final int FPRF = 0x1F << 12;

  /** FPCC: the low four bits of FPRF, which comparisons set. */
  public static final int FPCC = 0xF << 12;

  /** VXSOFT: invalid, software's request. */
  public static final int VXSOFT = 1 << 10;

  /** VXSQRT: invalid, square root of a negative number. */
  public static final int VXSQRT = 1 << 9;

  /** VXCVI: invalid, conversion to an integer. */
  public static final int VXCVI = 1 << 8;

  /** VE: invalid-operation exceptions are enabled. */
  public static final int VE = 1 << 7;

  /** OE: overflow exceptions are enabled. */
  public static final int OE = 1 << 6;

  /** UE: underflow exceptions are enabled. */
  public static final int UE = 1 << 5;

  /** ZE: zero-divide exceptions are enabled. */
  public static final int ZE = 1 << 4;

  /** XE: inexact exceptions are enabled. */
  public static final int XE = 1 << 3;

  /** RN: the rounding mode, two bits. */
  public static final int RN = 3;

  /** RN: to the nearest, ties to even. */
  static final int NEAREST = 0;

  /** RN: toward zero. */
  static final int TO_ZERO = 1;

  /** RN: toward plus infinity. */
  static final int UP = 2;

  /** RN: toward minus infinity. */
  static final int DOWN = 3;

  /** Every bit that says why an operation was invalid. */
  static final int INVALID =
      VXSNAN | VXISI | VXIDI | VXZDZ | VXIMZ | VXVC | VXSOFT | VXSQRT | VXCVI;

  /** Every exception bit but the two summaries and FX. */
  static final int EXCEPTIONS = OX | UX | ZX | XX | INVALID;

  private static final int RESERVED = 1 << 11;
  private static final int FPRF_SHIFT = 12;
  private static final int ENABLES_SHIFT = 22;

  private Fpscr() {}

  /** The register with both summaries, VX and FEX, as its other bits make them; bit 20 is 0. */
  static int summarized(int fpscr) {
    int value = fpscr & ~(VX | FEX | RESERVED);
    if ((value & INVALID) != 0) {
      value |= VX;
    }
    return enabledExceptions(value) != 0 ? value | FEX : value;
  }

  /** The register with further exception bits, FX if one of them is new, and the summaries. */
  static int raised(int fpscr, int exceptions) {
    int fresh = exceptions & ~fpscr & EXCEPTIONS;
    return summarized(fpscr | exceptions | (fresh != 0 ? FX : 0));
  }

  /** Which of VX, OX, UX, ZX and XX are 1 and enabled: VE to XE stand in the same order. */
  static int enabledExceptions(int fpscr) {
    return fpscr & fpscr << ENABLES_SHIFT & (VX | OX | UX | ZX | XX);
  }

  /** The register with FPRF. */
  static int withClass(int fpscr, int fprf) {
    return fpscr & ~FPRF | fprf << FPRF_SHIFT;
  }

  /** The register with FPCC: 8 less, 4 greater, 2 equal, 1 unordered. */
  static int withComparison(int fpscr, int fpcc) {
    return fpscr & ~FPCC | fpcc << FPRF_SHIFT;
  }

  /** The rounding mode. */
  static int rounding(int fpscr) {
    return fpscr & RN;
  }
}
