package vmm.api.cpu;

/**
 * A rare or hard part of an instruction, in Java. Interpreted and compiled code call the same
 * helpers. A helper holds no state: everything is in its context.
 */
@FunctionalInterface
public interface Helper {
  /**
   * Runs the helper.
   *
   * @return its result; 0 where there is none
   * @throws GuestFault if the instruction faults
   */
  long call(CpuContext cpu, long a, long b, long c);

  /** What a helper may touch. */
  enum Effect {
    /** A function of its arguments alone. */
    PURE,
    /** Reads slots, writes nothing, never faults. */
    READS,
    /**
     * May read slots and memory, fault, trap and stop, but if it returns it has written no slot.
     */
    CHECK,
    /** May read and write slots and memory, fault, trap and stop. */
    STATE
  }
}
