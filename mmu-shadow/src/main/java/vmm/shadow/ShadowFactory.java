package vmm.shadow;

import vmm.api.memory.MemoryVirtualization;
import vmm.api.memory.StrategyHost;
import vmm.api.mmu.MmuModel;
import vmm.api.mmu.TableMmu;
import vmm.api.mmu.TlbMmu;
import vmm.shadow.tlb.TlbStrategies;

/** Makes {@code shadow}: of tables, or of the TLB where software fills that. */
public final class ShadowFactory implements MemoryVirtualization.Factory {
  @Override
  public String name() {
    return "shadow";
  }

  @Override
  public String description() {
    return "tables or TLB entries of the VMM's own stand in for the guest's, filled on hidden"
        + " faults";
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
      case TableMmu mmu -> new ShadowStrategy(host, mmu);
      case TlbMmu mmu -> TlbStrategies.shadow(host, mmu);
    };
  }
}
