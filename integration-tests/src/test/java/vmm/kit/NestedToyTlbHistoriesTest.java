package vmm.kit;

import vmm.api.memory.MemoryVirtualization;
import vmm.nested.NestedFactory;

final class NestedToyTlbHistoriesTest extends ToyTlbHistories {
  @Override
  protected MemoryVirtualization.Factory strategy() {
    return new NestedFactory();
  }
}
