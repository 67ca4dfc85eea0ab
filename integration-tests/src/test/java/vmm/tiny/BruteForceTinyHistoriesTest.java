package vmm.tiny;

import vmm.api.memory.MemoryVirtualization;
import vmm.shadow.BruteForceFactory;

final class BruteForceTinyHistoriesTest extends TinyHistories {
  @Override
  protected MemoryVirtualization.Factory strategy() {
    return new BruteForceFactory();
  }
}
