package vmm.ppc;

import static vmm.ppc.PpcRegisters.CCR0;
import static vmm.ppc.PpcRegisters.DBCR0;

/**
 * The mode word: all that a translation is specialized for. The bits of MSR keep their places; what
 * other registers say stands above them.
 */
public final class PpcMode {
  /** Problem state: see {@link Msr#PR}. */
  public static final long USER = Msr.PR;

  /** Floating-point instructions are available. */
  public static final long FP = Msr.FP;

  /** Signal-processing instructions are available. */
  public static final long SPV = Msr.SPV;

  /** Integer accesses must be aligned (440: CCR0[FLSTA]). */
  public static final long ALIGNED = 1L << 32;

  /** A debug event follows each instruction (DBCR0[ICMP]). */
  public static final long STEP = 1L << 33;

  /** A debug event precedes each branch that is taken (DBCR0[BRT]). */
  public static final long BRANCH_TRACE = 1L << 34;

  /** Addresses of instructions are compared (DBCR0[IAC1-4]). */
  public static final long COMPARE = 1L << 35;

  private static final long MSR_BITS = Msr.PR | Msr.FP | Msr.SPV | Msr.IS | Msr.DS | Msr.GS;
  private static final long CCR0_FLSTA = 1L << 8;
  private static final long DBCR0_IDM = 1L << 30;
  private static final long DBCR0_ICMP = 1L << 27;
  private static final long DBCR0_BRT = 1L << 26;
  private static final long DBCR0_IAC = 0xFL << 20;

  private PpcMode() {}

  /** The mode word of a state. */
  public static long of(long[] slots) {
    long msr = slots[PpcRegisters.MSR];
    long mode = msr & MSR_BITS;
    if ((slots[CCR0] & CCR0_FLSTA) != 0) {
      mode |= ALIGNED;
    }
    return (msr & Msr.DE) != 0 && (slots[DBCR0] & DBCR0_IDM) != 0
        ? mode | debug(slots[DBCR0])
        : mode;
  }

  /** In internal debug mode, instructions and branches are events only while MSR[DE] is set. */
  private static long debug(long control) {
    return ((control & DBCR0_ICMP) != 0 ? STEP : 0)
        | ((control & DBCR0_BRT) != 0 ? BRANCH_TRACE : 0)
        | ((control & DBCR0_IAC) != 0 ? COMPARE : 0);
  }

  /** Whether all bits of {@code mask} are set. */
  public static boolean has(long mode, long mask) {
    return (mode & mask) == mask;
  }
}
