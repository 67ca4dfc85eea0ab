package vmm.kit;

import vmm.api.memory.MemoryVirtualization;
import vmm.shadow.ShadowFactory;

final class ShadowToyTlbHistoriesTest extends ToyTlbHistories {
  @Override
  protected MemoryVirtualization.Factory strategy() {
    return new ShadowFactory();
  }
}
