package vmm.ppc;

/**
 * The machine state register: masks of its bits (PPC440x5 User's Manual, "Machine State Register";
 * e500 Core Family Reference Manual, "Machine state register"; Power ISA 2.06 Book III-E).
 */
public final class Msr {
  /** GS: guest state (category E.HV). */
  public static final int GS = 1 << 28;

  /** UCLE: user cache locking. */
  public static final int UCLE = 1 << 26;

  /** SPV: signal-processing instructions are available. */
  public static final int SPV = 1 << 25;

  /** WE: wait state. */
  public static final int WE = 1 << 18;

  /** CE: critical interrupts are enabled. */
  public static final int CE = 1 << 17;

  /** EE: external and timer interrupts are enabled. */
  public static final int EE = 1 << 15;

  /** PR: problem state, that is user mode. */
  public static final int PR = 1 << 14;

  /** FP: floating-point instructions are available. */
  public static final int FP = 1 << 13;

  /** ME: machine-check interrupts are enabled. */
  public static final int ME = 1 << 12;

  /** FE0: floating-point exception mode, high bit. */
  public static final int FE0 = 1 << 11;

  /** DWE (440) or UBLE (e500). */
  public static final int DWE = 1 << 10;

  /** DE: debug interrupts are enabled. */
  public static final int DE = 1 << 9;

  /** FE1: floating-point exception mode, low bit. */
  public static final int FE1 = 1 << 8;

  /** IS: address space of instruction fetches. */
  public static final int IS = 1 << 5;

  /** DS: address space of data accesses. */
  public static final int DS = 1 << 4;

  /** PMM: marks a process for performance monitors. */
  public static final int PMM = 1 << 2;

  private Msr() {}
}
