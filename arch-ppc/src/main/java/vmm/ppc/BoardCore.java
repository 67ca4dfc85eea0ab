package vmm.ppc;

import vmm.api.device.Clock;
import vmm.api.device.InterruptLine;

/** What a board connects to a processor before it runs. */
public interface BoardCore {
  /** The model. */
  PpcModel model();

  /** Connects device control registers; a core without them ignores it. */
  void setDcrBus(DcrBus bus);

  /** The external input interrupt. */
  InterruptLine externalPin();

  /** The critical input interrupt. */
  InterruptLine criticalPin();

  /**
   * The access at hand has ended in an error, as nothing answers at a real address. The processor
   * may take a machine check.
   */
  void busError(long real, boolean write);

  /** The clock from which the time base and the timers count, and how often in a second. */
  void setTimebaseHz(long hertz, Clock clock);

  /**
   * What the processor asks for when it resets the system: DBCR0[RST], or the watchdog's last
   * expiry.
   */
  void setResetListener(Runnable onReset);

  /**
   * Writes a translation that firmware would have left: valid, address space 0, PID 0, all rights
   * of the supervisor and the user. On an e500 it goes into TLB1, protected from invalidation.
   *
   * @param slot the entry's number
   * @param effective first effective address, aligned to the size
   * @param real first real address, aligned to the size
   * @param bytes a size that the processor has
   */
  void presetTlb(int slot, long effective, long real, long bytes);
}
