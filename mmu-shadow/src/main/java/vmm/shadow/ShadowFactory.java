package vmm.shadow;

import vmm.api.memory.MemoryVirtualization;
import vmm.api.memory.StrategyHost;
import vmm.api.mmu.MmuModel;

/** Makes {@code shadow} for processors that walk tables. */
public final class ShadowFactory implements MemoryVirtualization.Factory {
  @Override
  public String name() {
    return "shadow";
  }

  @Override
  public String description() {
    return "tables of the VMM's own stand in for the guest's, filled on hidden faults";
  }

  @Override
  public String unsupportedReason(MmuModel mmu) {
    return FormatRules.unsupportedReason(name(), mmu.unpagedFormat());
  }

  @Override
  public MemoryVirtualization create(StrategyHost host) {
    return new ShadowStrategy(host);
  }
}
