package vmm.kit;

import vmm.api.memory.MemoryVirtualization;
import vmm.nested.NestedFactory;

final class NestedX86HistoriesTest extends X86Histories {
  @Override
  protected MemoryVirtualization.Factory strategy() {
    return new NestedFactory();
  }
}
