package vmm.ppc;

import vmm.api.cpu.CpuContext;

/**
 * The instructions that touch machine state, special registers and the TLB. Each method has the
 * shape of a {@link vmm.api.cpu.Helper}; the translator emits calls of them. Each checks its own
 * privilege, since what is privileged depends on the model and, in guest state, on the hypervisor.
 *
 * <p>Methods that transfer control write the pc; after all others the translator goes on at the
 * next instruction. A block ends after each instruction that could change the mode or the mapping
 * of code. Unused arguments are 0.
 */
public interface SystemInstructions {
  /** Kind of {@link #synchronize}: isync. */
  int ISYNC = 0;

  /** Kind of {@link #synchronize}: sync and msync. */
  int SYNC = 1;

  /** Kind of {@link #synchronize}: mbar and eieio. */
  int MBAR = 2;

  /** Raises a program interrupt with bits of ESR. */
  long program(CpuContext cpu, long esr, long unused, long unused2);

  /**
   * Raises another interrupt that an instruction causes.
   *
   * @param type {@link InterruptType#number}
   * @param address what DEAR gets, for an alignment interrupt
   */
  long interrupt(CpuContext cpu, long type, long esr, long address);

  /**
   * A debug event that an instruction causes. The pc slot holds where the program goes on, so that
   * the event may be taken there.
   *
   * @param event the event's bit in DBSR
   */
  long debugEvent(CpuContext cpu, long event, long unused, long unused2);

  /**
   * Compares the address of the instruction that is about to run with IAC1 to IAC4, and takes the
   * debug event if it matches. Writes no slot if not.
   */
  long compareAddress(CpuContext cpu, long unused, long unused2, long unused3);

  /**
   * The instruction that is about to run was fetched from where nothing answers: takes the machine
   * check, if that is what the processor does.
   */
  long failedFetch(CpuContext cpu, long unused, long unused2, long unused3);

  /** sc: {@code level} 0 is the guest's own system, 1 the hypervisor (category E.HV). */
  long systemCall(CpuContext cpu, long level, long unused, long unused2);

  /** mfspr and mftb: returns the register's value. */
  long moveFromSpr(CpuContext cpu, long spr, long unused, long unused2);

  /** mftb: returns half of the time base, by the number of its register; anyone may read it. */
  long timeBase(CpuContext cpu, long spr, long unused, long unused2);

  /** mtspr. */
  long moveToSpr(CpuContext cpu, long spr, long value, long unused);

  /** mfmsr. */
  long moveFromMsr(CpuContext cpu, long unused, long unused2, long unused3);

  /** mtmsr. */
  long moveToMsr(CpuContext cpu, long value, long unused, long unused2);

  /** wrtee and wrteei: {@code value} 1 sets MSR[EE], 0 clears it. */
  long writeExternalEnable(CpuContext cpu, long value, long unused, long unused2);

  /** rfi (0), rfci (1), rfmci (2), rfgi (3). */
  long returnFromInterrupt(CpuContext cpu, long kind, long unused, long unused2);

  /** mfpmr: returns the register's value. */
  long moveFromPmr(CpuContext cpu, long pmr, long unused, long unused2);

  /** mtpmr. */
  long moveToPmr(CpuContext cpu, long pmr, long value, long unused);

  /** msgsnd. */
  long sendMessage(CpuContext cpu, long message, long unused, long unused2);

  /** msgclr. */
  long clearMessage(CpuContext cpu, long message, long unused, long unused2);

  /** lbepx, lhepx, lwepx, lfdepx: returns {@code bits} bits, as the register gets them. */
  long externalLoad(CpuContext cpu, long gva, long bits, long unused);

  /** stbepx, sthepx, stwepx, stfdepx: stores the low {@code bits} bits of a value. */
  long externalStore(CpuContext cpu, long gva, long bits, long value);

  /** dcbfep, dcbstep, icbiep: translates as a load by external PID does. */
  long externalProbe(CpuContext cpu, long gva, long unused, long unused2);

  /** dcbzep. */
  long externalClear(CpuContext cpu, long gva, long unused, long unused2);

  /**
   * dcbz, before it stores: raises an alignment interrupt where there is no line to clear. Writes
   * no slot.
   *
   * @param user 1 in user mode, else 0
   */
  long checkLine(CpuContext cpu, long gva, long user, long unused);

  /** mfdcr: returns the register's value. */
  long moveFromDcr(CpuContext cpu, long dcr, long unused, long unused2);

  /** mtdcr. */
  long moveToDcr(CpuContext cpu, long dcr, long value, long unused);

  /**
   * tlbwe of a 440: writes word {@code ws}.
   *
   * @param entry the content of RA, whose low 6 bits say which
   */
  long tlbWriteWord(CpuContext cpu, long entry, long ws, long value);

  /** tlbre of a 440: returns word {@code ws}. */
  long tlbReadWord(CpuContext cpu, long entry, long ws, long unused);

  /** tlbsx of a 440: returns the number of the entry that matches, or -1. */
  long tlbSearchEntry(CpuContext cpu, long address, long unused, long unused2);

  /** tlbwe by the MAS registers. */
  long tlbWrite(CpuContext cpu, long unused, long unused2, long unused3);

  /** tlbre by the MAS registers. */
  long tlbRead(CpuContext cpu, long unused, long unused2, long unused3);

  /** tlbsx by the MAS registers. */
  long tlbSearch(CpuContext cpu, long address, long unused, long unused2);

  /** tlbsrx.: returns 1 if an entry matches, else 0. */
  long tlbSearchAndReserve(CpuContext cpu, long address, long unused, long unused2);

  /** tlbivax. */
  long tlbInvalidateAddress(CpuContext cpu, long address, long unused, long unused2);

  /** tlbilx with type {@code t}. */
  long tlbInvalidateLocal(CpuContext cpu, long t, long address, long unused);

  /** tlbsync. */
  long tlbSynchronize(CpuContext cpu, long unused, long unused2, long unused3);

  /** isync, sync, mbar: one of the constants of this interface. */
  long synchronize(CpuContext cpu, long kind, long unused, long unused2);

  /** wait (category WT): the processor waits for an interrupt. */
  long waitForInterrupt(CpuContext cpu, long nextPc, long unused, long unused2);

  /**
   * A cache-management instruction that only privileged code may run (dcbi, dccci, iccci, dcread,
   * icread, and the locking ones): checks privilege, changes nothing.
   */
  long privilegedCache(CpuContext cpu, long address, long unused, long unused2);

  /** icread and dcread of a 440. */
  long cacheRead(CpuContext cpu, long address, long data, long unused);
}
