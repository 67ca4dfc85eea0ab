package vmm.shadow.tlb;

import vmm.api.memory.StrategyHost;
import vmm.api.mmu.TlbEntry;
import vmm.api.mmu.TlbMmu;

/**
 * Strategy {@code shadow} where software fills the TLB: the real TLB is a cache of the guest's,
 * filled on hidden misses. One large entry of the guest's may become many real ones.
 */
final class ShadowTlbStrategy extends OneStageTlbStrategy {
  ShadowTlbStrategy(StrategyHost host, TlbMmu mmu) {
    super(host, mmu);
  }

  /** The first access will miss. */
  @Override
  void entryWritten(int slot, TlbEntry next) {}
}
