package vmm.ppc.system;

import static vmm.ppc.PpcRegisters.DBSR;
import static vmm.ppc.PpcRegisters.DOORBELLS;
import static vmm.ppc.PpcRegisters.MSR;

import org.jspecify.annotations.Nullable;
import vmm.ppc.InterruptType;
import vmm.ppc.Msr;

/**
 * The interrupts that instructions do not cause: pins, timers, messages and late debug events, and
 * which of them comes next (PPC440x5 User's Manual, "Interrupt ordering and masking"; Power ISA
 * 2.06 Book III-E, section 7.8).
 */
final class Interrupts {
  private boolean external;
  private boolean critical;

  /** Drives the external input. */
  void setExternal(boolean asserted) {
    external = asserted;
  }

  /** Drives the critical input. */
  void setCritical(boolean asserted) {
    critical = asserted;
  }

  void reset() {
    external = false;
    critical = false;
  }

  /** The interrupt that comes next, or null. */
  @Nullable InterruptType pending(long[] slots, Timers timers) {
    long msr = slots[MSR];
    // In guest state the hypervisor's interrupts are let in whatever the guest's bits say.
    boolean guest = (msr & Msr.GS) != 0;
    if (debugPending(slots)) {
      return InterruptType.DEBUG;
    }
    if (guest && Doorbells.isGuestMachineCheckPending(slots)) {
      return InterruptType.GUEST_DOORBELL_CRITICAL;
    }
    InterruptType first =
        (msr & Msr.CE) != 0 || guest ? pendingCritical(slots, timers, guest) : null;
    return first != null ? first : pendingBase(slots, timers, guest);
  }

  private static boolean debugPending(long[] slots) {
    return (slots[DBSR] & DebugEvents.ALL) != 0 && DebugEvents.areOn(slots);
  }

  private @Nullable InterruptType pendingCritical(long[] slots, Timers timers, boolean guest) {
    if (critical) {
      return InterruptType.CRITICAL_INPUT;
    }
    if (timers.watchdogPending()) {
      return InterruptType.WATCHDOG;
    }
    if (Doorbells.isPending(slots, Doorbells.CRITICAL)) {
      return InterruptType.DOORBELL_CRITICAL;
    }
    boolean own = guest && (slots[MSR] & Msr.CE) != 0;
    return own && Doorbells.isPending(slots, Doorbells.GUEST_CRITICAL)
        ? InterruptType.GUEST_DOORBELL_CRITICAL
        : null;
  }

  private @Nullable InterruptType pendingBase(long[] slots, Timers timers, boolean guest) {
    boolean enabled = (slots[MSR] & Msr.EE) != 0;
    boolean ours = guest && !Delivery.isDirected(slots, InterruptType.EXTERNAL_INPUT);
    if (external && (enabled || ours)) {
      return InterruptType.EXTERNAL_INPUT;
    }
    if (!enabled && !guest) {
      return null;
    }
    if (timers.fixedIntervalPending()) {
      return InterruptType.FIXED_INTERVAL;
    }
    if (timers.decrementerPending()) {
      return InterruptType.DECREMENTER;
    }
    return slots[DOORBELLS] == 0 ? null : pendingDoorbell(slots, enabled && guest);
  }

  private static @Nullable InterruptType pendingDoorbell(long[] slots, boolean guestEnabled) {
    if (Doorbells.isPending(slots, Doorbells.PROCESSOR)) {
      return InterruptType.DOORBELL;
    }
    return guestEnabled && Doorbells.isPending(slots, Doorbells.GUEST)
        ? InterruptType.GUEST_DOORBELL
        : null;
  }
}
