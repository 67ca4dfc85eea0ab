package vmm.api.cpu;

/** The registers of one processor: a flat row of 64-bit slots laid out by a register file. */
public final class ProcessorState {
  /** One value per slot, zero-extended from the register's width. */
  public final long[] slots;

  /** Makes the state of a processor whose registers {@code file} declares, all zero. */
  public ProcessorState(RegisterFile file) {
    slots = new long[file.slots()];
  }
}
