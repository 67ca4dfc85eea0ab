package vmm.ppc.system;

import static vmm.ppc.PpcRegisters.CSRR0;
import static vmm.ppc.PpcRegisters.CSRR1;
import static vmm.ppc.PpcRegisters.DEAR;
import static vmm.ppc.PpcRegisters.EPCR;
import static vmm.ppc.PpcRegisters.ESR;
import static vmm.ppc.PpcRegisters.GDEAR;
import static vmm.ppc.PpcRegisters.GESR;
import static vmm.ppc.PpcRegisters.GIVOR0;
import static vmm.ppc.PpcRegisters.GIVPR;
import static vmm.ppc.PpcRegisters.GSRR0;
import static vmm.ppc.PpcRegisters.GSRR1;
import static vmm.ppc.PpcRegisters.IVOR0;
import static vmm.ppc.PpcRegisters.IVPR;
import static vmm.ppc.PpcRegisters.MCSRR0;
import static vmm.ppc.PpcRegisters.MCSRR1;
import static vmm.ppc.PpcRegisters.MSR;
import static vmm.ppc.PpcRegisters.MSRP;
import static vmm.ppc.PpcRegisters.PC;
import static vmm.ppc.PpcRegisters.RESERVED;
import static vmm.ppc.PpcRegisters.SRR0;
import static vmm.ppc.PpcRegisters.SRR1;
import static vmm.ppc.PpcRegisters.WAITING;

import vmm.ppc.InterruptType;
import vmm.ppc.Msr;
import vmm.ppc.PpcFault;
import vmm.ppc.PpcModel;

/**
 * Takes interrupts: saves the state, sets the syndrome, and goes on at the vector (PPC440x5 User's
 * Manual, chapter 6; Power ISA 2.06 Book III-E, chapter 7).
 */
final class Delivery {
  private static final long VECTOR_PREFIX = 0xFFFF_0000L;
  private static final long VECTOR_OFFSET = 0xFFF0L;
  private static final long WORD = 0xFFFF_FFFFL;

  // EPCR: which interrupts of guest state go to the guest itself.
  private static final long EPCR_EXTGS = 0x8000_0000L;
  private static final long EPCR_DTLBGS = 0x4000_0000L;
  private static final long EPCR_ITLBGS = 0x2000_0000L;
  private static final long EPCR_DSIGS = 0x1000_0000L;
  private static final long EPCR_ISIGS = 0x0800_0000L;

  /** EPCR[DMIUH]: TLB errors that go to the hypervisor leave the MAS registers alone. */
  private static final long EPCR_DMIUH = 0x0040_0000L;

  /**
   * An interrupt to be taken.
   *
   * @param esr what ESR gets, ignored by types that do not set it; likewise {@code dear}
   * @param forHypervisor whether it goes to the hypervisor whatever EPCR says
   */
  record Event(InterruptType type, long returnTo, long esr, long dear, boolean forHypervisor) {}

  private Delivery() {}

  /** The bits of MSR that stay. */
  private static long keptBits(InterruptType.Level level) {
    return switch (level) {
      case BASE, GUEST -> Msr.CE | Msr.ME | Msr.DE;
      case CRITICAL -> Msr.ME;
      case MACHINE_CHECK -> 0;
    };
  }

  static void deliver(PpcCore core, Event event) {
    long[] slots = core.slots();
    boolean toGuest = !event.forHypervisor && isDirected(slots, event.type);
    long old = slots[MSR];
    long kept = keptBits(event.type.level()) | (toGuest ? Msr.GS | slots[MSRP] : 0);
    core.changeState(old & kept);
    core.mmu().synchronize();
    save(slots, event, old, toGuest);
    // ESR[MCI] of a 440 stays, whatever else comes.
    long machineCheck =
        core.model().has(PpcModel.Feature.TLB_440) ? slots[ESR] & PpcFault.ESR_MCI : 0;
    setSyndrome(slots, event, toGuest);
    slots[ESR] |= machineCheck;
    slots[RESERVED] = 0;
    slots[WAITING] = 0;
    slots[PC] = vector(slots, event.type, toGuest);
    if (DebugEvents.wants(slots, DebugEvents.INTERRUPT) && isOrdinary(event.type.level())) {
      DebugEvents.note(slots, DebugEvents.INTERRUPT);
    }
  }

  /** Interrupts of other levels turn debug interrupts off, and are no debug events. */
  private static boolean isOrdinary(InterruptType.Level level) {
    return level == InterruptType.Level.BASE || level == InterruptType.Level.GUEST;
  }

  private static void save(long[] slots, Event event, long msr, boolean toGuest) {
    switch (event.type.level()) {
      case BASE -> {
        slots[toGuest ? GSRR0 : SRR0] = event.returnTo;
        slots[toGuest ? GSRR1 : SRR1] = msr;
      }
      case GUEST -> {
        slots[GSRR0] = event.returnTo;
        slots[GSRR1] = msr;
      }
      case CRITICAL -> {
        slots[CSRR0] = event.returnTo;
        slots[CSRR1] = msr;
      }
      case MACHINE_CHECK -> {
        slots[MCSRR0] = event.returnTo;
        slots[MCSRR1] = msr;
      }
    }
  }

  private static void setSyndrome(long[] slots, Event event, boolean toGuest) {
    switch (event.type) {
      case DATA_STORAGE, DATA_TLB, ALIGNMENT -> {
        slots[toGuest ? GESR : ESR] = event.esr & WORD;
        slots[toGuest ? GDEAR : DEAR] = event.dear & WORD;
      }
      case INSTRUCTION_STORAGE,
          PROGRAM,
          AP_UNAVAILABLE,
          SPE_UNAVAILABLE,
          SPE_DATA,
          SPE_ROUND,
          LRAT_ERROR ->
          slots[toGuest ? GESR : ESR] = event.esr & WORD;
      case CRITICAL_INPUT,
          MACHINE_CHECK,
          EXTERNAL_INPUT,
          FP_UNAVAILABLE,
          SYSTEM_CALL,
          DECREMENTER,
          FIXED_INTERVAL,
          WATCHDOG,
          INSTRUCTION_TLB,
          DEBUG,
          PERFORMANCE_MONITOR,
          DOORBELL,
          DOORBELL_CRITICAL,
          GUEST_DOORBELL,
          GUEST_DOORBELL_CRITICAL,
          HYPERVISOR_CALL,
          HYPERVISOR_PRIVILEGE -> {}
    }
  }

  private static long vector(long[] slots, InterruptType type, boolean toGuest) {
    int number = type.number();
    long prefix = slots[toGuest ? GIVPR : IVPR] & VECTOR_PREFIX;
    return prefix | slots[(toGuest ? GIVOR0 : IVOR0) + number] & VECTOR_OFFSET;
  }

  /**
   * Whether an interrupt of guest state stays in it: those that EPCR says, and always system calls
   * (Power ISA 2.06 Book III-E, section 2.3, "Directed interrupts").
   */
  static boolean isDirected(long[] slots, InterruptType type) {
    if ((slots[MSR] & Msr.GS) == 0) {
      return false;
    }
    long bit =
        switch (type) {
          case EXTERNAL_INPUT -> EPCR_EXTGS;
          case DATA_TLB -> EPCR_DTLBGS;
          case INSTRUCTION_TLB -> EPCR_ITLBGS;
          case DATA_STORAGE -> EPCR_DSIGS;
          case INSTRUCTION_STORAGE -> EPCR_ISIGS;
          default -> 0;
        };
    return type == InterruptType.SYSTEM_CALL || (slots[EPCR] & bit) != 0;
  }

  /** Whether a TLB error loads the MAS registers. */
  static boolean updatesMas(long[] slots, InterruptType type) {
    return (slots[EPCR] & EPCR_DMIUH) == 0 || isDirected(slots, type);
  }
}
