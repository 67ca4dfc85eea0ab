package vmm.core.trap;

import org.jspecify.annotations.Nullable;
import vmm.api.machine.RunOutcome;

/** Whether, and how, the guest has ended. The first reason counts. */
public final class MachineEnd {
  private final Runnable stopRun;
  private @Nullable RunOutcome outcome;

  /**
   * Makes the record of a guest that lives.
   *
   * @param stopRun ends the processor's run after the present instruction
   */
  public MachineEnd(Runnable stopRun) {
    this.stopRun = stopRun;
  }

  /** The guest has ended. */
  public void end(RunOutcome how) {
    if (outcome == null) {
      outcome = how;
    }
    stopRun.run();
  }

  /** How it ended, or null while it has not. */
  public @Nullable RunOutcome outcome() {
    return outcome;
  }
}
