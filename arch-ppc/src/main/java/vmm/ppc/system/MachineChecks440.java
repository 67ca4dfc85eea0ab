package vmm.ppc.system;

import static vmm.ppc.PpcRegisters.ESR;
import static vmm.ppc.PpcRegisters.MCSR;
import static vmm.ppc.PpcRegisters.MSR;

import vmm.api.mmu.AccessType;
import vmm.ppc.Msr;
import vmm.ppc.PpcFault;

/**
 * Machine checks of a 440 (PPC440x5 User's Manual, section 6.5.2, "Machine Check Interrupt"). An
 * error of a load or store is noted in MCSR, and interrupts as soon as MSR[ME] lets it; it stays
 * until software clears MCSR[MCS]. An error of a fetch belongs to its instruction: it sets
 * ESR[MCI], and interrupts instead of the instruction if MSR[ME] is set, else never.
 */
final class MachineChecks440 implements MachineChecks {
  /** MCSR[MCS]: an exception is pending. */
  private static final long SUMMARY = 0x8000_0000L;

  /** MCSR[DRB]. */
  private static final long DATA_READ = 0x2000_0000L;

  /** MCSR[DWB]. */
  private static final long DATA_WRITE = 0x1000_0000L;

  @Override
  public void accessFailed(long[] slots, long real, AccessType access) {
    slots[MCSR] |= SUMMARY | (access == AccessType.WRITE ? DATA_WRITE : DATA_READ);
  }

  @Override
  public boolean instructionFailed(long[] slots, long real) {
    boolean interrupts = (slots[MSR] & Msr.ME) != 0;
    slots[ESR] = PpcFault.ESR_MCI | (interrupts ? 0 : slots[ESR]);
    return interrupts;
  }

  @Override
  public boolean pending(long[] slots) {
    return (slots[MCSR] & SUMMARY) != 0 && (slots[MSR] & Msr.ME) != 0;
  }

  @Override
  public boolean stops(long[] slots) {
    return false;
  }

  @Override
  public void reset() {}
}
