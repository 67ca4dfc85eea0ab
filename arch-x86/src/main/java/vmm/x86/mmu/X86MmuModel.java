package vmm.x86.mmu;

import java.util.Optional;
import vmm.api.mmu.PageTableFormat;
import vmm.api.mmu.TableMmu;

/**
 * What this architecture's MMU offers to strategies.
 *
 * @param unpagedFormat format of the VMM's tables for guests that run without paging
 * @param extendedTables format of second-stage tables
 */
public record X86MmuModel(LegacyPaging unpagedFormat, EptFormat extendedTables)
    implements TableMmu {

  /** Physical-address width of the simulated machine, as second-stage tables know it. */
  public static final int MACHINE_ADDRESS_BITS = 46;

  /** The model of all processors that we have. */
  public static final X86MmuModel STANDARD =
      new X86MmuModel(
          new LegacyPaging(true, 36, true, false), new EptFormat(false, MACHINE_ADDRESS_BITS));

  @Override
  public PageTableFormat realFormat(PageTableFormat guest) {
    return switch ((X86PageFormat) guest) {
      case LegacyPaging f ->
          new LegacyPaging(f.largePages(), f.addressBits(), true, f.globalPages());
      case PaePaging f -> new PaePaging(f.noExecute(), f.addressBits(), true, f.globalPages());
      case EptFormat f -> throw new IllegalArgumentException(f.name() + " is no guest format");
    };
  }

  @Override
  public Optional<PageTableFormat> secondStage() {
    return Optional.of(extendedTables);
  }
}
