package vmm.engine;

import java.util.Optional;
import vmm.api.cpu.Core;
import vmm.api.cpu.TlbControl;
import vmm.api.memory.Frame;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.NestedTlb;
import vmm.api.mmu.Privilege;
import vmm.api.mmu.RealMmu;
import vmm.api.mmu.RealTlb;
import vmm.api.mmu.RealView;
import vmm.api.mmu.Translation;
import vmm.api.mmu.TranslationRegime;
import vmm.engine.code.Block;
import vmm.engine.code.Run;
import vmm.engine.mmu.AccessPath;
import vmm.engine.mmu.SoftTlb;

/** The MMU as the VMM programs it, and its TLB as the guest's instructions command it. */
final class SimulatedMmu implements RealMmu, TlbControl {
  /** Contexts of the VMM, 0 to 4095, and one for the time without a VMM. */
  static final int CONTEXTS = 4097;

  private static final int BARE_CONTEXT = 4096;

  private final Core core;
  private final SoftTlb tlb;
  private final AccessPath path;
  private final Run run;

  SimulatedMmu(Core core, SoftTlb tlb, AccessPath path, Run run) {
    this.core = core;
    this.tlb = tlb;
    this.path = path;
    this.run = run;
    tlb.select(BARE_CONTEXT, BARE_CONTEXT);
  }

  @Override
  public void setRealView(RealView view, boolean flush) {
    path.setView(view);
    switch (view) {
      case RealView.Bare(), RealView.TwoStageTlb() -> tlb.select(BARE_CONTEXT, BARE_CONTEXT);
      case RealView.OneStage one -> tlb.select(one.context(), one.context());
      case RealView.TwoStage two -> tlb.select(two.context(), two.context());
      case RealView.OneStageTlb(int fetches, int data) -> tlb.select(fetches, data);
    }
    if (flush) {
      tlb.flush();
    }
    core.realViewProgrammed(view);
    mappingChanged();
  }

  @Override
  public void program(RealView view) {
    setRealView(view, false);
  }

  @Override
  public void remember(TranslationRegime regime, RealView view) {
    core.rememberRegime(regime, view);
  }

  @Override
  public void forgetRegimes() {
    core.forgetRegimes();
  }

  /** Code may be mapped elsewhere now; blocks that are linked do not notice. */
  private void mappingChanged() {
    run.attend();
  }

  /**
   * The same for one page. Who goes from a page to another asks the soft TLB, so what matters is
   * the page of the code that runs, and the next, into which its last instruction may run over.
   */
  private void pageChanged(long gva, int pageShift) {
    Block block = run.block;
    if (block == null) {
      mappingChanged();
      return;
    }
    long from = Frame.base(run.pc() + block.fetchBase);
    long mask = core.addressMask(block.mode) & -(1L << Math.max(pageShift, Frame.SHIFT));
    if (((from ^ gva) & mask) == 0 || ((from + Frame.SIZE ^ gva) & mask) == 0) {
      mappingChanged();
    }
  }

  @Override
  public RealView realView() {
    return path.view();
  }

  @Override
  public void invalidatePage(long gva) {
    pageChanged(gva, tlb.flushPage(gva));
  }

  @Override
  public void invalidateContext(int context) {
    tlb.flushContext(context);
    mappingChanged();
  }

  @Override
  public void invalidateAll() {
    tlb.flushAll();
    mappingChanged();
  }

  @Override
  public void flushPage(long gva) {
    invalidatePage(gva);
  }

  @Override
  public void flushPage(long gva, int pageShift) {
    tlb.flushPage(gva, pageShift);
    pageChanged(gva, pageShift);
  }

  @Override
  public void select(int fetchContext, int dataContext) {
    tlb.select(fetchContext, dataContext);
    mappingChanged();
  }

  @Override
  public void flushAll() {
    invalidateAll();
  }

  @Override
  public void flush(boolean keepGlobal) {
    // Which entries are global is not kept: dropping more than asked is always right.
    tlb.flush();
    mappingChanged();
  }

  @Override
  public Translation probe(long gva, AccessType access, Privilege privilege) {
    return core.translate(path.view(), gva, access, privilege, true);
  }

  @Override
  public Optional<RealTlb> tlb() {
    return core.realTlb();
  }

  @Override
  public Optional<NestedTlb> nestedTlb() {
    return core.nestedTlb();
  }

  @Override
  public long walkReferences() {
    return core.walkReferences();
  }
}
