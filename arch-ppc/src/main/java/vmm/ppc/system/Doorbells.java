package vmm.ppc.system;

import static vmm.ppc.PpcRegisters.DOORBELLS;
import static vmm.ppc.PpcRegisters.GPIR;
import static vmm.ppc.PpcRegisters.LPIDR;
import static vmm.ppc.PpcRegisters.MSR;
import static vmm.ppc.PpcRegisters.PIR;

import vmm.api.cpu.CpuContext;
import vmm.ppc.InterruptType;
import vmm.ppc.Msr;

/**
 * msgsnd and msgclr (Power ISA 2.06 Book III-E, chapter 11, "Processor control"). There is one
 * processor, which gets the messages that are for it.
 */
final class Doorbells {
  /** Type of a message: a processor doorbell. */
  static final int PROCESSOR = 0;

  /** A processor doorbell critical. */
  static final int CRITICAL = 1;

  /** A guest processor doorbell. */
  static final int GUEST = 2;

  /** A guest processor doorbell critical. */
  static final int GUEST_CRITICAL = 3;

  /** A guest processor doorbell machine check. */
  static final int GUEST_MACHINE_CHECK = 4;

  private static final int TYPE_SHIFT = 27;
  private static final long BROADCAST = 0x0400_0000L;
  private static final int PARTITION_SHIFT = 14;
  private static final long PARTITION = 0xFFF;
  private static final long PROCESSOR_TAG = 0x3FFF;

  private Doorbells() {}

  static void send(CpuContext cpu, long message) {
    Privileges.hypervisor(cpu);
    int type = type(message);
    if (type <= GUEST_MACHINE_CHECK && isForUs(cpu.slots(), type, message)) {
      cpu.slots()[DOORBELLS] |= 1L << type;
      cpu.interruptsChanged();
    }
  }

  static void clear(CpuContext cpu, long message) {
    Privileges.hypervisor(cpu);
    cpu.slots()[DOORBELLS] &= ~(1L << type(message));
  }

  private static int type(long message) {
    return (int) (message >>> TYPE_SHIFT) & 31;
  }

  /** Messages to guests go by GPIR, others by PIR; LPIDTAG 0 of the latter means anybody. */
  private static boolean isForUs(long[] slots, int type, long message) {
    long partition = message >>> PARTITION_SHIFT & PARTITION;
    boolean toGuest = type >= GUEST;
    boolean addressed =
        (message & BROADCAST) != 0
            || (message & PROCESSOR_TAG) == (slots[toGuest ? GPIR : PIR] & PROCESSOR_TAG);
    return addressed && (partition == slots[LPIDR] || (partition == 0 && !toGuest));
  }

  static boolean isPending(long[] slots, int type) {
    return (slots[DOORBELLS] >>> type & 1) != 0;
  }

  /** It waits for guest state with MSR[ME]. */
  static boolean isGuestMachineCheckPending(long[] slots) {
    return (slots[MSR] & Msr.ME) != 0 && isPending(slots, GUEST_MACHINE_CHECK);
  }

  /** An interrupt was taken: its message is gone. */
  static void taken(long[] slots, InterruptType type) {
    switch (type) {
      case DOORBELL -> forget(slots, PROCESSOR);
      case DOORBELL_CRITICAL -> forget(slots, CRITICAL);
      case GUEST_DOORBELL -> forget(slots, GUEST);
      case GUEST_DOORBELL_CRITICAL ->
          forget(slots, isGuestMachineCheckPending(slots) ? GUEST_MACHINE_CHECK : GUEST_CRITICAL);
      default -> {}
    }
  }

  private static void forget(long[] slots, int type) {
    slots[DOORBELLS] &= ~(1L << type);
  }
}
