package vmm.ppc.system;

import static vmm.ppc.PpcRegisters.HID1;
import static vmm.ppc.PpcRegisters.MCAR;
import static vmm.ppc.PpcRegisters.MCSR;
import static vmm.ppc.PpcRegisters.MSR;

import vmm.api.mmu.AccessType;
import vmm.ppc.Msr;

/**
 * Machine checks of an e500v2 (E500CORERM, section 5.7.2, "Machine Check Interrupt", and "HID1").
 * The chip tells the core of reads that nothing answers; writes end in the chip. The core checks if
 * HID1[RFXE] is set, which it is not after reset; while MSR[ME] is clear, a check stops it for
 * good.
 */
final class MachineChecksE500 implements MachineChecks {
  /** HID1[RFXE]. */
  private static final long READ_FAULTS = 0x2_0000;

  /** MCSR[BUS_IBERR]. */
  private static final long FETCH = 0x10;

  /** MCSR[BUS_RBERR]. */
  private static final long LOAD = 0x08;

  private boolean pending;

  @Override
  public void accessFailed(long[] slots, long real, AccessType access) {
    if (access != AccessType.WRITE && !pending) {
      pending = noted(slots, real, LOAD);
    }
  }

  @Override
  public boolean instructionFailed(long[] slots, long real) {
    return noted(slots, real, FETCH);
  }

  private static boolean noted(long[] slots, long real, long kind) {
    if ((slots[HID1] & READ_FAULTS) == 0) {
      return false;
    }
    slots[MCSR] |= kind;
    slots[MCAR] = real;
    return true;
  }

  @Override
  public boolean pending(long[] slots) {
    return pending;
  }

  @Override
  public boolean stops(long[] slots) {
    pending = false;
    return (slots[MSR] & Msr.ME) == 0;
  }

  @Override
  public void reset() {
    pending = false;
  }
}
