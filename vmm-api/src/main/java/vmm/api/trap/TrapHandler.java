package vmm.api.trap;

/** The VMM's end of the seam: the processor calls it at each trap and obeys the reply. */
@FunctionalInterface
public interface TrapHandler {
  /** Handles a trap, on the thread that runs the processor. */
  TrapReply onTrap(Trap trap);
}
