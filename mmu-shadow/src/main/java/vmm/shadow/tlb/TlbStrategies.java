package vmm.shadow.tlb;

import vmm.api.memory.MemoryVirtualization;
import vmm.api.memory.StrategyHost;
import vmm.api.mmu.TlbMmu;

/** Makes the strategies for processors whose TLB software fills. */
public final class TlbStrategies {
  private TlbStrategies() {}

  /**
   * Why none of them can virtualize {@code mmu}, in one line; empty if they can.
   *
   * @param name the name of the strategy, for that line
   */
  public static String unsupportedReason(String name, TlbMmu mmu) {
    int contexts = mmu.realContexts();
    return contexts >= Contexts.LEAST
        ? ""
        : "%s needs a TLB with at least %d contexts, and this one has %d"
            .formatted(name, Contexts.LEAST, contexts);
  }

  /** Makes {@code shadow} for one virtual processor. */
  public static MemoryVirtualization shadow(StrategyHost host, TlbMmu mmu) {
    return new ShadowTlbStrategy(host, mmu);
  }

  /** Makes {@code brute-force} for one virtual processor. */
  public static MemoryVirtualization bruteForce(StrategyHost host, TlbMmu mmu) {
    return new BruteForceTlbStrategy(host, mmu);
  }
}
