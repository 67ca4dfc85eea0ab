package vmm.kit;

import vmm.api.memory.MemoryVirtualization;
import vmm.nested.NestedFactory;

final class NestedPpcTlbHistoriesTest extends PpcTlbHistories {
  @Override
  protected MemoryVirtualization.Factory strategy() {
    return new NestedFactory();
  }
}
