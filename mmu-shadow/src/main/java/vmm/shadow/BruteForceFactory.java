package vmm.shadow;

import vmm.api.memory.MemoryVirtualization;
import vmm.api.memory.StrategyHost;
import vmm.api.mmu.MmuModel;

/** Makes {@code brute-force} for processors that walk tables. */
public final class BruteForceFactory implements MemoryVirtualization.Factory {
  @Override
  public String name() {
    return "brute-force";
  }

  @Override
  public String description() {
    return "the guest's own tables are rewritten in place, and accesses to them answered from a"
        + " copy";
  }

  @Override
  public String unsupportedReason(MmuModel mmu) {
    return FormatRules.unsupportedReason(name(), mmu.unpagedFormat());
  }

  @Override
  public MemoryVirtualization create(StrategyHost host) {
    return new BruteForceStrategy(host);
  }
}
