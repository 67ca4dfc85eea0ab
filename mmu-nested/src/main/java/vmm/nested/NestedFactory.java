package vmm.nested;

import java.util.Optional;
import vmm.api.memory.Frame;
import vmm.api.memory.MemoryVirtualization;
import vmm.api.memory.StrategyHost;
import vmm.api.mmu.MmuModel;
import vmm.api.mmu.PageTableFormat;
import vmm.api.mmu.TableMmu;
import vmm.api.mmu.TlbMmu;
import vmm.nested.tlb.NestedTlbStrategy;

/** Makes {@code nested} for processors that declare a second stage. */
public final class NestedFactory implements MemoryVirtualization.Factory {
  @Override
  public String name() {
    return "nested";
  }

  @Override
  public String description() {
    return "the hardware uses the guest's own tables or TLB entries, and a second stage below"
        + " them";
  }

  @Override
  public String unsupportedReason(MmuModel mmu) {
    return switch (mmu) {
      case TableMmu tables -> unsupportedReason(tables.secondStage());
      case TlbMmu tlb ->
          tlb.secondStageShifts().isPresent()
              ? ""
              : "nested needs a processor with a second stage, and this one declares none";
    };
  }

  private static String unsupportedReason(Optional<PageTableFormat> format) {
    if (format.isEmpty()) {
      return "nested needs a processor with second-stage tables, and this one declares none";
    }
    return SecondStageTables.fits(format.get())
        ? ""
        : "nested keeps each second-stage table in one frame of "
            + Frame.SIZE
            + " bytes, and tables of "
            + format.get().name()
            + " are larger";
  }

  @Override
  public MemoryVirtualization create(StrategyHost host) {
    String reason = unsupportedReason(host.mmuModel());
    if (!reason.isEmpty()) {
      throw new IllegalArgumentException(reason);
    }
    return switch (host.mmuModel()) {
      case TableMmu tables -> new NestedStrategy(host, tables.secondStage().orElseThrow());
      case TlbMmu tlb -> new NestedTlbStrategy(host, tlb);
    };
  }
}
