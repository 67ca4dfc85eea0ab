package vmm.ppc;

import vmm.api.device.Clock;
import vmm.api.device.InterruptLine;

/** What a board sees of a processor: its pins, its clock and how firmware leaves its TLB. */
public interface BoardCore {
  /** The model. */
  PpcModel model();

  /** Connects the device control registers; without it, they read as 0. */
  void setDcrBus(DcrBus bus);

  /** The pin of noncritical external interrupts. */
  InterruptLine externalPin();

  /** The pin of critical interrupts. */
  InterruptLine criticalPin();

  /**
   * Fills an entry of the TLB as firmware would have left it: address space 0, all processes, all
   * rights of the supervisor and none of the user.
   *
   * @param slot a slot of the 440's TLB, or of TLB1
   * @param bytes size of the page, one that the TLB knows
   */
  void presetTlb(int slot, long effectivePage, long realAddress, long bytes);

  /** Sets what a reset by the guest does: of the core, the chip or the system. */
  void setResetListener(Runnable onReset);

  /**
   * Starts the time base.
   *
   * @param hz its ticks in a second, 1 to 1,000,000,000
   */
  void setTimebaseHz(long hz, Clock clock);
}
