package vmm.kit;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import vmm.api.cpu.TlbControl;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.NestedTlb;
import vmm.api.mmu.Privilege;
import vmm.api.mmu.RealMmu;
import vmm.api.mmu.RealTlb;
import vmm.api.mmu.RealView;
import vmm.api.mmu.Translation;
import vmm.api.mmu.TranslationRegime;

/**
 * A processor's MMU around hardware with a TLB that software fills. Its cache of translations
 * forgets nothing until it is told to, and knows no bounds, so that a forgotten change is seen. So
 * it is with the regimes that it is to remember.
 */
public final class TlbModelProcessor implements RealMmu, TlbControl {
  private final TlbHardware hardware;
  private final Map<Tag, Translation.Mapped> cache = new HashMap<>();
  private final Map<TranslationRegime, RealView> remembered = new HashMap<>();
  private RealView view = new RealView.Bare();
  private int fetchContext;
  private int dataContext;

  /** What a cached translation is found by. */
  private record Tag(int context, long granule, AccessType access, Privilege privilege) {}

  TlbModelProcessor(Function<TlbModelProcessor, TlbHardware> hardware) {
    this.hardware = hardware.apply(this);
  }

  /** The hardware. */
  public TlbHardware hardware() {
    return hardware;
  }

  /** Translates as an instruction does: by the cache, else by the hardware. */
  public Translation translate(long gva, AccessType access, Privilege privilege) {
    Tag tag = tag(gva, access, privilege);
    Translation.Mapped cached = cache.get(tag);
    if (cached != null) {
      return at(cached, gva);
    }
    Translation result = hardware.translate(view, gva, access, privilege, false);
    if (result instanceof Translation.Mapped mapped) {
      cache.put(tag, mapped);
    }
    return result;
  }

  /** What an instruction would use now, without effect. */
  public Translation observe(long gva, AccessType access, Privilege privilege) {
    Translation.Mapped cached = cache.get(tag(gva, access, privilege));
    return cached != null ? at(cached, gva) : probe(gva, access, privilege);
  }

  @Override
  public void setRealView(RealView next, boolean flush) {
    view = next;
    if (next instanceof RealView.OneStageTlb(int fetches, int data)) {
      choose(fetches, data);
    }
    if (flush) {
      flush(false);
    }
    hardware.programmed(next);
  }

  @Override
  public void remember(TranslationRegime regime, RealView itsView) {
    remembered.put(regime, itsView);
  }

  @Override
  public void forgetRegimes() {
    remembered.clear();
  }

  /** Programs what it remembers for a regime that is about to begin; false if that is nothing. */
  boolean changesByItself(TranslationRegime next) {
    RealView known = remembered.get(next);
    if (known != null) {
      setRealView(known, false);
    }
    return known != null;
  }

  @Override
  public RealView realView() {
    return view;
  }

  @Override
  public void invalidatePage(long gva) {
    flushPage(gva, 12);
  }

  @Override
  public void invalidateContext(int context) {
    cache.keySet().removeIf(tag -> tag.context == context);
  }

  @Override
  public void invalidateAll() {
    cache.clear();
  }

  @Override
  public void flushPage(long gva) {
    invalidatePage(gva);
  }

  @Override
  public void flushPage(long gva, int pageShift) {
    int shift = pageShift - TlbSetup.GRANULE_SHIFT;
    long page = gva >>> pageShift;
    cache.keySet().removeIf(tag -> tag.granule >>> shift == page);
  }

  @Override
  public void select(int fetches, int data) {
    if (view instanceof RealView.OneStageTlb) {
      throw new AssertionError("the VMM selects contexts, and the hardware did");
    }
    choose(fetches, data);
  }

  @Override
  public void flushAll() {
    invalidateAll();
  }

  @Override
  public void flush(boolean keepGlobal) {
    invalidateContext(fetchContext);
    invalidateContext(dataContext);
  }

  @Override
  public Translation probe(long gva, AccessType access, Privilege privilege) {
    return hardware.translate(view, gva, access, privilege, true);
  }

  @Override
  public Optional<RealTlb> tlb() {
    return Optional.of(hardware.realTlb());
  }

  @Override
  public Optional<NestedTlb> nestedTlb() {
    return Optional.of(hardware.nestedTlb());
  }

  @Override
  public long walkReferences() {
    return 0;
  }

  private void choose(int fetches, int data) {
    fetchContext = fetches;
    dataContext = data;
  }

  private Tag tag(long gva, AccessType access, Privilege privilege) {
    AccessType kind = access == AccessType.UPDATE ? AccessType.WRITE : access;
    int context = access == AccessType.EXECUTE ? fetchContext : dataContext;
    return new Tag(context, gva >>> TlbSetup.GRANULE_SHIFT, kind, privilege);
  }

  private static Translation at(Translation.Mapped page, long gva) {
    long mask = (1L << TlbSetup.GRANULE_SHIFT) - 1;
    return new Translation.Mapped(
        (page.address() & ~mask) | (gva & mask), page.rights(), page.pageShift());
  }
}
