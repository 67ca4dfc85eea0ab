package vmm.kit;

import vmm.api.memory.MemoryVirtualization;
import vmm.shadow.BruteForceFactory;

final class BruteForceX86HistoriesTest extends X86Histories {
  @Override
  protected MemoryVirtualization.Factory strategy() {
    return new BruteForceFactory();
  }
}
