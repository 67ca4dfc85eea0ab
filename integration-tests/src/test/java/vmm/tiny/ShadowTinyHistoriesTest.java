package vmm.tiny;

import vmm.api.memory.MemoryVirtualization;
import vmm.shadow.ShadowFactory;

final class ShadowTinyHistoriesTest extends TinyHistories {
  @Override
  protected MemoryVirtualization.Factory strategy() {
    return new ShadowFactory();
  }
}
