package vmm.kit;

import java.util.LinkedHashMap;
import java.util.Map;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.Privilege;
import vmm.api.mmu.RealMmu;
import vmm.api.mmu.RealView;
import vmm.api.mmu.Translation;

/**
 * A processor's MMU with a TLB that forgets nothing until it is told to: what strategies do not
 * invalidate stays, so that a forgotten invalidation is seen.
 */
public final class ModelProcessor implements RealMmu {
  private final HardwareWalker walker;
  private final Map<Tag, Translation.Mapped> tlb = new LinkedHashMap<>();
  private RealView view = new RealView.Bare();
  private long fills;

  /** What a cached translation is found by. */
  private record Tag(int context, long page, AccessType access, Privilege privilege) {}

  /** Makes the MMU around a walker. */
  public ModelProcessor(HardwareWalker walker) {
    this.walker = walker;
  }

  /** Translates as an instruction does: by the TLB, else by a walk. */
  public Translation translate(long gva, AccessType access, Privilege privilege) {
    Tag tag = tag(gva, access, privilege);
    Translation.Mapped cached = tlb.get(tag);
    if (cached != null) {
      return at(cached, gva);
    }
    Translation result = walker.translate(view, gva, access, privilege, false);
    if (result instanceof Translation.Mapped mapped) {
      tlb.put(tag, mapped);
      fills++;
    }
    return result;
  }

  /** What an instruction would use now, without effect. */
  public Translation observe(long gva, AccessType access, Privilege privilege) {
    Translation.Mapped cached = tlb.get(tag(gva, access, privilege));
    return cached != null ? at(cached, gva) : probe(gva, access, privilege);
  }

  /** The guest's own invalidation, where it does not trap. */
  public void flushContext() {
    invalidateContext(context());
  }

  /** Number of translations that went into the TLB. */
  public long fills() {
    return fills;
  }

  @Override
  public void setRealView(RealView next, boolean flush) {
    view = next;
    walker.programmed(next);
    if (flush) {
      invalidateContext(context());
    }
  }

  @Override
  public RealView realView() {
    return view;
  }

  @Override
  public void invalidatePage(long gva) {
    tlb.keySet().removeIf(tag -> tag.page == gva >>> 12);
  }

  @Override
  public void invalidateContext(int context) {
    tlb.keySet().removeIf(tag -> tag.context == context);
  }

  @Override
  public void invalidateAll() {
    tlb.clear();
  }

  @Override
  public Translation probe(long gva, AccessType access, Privilege privilege) {
    return walker.translate(view, gva, access, privilege, true);
  }

  @Override
  public long walkReferences() {
    return 0;
  }

  private Tag tag(long gva, AccessType access, Privilege privilege) {
    AccessType kind = access == AccessType.UPDATE ? AccessType.WRITE : access;
    return new Tag(context(), gva >>> 12, kind, privilege);
  }

  private int context() {
    return switch (view) {
      case RealView.Bare() -> -1;
      case RealView.OneStage one -> one.context();
      case RealView.TwoStage two -> two.context();
      case RealView.OneStageTlb _, RealView.TwoStageTlb _ ->
          throw new IllegalArgumentException("tables are walked here: " + view);
    };
  }

  private static Translation at(Translation.Mapped page, long gva) {
    long address = (page.address() & -4096L) | (gva & 4095);
    return new Translation.Mapped(address, page.rights(), page.pageShift());
  }
}
