package vmm.api.cpu;

/** The registers of one processor: a flat row of 64-bit slots laid out by a register file. */
public final class ProcessorState {
  /**
   * One value per slot, zero-extended from the register's width. The row may be longer than the
   * register file says: what stands behind the declared slots is the engine's own.
   */
  public final long[] slots;

  /** Makes the state of a processor whose registers {@code file} declares, all zero. */
  public ProcessorState(RegisterFile file) {
    this(file, file.slots());
  }

  /**
   * Makes the state of a processor, with room for values of the engine's own behind the slots.
   *
   * @param length of the row, at least the number of slots
   */
  public ProcessorState(RegisterFile file, int length) {
    if (length < file.slots()) {
      throw new IllegalArgumentException("a row of " + length + " cannot hold the slots");
    }
    slots = new long[length];
  }
}
