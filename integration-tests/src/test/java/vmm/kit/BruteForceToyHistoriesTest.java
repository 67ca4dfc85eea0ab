package vmm.kit;

import vmm.api.memory.MemoryVirtualization;
import vmm.shadow.BruteForceFactory;

final class BruteForceToyHistoriesTest extends ToyHistories {
  @Override
  protected MemoryVirtualization.Factory strategy() {
    return new BruteForceFactory();
  }
}
