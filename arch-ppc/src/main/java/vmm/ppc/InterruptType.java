package vmm.ppc;

/**
 * The interrupts of Book E by the number of their vector offset register (Book E, "Interrupt
 * definitions"; PPC440x5 User's Manual, chapter 6; e500 Core Family Reference Manual, chapter 5;
 * Power ISA 2.06 Book III-E for categories E.HV and LRAT).
 */
public enum InterruptType {
  /** Critical input. */
  CRITICAL_INPUT(0, Level.CRITICAL),
  /** Machine check. */
  MACHINE_CHECK(1, Level.MACHINE_CHECK),
  /** Data storage: an access that a translation does not allow. */
  DATA_STORAGE(2, Level.BASE),
  /** Instruction storage. */
  INSTRUCTION_STORAGE(3, Level.BASE),
  /** External input. */
  EXTERNAL_INPUT(4, Level.BASE),
  /** Alignment. */
  ALIGNMENT(5, Level.BASE),
  /** Program: illegal, privileged, trap, unimplemented or enabled floating-point exception. */
  PROGRAM(6, Level.BASE),
  /** Floating-point unavailable. */
  FP_UNAVAILABLE(7, Level.BASE),
  /** System call. */
  SYSTEM_CALL(8, Level.BASE),
  /** Auxiliary processor unavailable. */
  AP_UNAVAILABLE(9, Level.BASE),
  /** Decrementer. */
  DECREMENTER(10, Level.BASE),
  /** Fixed-interval timer. */
  FIXED_INTERVAL(11, Level.BASE),
  /** Watchdog timer. */
  WATCHDOG(12, Level.CRITICAL),
  /** Data TLB error: no translation. */
  DATA_TLB(13, Level.BASE),
  /** Instruction TLB error. */
  INSTRUCTION_TLB(14, Level.BASE),
  /** Debug. */
  DEBUG(15, Level.CRITICAL),
  /** SPE unavailable (e500). */
  SPE_UNAVAILABLE(32, Level.BASE),
  /** Embedded floating-point data (e500). */
  SPE_DATA(33, Level.BASE),
  /** Embedded floating-point round (e500). */
  SPE_ROUND(34, Level.BASE),
  /** Performance monitor (e500). */
  PERFORMANCE_MONITOR(35, Level.BASE),
  /** Processor doorbell (E.HV). */
  DOORBELL(36, Level.BASE),
  /** Processor doorbell critical (E.HV). */
  DOORBELL_CRITICAL(37, Level.CRITICAL),
  /** Guest processor doorbell (E.HV): the hypervisor takes it, with the guest's registers. */
  GUEST_DOORBELL(38, Level.GUEST),
  /** Guest processor doorbell critical and machine check (E.HV). */
  GUEST_DOORBELL_CRITICAL(39, Level.CRITICAL),
  /** Embedded hypervisor system call (E.HV). */
  HYPERVISOR_CALL(40, Level.BASE),
  /** Embedded hypervisor privilege (E.HV). */
  HYPERVISOR_PRIVILEGE(41, Level.BASE),
  /** LRAT error (E.HV.LRAT). */
  LRAT_ERROR(42, Level.BASE);

  private final int number;
  private final Level level;

  InterruptType(int number, Level level) {
    this.number = number;
    this.level = level;
  }

  /** Which pair of registers saves the state. */
  public enum Level {
    /** SRR0 and SRR1; rfi returns. */
    BASE,
    /** GSRR0 and GSRR1; rfgi returns. */
    GUEST,
    /** CSRR0 and CSRR1; rfci returns. */
    CRITICAL,
    /** MCSRR0 and MCSRR1; rfmci returns. */
    MACHINE_CHECK
  }

  /** The number {@code n} of its IVORn. */
  public int number() {
    return number;
  }

  /** Which registers save the state. */
  public Level level() {
    return level;
  }
}
