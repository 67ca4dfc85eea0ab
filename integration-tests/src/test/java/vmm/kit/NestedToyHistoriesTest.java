package vmm.kit;

import vmm.api.memory.MemoryVirtualization;
import vmm.nested.NestedFactory;

final class NestedToyHistoriesTest extends ToyHistories {
  @Override
  protected MemoryVirtualization.Factory strategy() {
    return new NestedFactory();
  }
}
