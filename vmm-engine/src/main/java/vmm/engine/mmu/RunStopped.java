package vmm.engine.mmu;

/** Leaves a run in the middle of an instruction because the VMM replied {@code Stop}. */
public final class RunStopped extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Makes one, without a stack trace. */
  public RunStopped() {
    super("the VMM stopped the run", null, false, false);
  }
}
