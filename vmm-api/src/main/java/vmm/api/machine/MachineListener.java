package vmm.api.machine;

import vmm.api.trap.Trap;
import vmm.api.trap.TrapReply;

/**
 * Watches a virtual machine; neutral, and free of cost where nobody listens. Called on the
 * machine's thread, which waits: be short, and do not run the machine.
 */
public interface MachineListener {
  /** A trap was taken and answered. */
  default void trap(Trap trap, TrapReply reply) {}

  /** A fault was hidden: repaired, or its access completed. The guest never learns of it. */
  default void hiddenFault(Trap trap) {}

  /** A true fault goes to the guest. */
  default void trueFault(Trap trap) {}

  /** The strategy filled the real view: gva now leads to hpa, which stands for gpa. */
  default void filled(long gva, long gpa, long hpa, int pageShift) {}
}
