package vmm.kit;

import vmm.api.memory.MemoryVirtualization;
import vmm.shadow.ShadowFactory;

final class ShadowX86HistoriesTest extends X86Histories {
  @Override
  protected MemoryVirtualization.Factory strategy() {
    return new ShadowFactory();
  }
}
