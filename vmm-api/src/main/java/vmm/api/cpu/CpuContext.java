package vmm.api.cpu;

import vmm.api.trap.TrapHandler;
import vmm.api.trap.TrapKind;

/** What a helper, and an architecture's core, sees of the processor that runs it. */
public interface CpuContext {
  /** The state, laid out by the architecture's register file. */
  long[] slots();

  /** The architecture's own half of this processor; architectures cast it to their own class. */
  Core core();

  /** Guest memory by gva. */
  GuestMemory memory();

  /** The pc of the instruction that runs. */
  long pc();

  /** The VMM. {@link #trap} is the usual way to it. */
  TrapHandler traps();

  /** Whether the VMM asked for this kind of trap. */
  boolean trapping(TrapKind kind);

  /**
   * Raises a trap and obeys the reply: returns the data of {@code Completed}, throws the fault of
   * {@code TrueFault}, and leaves the run for {@code Stop}. {@code Retry} returns 0.
   */
  long trap(vmm.api.trap.Trap trap);

  /**
   * Reads guest-physical memory as the processor itself does when it loads a root: through the
   * second stage if there is one, else from where the VMM says the guest's memory is.
   *
   * @param size 4 or 8 bytes
   */
  long readPhysical(long gpa, int size);

  /** Number of instructions retired before the one that runs; the time base. */
  long retired();

  /**
   * How many more instructions, the running one not counted, may retire before the dispatcher is to
   * look around: no more than until an event is due. A helper that repeats (a string instruction)
   * stops at it, and goes on when it is called again.
   */
  long budget();

  /** Counts {@code instructions} more as retired, out of the budget. */
  void retire(long instructions);

  /** The part of the TLB that the architecture's own instructions command. */
  TlbControl tlb();

  /**
   * Tells that an interrupt pin changed or that interrupts became enabled, so that the engine asks
   * {@link Core#interruptReady} at the next instruction boundary.
   */
  void interruptsChanged();
}
