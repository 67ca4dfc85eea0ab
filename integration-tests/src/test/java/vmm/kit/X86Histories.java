package vmm.kit;

import java.util.List;
import vmm.api.mmu.PageTableFormat;
import vmm.api.mmu.TableMmu;
import vmm.x86.mmu.X86MmuModel;

/** The contract on x86. */
abstract class X86Histories extends HistoryContract {
  @Override
  protected TableMmu model() {
    return X86MmuModel.STANDARD;
  }

  @Override
  protected List<List<? extends PageTableFormat>> formats() {
    return X86Setups.formats();
  }

  @Override
  protected HistorySetup setup(List<? extends PageTableFormat> formats, boolean disciplined) {
    return X86Setups.setup(formats, disciplined, strategy());
  }
}
