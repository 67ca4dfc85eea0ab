package vmm.kit;

import vmm.api.memory.MemoryVirtualization;
import vmm.shadow.BruteForceFactory;

final class BruteForcePpcTlbHistoriesTest extends PpcTlbHistories {
  @Override
  protected MemoryVirtualization.Factory strategy() {
    return new BruteForceFactory();
  }
}
