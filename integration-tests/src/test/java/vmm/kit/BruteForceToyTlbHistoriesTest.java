package vmm.kit;

import vmm.api.memory.MemoryVirtualization;
import vmm.shadow.BruteForceFactory;

final class BruteForceToyTlbHistoriesTest extends ToyTlbHistories {
  @Override
  protected MemoryVirtualization.Factory strategy() {
    return new BruteForceFactory();
  }
}
