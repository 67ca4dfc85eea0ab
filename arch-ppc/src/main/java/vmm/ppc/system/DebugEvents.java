package vmm.ppc.system;

/** Bits of DBCR0 and DBSR (PPC440x5 User's Manual, chapter 8, "Debug facilities"). */
final class DebugEvents {
  /** DBCR0[IAC1] and DBSR[IAC1]; those of IAC2 to IAC4 follow. */
  static final long IAC1 = 0x0080_0000L;

  private DebugEvents() {}
}
