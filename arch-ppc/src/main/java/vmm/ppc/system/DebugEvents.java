package vmm.ppc.system;

import static vmm.ppc.PpcRegisters.DBCR0;
import static vmm.ppc.PpcRegisters.DBSR;
import static vmm.ppc.PpcRegisters.MSR;

import vmm.ppc.Msr;

/**
 * Bits of DBCR0 and DBSR, and what they say (PPC440x5 User's Manual, chapter 8, "Debug facilities";
 * E500CORERM, chapter 8). UDE is not among the events: only a debugger at the pins raises it.
 */
final class DebugEvents {
  /** DBCR0[IDM]: internal debug mode, in which events interrupt. */
  static final long IDM = 0x4000_0000L;

  /** DBSR[IDE]: an event came while MSR[DE] was clear. */
  static final long IMPRECISE = 0x8000_0000L;

  /** The events of DBSR that interrupt: all but MRR and IDE. */
  static final long ALL = 0x4FFF_8000L;

  /** DBCR0[IRPT] and DBSR[IRPT]: an interrupt was taken. */
  static final long INTERRUPT = 0x0200_0000L;

  /** DBCR0[TRAP] and DBSR[TRAP]: a trap instruction whose condition is met. */
  static final long TRAP = 0x0100_0000L;

  /** DBCR0[RET] and DBSR[RET]: a return from an interrupt. */
  static final long RETURN = 0x8000L;

  /** DBCR0[IAC1] and DBSR[IAC1]; those of IAC2 to IAC4 follow. */
  static final long IAC1 = 0x0080_0000L;

  /** DBCR0[DAC1R] and DBSR[DAC1R]; DAC1W, DAC2R and DAC2W follow. */
  static final long DAC1_READ = 0x0008_0000L;

  /** Those four. */
  static final long DATA = 0x000F_0000L;

  private DebugEvents() {}

  /** Whether DBCR0 asks for one of {@code events}. */
  static boolean wants(long[] slots, long events) {
    return (slots[DBCR0] & events) != 0;
  }

  /** Whether an event interrupts at once. */
  static boolean areOn(long[] slots) {
    return (slots[MSR] & Msr.DE) != 0 && wants(slots, IDM);
  }

  /** Whether events are to interrupt, but not now. */
  static boolean areLate(long[] slots) {
    return (slots[MSR] & Msr.DE) == 0 && wants(slots, IDM);
  }

  /** Notes events, and whether it is too late for the interrupt to be precise. */
  static void note(long[] slots, long events) {
    slots[DBSR] |= events | (areLate(slots) ? IMPRECISE : 0);
  }
}
