package vmm.kit;

import vmm.api.memory.MemoryVirtualization;
import vmm.shadow.ShadowFactory;

final class ShadowPpcTlbHistoriesTest extends PpcTlbHistories {
  @Override
  protected MemoryVirtualization.Factory strategy() {
    return new ShadowFactory();
  }
}
