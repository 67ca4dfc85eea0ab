package vmm.tiny;

import vmm.api.memory.MemoryVirtualization;
import vmm.nested.NestedFactory;

final class NestedTinyHistoriesTest extends TinyHistories {
  @Override
  protected MemoryVirtualization.Factory strategy() {
    return new NestedFactory();
  }
}
