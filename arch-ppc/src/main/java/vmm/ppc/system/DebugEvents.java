package vmm.ppc.system;

/** Bits of DBCR0 and DBSR (PPC440x5 User's Manual, chapter 8, "Debug facilities"). */
final class DebugEvents {
  /** DBCR0[IDM]: internal debug mode, in which events interrupt. */
  static final long IDM = 0x4000_0000L;

  /** DBSR[IDE]: an event came while MSR[DE] was clear. */
  static final long IMPRECISE = 0x4000_0000L;

  /** The events of DBSR that interrupt: all but UDE, MRR and IDE. */
  static final long ALL = 0x0FFF_0000L;

  /** DBCR0[IAC1] and DBSR[IAC1]; those of IAC2 to IAC4 follow. */
  static final long IAC1 = 0x0080_0000L;

  /** DBCR0[DAC1R] and DBSR[DAC1R]; DAC1W, DAC2R and DAC2W follow. */
  static final long DAC1_READ = 0x0008_0000L;

  /** Those four. */
  static final long DATA = 0x000F_0000L;

  private DebugEvents() {}
}
