package vmm.kit;

import vmm.api.memory.MemoryVirtualization;
import vmm.shadow.ShadowFactory;

final class ShadowToyHistoriesTest extends ToyHistories {
  @Override
  protected MemoryVirtualization.Factory strategy() {
    return new ShadowFactory();
  }
}
