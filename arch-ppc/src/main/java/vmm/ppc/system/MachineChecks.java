package vmm.ppc.system;

import vmm.api.mmu.AccessType;
import vmm.ppc.PpcModel;

/** What a processor makes of accesses that nothing answers. */
sealed interface MachineChecks
    permits MachineChecks440, MachineChecksE500, MachineChecks.NotModelled {
  /** Those of a model. */
  static MachineChecks of(PpcModel model) {
    if (model.has(PpcModel.Feature.TLB_440)) {
      return new MachineChecks440();
    }
    return model.has(PpcModel.Feature.SPE) ? new MachineChecksE500() : new NotModelled();
  }

  /** Nothing answers a load or a store. */
  void accessFailed(long[] slots, long real, AccessType access);

  /**
   * An instruction is about to be run that was fetched from where nothing is.
   *
   * @return whether the interrupt comes instead
   */
  boolean instructionFailed(long[] slots, long real);

  /** Whether the interrupt comes before the next instruction. */
  boolean pending(long[] slots);

  /** The interrupt is about to be taken; whether the processor stops for good instead. */
  boolean stops(long[] slots);

  /** Nothing is pending. */
  void reset();

  /** Error reports of the e500mc and its like are not modelled. */
  record NotModelled() implements MachineChecks {
    @Override
    public void accessFailed(long[] slots, long real, AccessType access) {}

    @Override
    public boolean instructionFailed(long[] slots, long real) {
      return false;
    }

    @Override
    public boolean pending(long[] slots) {
      return false;
    }

    @Override
    public boolean stops(long[] slots) {
      return false;
    }

    @Override
    public void reset() {}
  }
}
