package vmm.ppc.translate;

import vmm.api.cpu.Value;
import vmm.ppc.InterruptType;
import vmm.ppc.PpcFault;
import vmm.ppc.PpcRegisters;

/**
 * SPEFSCR: status and control of embedded floating point (SPE Programming Environments Manual,
 * section 2.3.1). Status bits of the upper half stand 16 places above those of the lower.
 */
final class Spefscr {
  /** FG: the guard bit of the result. */
  static final int GUARD = 1 << 13;

  /** FX: the sticky bit of the result. */
  static final int STICKY = 1 << 12;

  /** FINV: an operand or a result was invalid. */
  static final int INVALID = 1 << 11;

  /** FDBZ: division by zero. */
  static final int DIVIDE_BY_ZERO = 1 << 10;

  /** FUNF: underflow. */
  static final int UNDERFLOW = 1 << 9;

  /** FOVF: overflow. */
  static final int OVERFLOW = 1 << 8;

  /** Rounding mode: to the nearest. */
  static final int NEAREST = 0;

  /** Rounding mode: toward zero. */
  static final int TO_ZERO = 1;

  /** Rounding mode: toward plus infinity. */
  static final int UP = 2;

  /** Rounding mode: toward minus infinity. */
  static final int DOWN = 3;

  private static final int HIGH_SHIFT = 16;
  private static final int LOW_STATUS =
      GUARD | STICKY | INVALID | DIVIDE_BY_ZERO | UNDERFLOW | OVERFLOW;
  private static final int STATUS = LOW_STATUS | LOW_STATUS << HIGH_SHIFT;
  private static final int DATA = INVALID | DIVIDE_BY_ZERO | UNDERFLOW | OVERFLOW;

  /** From FINV to FINVS, and so on. */
  private static final int STICKY_SHIFT = 9;

  /** From FINV to FINVE, and so on. */
  private static final int ENABLE_SHIFT = 6;

  private static final int INEXACT_STICKY = 1 << 21;
  private static final int INEXACT_ENABLE = 1 << 6;

  /** OV and SOV of the lower half; OVH and SOVH stand {@link #HIGH_SHIFT} above. */
  private static final int INTEGER_OVERFLOW = 14;

  private static final int SUMMARY_OVERFLOW = 15;

  private Spefscr() {}

  /**
   * Sets OVH and OV to what an integer instruction says, 1 or 0, and SOVH and SOV if they are 1.
   */
  static void putOverflow(Block b, Value high, Value low) {
    Value now = b.e.or(64, b.e.shl(64, high, b.e.constant(HIGH_SHIFT)), low);
    Value flags =
        b.e.or(
            64,
            b.e.shl(64, now, b.e.constant(INTEGER_OVERFLOW)),
            b.e.shl(64, now, b.e.constant(SUMMARY_OVERFLOW)));
    long both = (1L << HIGH_SHIFT | 1) << INTEGER_OVERFLOW;
    Value kept = b.e.and(32, b.e.get(PpcRegisters.SPEFSCR), b.e.constant(~both));
    b.e.put(PpcRegisters.SPEFSCR, b.e.or(32, kept, flags));
  }

  /** The rounding mode. */
  static int mode(long[] slots) {
    return (int) slots[PpcRegisters.SPEFSCR] & 3;
  }

  /** Whether a truncated magnitude is to be made one larger. */
  static boolean roundsUp(int mode, boolean negative, long below, int rest) {
    return switch (mode) {
      case NEAREST -> (rest & GUARD) != 0 && ((rest & STICKY) != 0 || (below & 1) != 0);
      case TO_ZERO -> false;
      case UP -> rest != 0 && !negative;
      default -> rest != 0 && negative;
    };
  }

  /** Status of both halves out of those of each. */
  static int both(int high, int low) {
    return high << HIGH_SHIFT | low;
  }

  /**
   * Sets the status of an instruction and takes the data interrupt if it is enabled; then the
   * target stays as it was.
   */
  static void report(long[] slots, int status) {
    int either = status | status >>> HIGH_SHIFT;
    int sticky = (either & DATA) << STICKY_SHIFT | (inexact(status) ? INEXACT_STICKY : 0);
    long kept = slots[PpcRegisters.SPEFSCR] & ~STATUS & 0xFFFF_FFFFL;
    slots[PpcRegisters.SPEFSCR] = kept | (status | sticky) & 0xFFFF_FFFFL;
    int enabled = (int) kept << ENABLE_SHIFT & DATA;
    if ((either & enabled) != 0) {
      throw PpcFault.of(InterruptType.SPE_DATA, PpcFault.ESR_SPV);
    }
  }

  private static boolean inexact(int status) {
    int either = status | status >>> HIGH_SHIFT;
    return (either & (GUARD | STICKY | UNDERFLOW | OVERFLOW)) != 0;
  }

  /** Whether a result with this status is left truncated and the round interrupt follows. */
  static boolean roundInterrupt(long[] slots, int status) {
    return (slots[PpcRegisters.SPEFSCR] & INEXACT_ENABLE) != 0 && inexact(status);
  }
}
