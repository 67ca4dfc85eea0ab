package vmm.shadow;

import vmm.api.memory.MemoryVirtualization;
import vmm.api.memory.StrategyHost;
import vmm.api.mmu.MmuModel;
import vmm.api.mmu.TableMmu;
import vmm.api.mmu.TlbMmu;
import vmm.shadow.tlb.TlbStrategies;

/** Makes {@code brute-force}: of tables, or of the TLB where software fills that. */
public final class BruteForceFactory implements MemoryVirtualization.Factory {
  @Override
  public String name() {
    return "brute-force";
  }

  @Override
  public String description() {
    return "the guest's own tables or TLB entries are rewritten in place, and accesses to them"
        + " answered from a copy";
  }

  @Override
  public String unsupportedReason(MmuModel mmu) {
    return switch (mmu) {
      case TableMmu tables -> FormatRules.unsupportedReason(name(), tables.unpagedFormat());
      case TlbMmu tlb -> TlbStrategies.unsupportedReason(name(), tlb);
    };
  }

  @Override
  public MemoryVirtualization create(StrategyHost host) {
    return switch (host.mmuModel()) {
      case TableMmu mmu -> new BruteForceStrategy(host, mmu);
      case TlbMmu mmu -> TlbStrategies.bruteForce(host, mmu);
    };
  }
}
