package vmm.shadow.tlb;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import vmm.api.memory.Frame;
import vmm.api.memory.MemoryVirtualization;
import vmm.api.memory.PageGrant;
import vmm.api.memory.PhysMap;
import vmm.api.memory.StrategyHost;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.Privilege;
import vmm.api.mmu.RealTlb;
import vmm.api.mmu.RealView;
import vmm.api.mmu.Rights;
import vmm.api.mmu.SoftwareTlb;
import vmm.api.mmu.TlbEntry;
import vmm.api.mmu.TlbMmu;
import vmm.api.mmu.Translation;
import vmm.api.mmu.TranslationRegime;
import vmm.api.mmu.TranslationRegime.FilledTlb;
import vmm.api.trap.MemoryAccess;
import vmm.api.trap.Trap;
import vmm.api.trap.TrapKind;
import vmm.api.trap.TrapReply;

/**
 * What {@code shadow} and {@code brute-force} have in common where software fills the TLB: the real
 * TLB holds pieces of the guest's pages with the addresses of real frames, filled on hidden misses.
 * Each of the guest's spaces has a context per privilege, so that a guest which switches between
 * them loses nothing.
 *
 * <p>Coherence: an entry of the real TLB is cleared before the guest's entry that it was made from
 * changes or is hidden by another, before the frames behind it change, and before its context comes
 * to stand for another space.
 */
abstract class OneStageTlbStrategy implements MemoryVirtualization {
  final StrategyHost host;
  final PhysMap physMap;
  final RealEntries real;
  final Contexts contexts;
  final Pieces pieces;

  private long addressMask;
  private @Nullable FilledTlb loaded;
  private RealView.OneStageTlb view;
  private @Nullable FilledTlb previous;
  private RealView.OneStageTlb previousView;

  OneStageTlbStrategy(StrategyHost host, TlbMmu mmu) {
    this.host = host;
    this.physMap = host.physMap();
    this.addressMask = physMap.addressMask();
    this.real = new RealEntries(realTlb(host));
    this.contexts = new Contexts(mmu.realContexts(), this::recycled);
    this.pieces = new Pieces(mmu.pageShifts());
    this.view = new RealView.OneStageTlb(1, 1);
    this.previousView = view;
  }

  private static RealTlb realTlb(StrategyHost host) {
    return host.mmu()
        .tlb()
        .orElseThrow(() -> new IllegalArgumentException("the MMU has no TLB to be programmed"));
  }

  /** The guest is about to write an entry; nothing in the real TLB contradicts it any more. */
  abstract void entryWritten(int slot, TlbEntry next);

  @Override
  public Set<TrapKind> needs() {
    return Set.of(
        TrapKind.TLB_WRITE,
        TrapKind.TLB_READ,
        TrapKind.TLB_SEARCH,
        TrapKind.INVALIDATION,
        TrapKind.REGIME_CHANGE,
        TrapKind.TRANSLATION_MISS,
        TrapKind.PRIVILEGED_INSTRUCTION);
  }

  @Override
  public void start() {
    host.mmu().forgetRegimes();
    load(regime());
  }

  /** The guest has no tables, so it cannot load a root. */
  @Override
  public TrapReply rootWritten(Trap.RootWrite trap) {
    throw new IllegalStateException("a root where software fills the TLB: " + trap);
  }

  /** The guest has no tables, so it cannot read a root. */
  @Override
  public TrapReply rootRead(Trap.RootRead trap) {
    throw new IllegalStateException("a root where software fills the TLB: " + trap);
  }

  @Override
  public TrapReply regimeChanged(Trap.RegimeChange trap) {
    load(filled(trap.next()));
    return TrapReply.DONE;
  }

  @Override
  public TrapReply invalidated(Trap.Invalidation trap) {
    switch (trap.scope()) {
      case PAGE -> real.clearIf(held -> held.origin().guest().covers(trap.gva()));
      case NON_GLOBAL, ALL -> real.clearIf(_ -> true);
    }
    return TrapReply.DONE;
  }

  @Override
  public TrapReply tlbWritten(Trap.TlbWrite trap) {
    int slot = trap.slot();
    TlbEntry next = trap.next().orElse(null);
    if (next == null) {
      real.clearMadeFrom(slot);
    } else {
      real.clearFor(slot, next, context -> contexts.key(context).space().admits(next));
      entryWritten(slot, next);
    }
    return TrapReply.DONE;
  }

  @Override
  public TrapReply translationMissed(Trap.TranslationMiss trap) {
    MemoryAccess access = trap.access();
    FilledTlb regime = present();
    return switch (translate(regime, access.gva(), access.type(), access.privilege())) {
      case Translation.Fault fault -> new TrapReply.TrueFault(fault);
      case Translation.Mapped mapped -> allowed(regime, mapped.address() & addressMask, access);
      case Translation.SecondStageFault _ ->
          throw new IllegalStateException("the guest view has one stage");
    };
  }

  /** There is one stage, so the hardware cannot raise this. */
  @Override
  public TrapReply secondStageFaulted(Trap.SecondStageFault trap) {
    throw new IllegalStateException("second-stage fault without a second stage: " + trap);
  }

  @Override
  public void physMapChanged(long gpa, long bytes) {
    if (physMap.addressMask() != addressMask) {
      addressMask = physMap.addressMask();
      real.clearIf(_ -> true);
    } else {
      real.clearIf(held -> held.leadsInto(gpa, bytes));
    }
  }

  @Override
  public Translation guestView(long gva, AccessType access, Privilege privilege) {
    return translate(regime(), gva, access, privilege);
  }

  @Override
  public Translation realView(long gva, AccessType access, Privilege privilege) {
    return host.mmu().probe(gva, access, privilege);
  }

  @Override
  public Map<String, Long> figures() {
    Map<String, Long> figures = new TreeMap<>();
    figures.put("contexts in use", contexts.inUse());
    figures.put("contexts recycled", contexts.recycled());
    figures.put("real entries evicted", real.evicted());
    figures.put("real entries in use", real.inUse());
    figures.put("real entries installed", real.installed());
    return figures;
  }

  /** Nothing of host memory is taken. */
  @Override
  public void close() {}

  /** The guest's present regime. */
  final FilledTlb regime() {
    return filled(host.regime());
  }

  /** The guest's present regime, loaded: the processor may have changed to it by itself. */
  final FilledTlb present() {
    FilledTlb now = regime();
    if (!Objects.equals(now, loaded)) {
      load(now);
    }
    return now;
  }

  /** The gpa without the bits that do not reach memory. */
  final long canonical(long gpa) {
    return gpa & addressMask;
  }

  /** Whether accesses of the regime that is loaded use this context. */
  final boolean isCurrent(int context) {
    return context == view.fetchContext() || context == view.dataContext();
  }

  /** log2 of the largest block around a page that is no alias and lies in one piece of memory. */
  final int blockShift(PageGrant.Backed backed) {
    return Math.min(backed.runShift(), Long.numberOfTrailingZeros(~addressMask));
  }

  /**
   * Makes a real entry of a piece.
   *
   * @param piece the part of the guest's page, with gpa
   * @param at an address of the piece, to which {@code backed} belongs
   */
  final void install(
      ContextKey key,
      int context,
      int slot,
      TlbEntry entry,
      TlbEntry piece,
      long at,
      PageGrant.Backed backed) {
    long gpa = canonical(piece.translate(at));
    long hpa = Frame.base(backed.hpa()) | (gpa & Frame.OFFSET_MASK);
    int granted = backed.writable() ? Rights.ALL : Rights.ALL & ~Rights.WRITE;
    TlbEntry made =
        new TlbEntry(
            piece.gva(),
            piece.pageShift(),
            hpa & -(1L << piece.pageShift()),
            entry.rights() & granted & key.rights(),
            0,
            context);
    real.install(made, new RealEntries.Origin(slot, entry, canonical(piece.address())));
    host.filled(at, gpa, hpa, piece.pageShift());
  }

  private static FilledTlb filled(TranslationRegime regime) {
    if (regime instanceof FilledTlb filled) {
      return filled;
    }
    throw new IllegalArgumentException("a regime without a TLB that software fills: " + regime);
  }

  private static Translation translate(
      FilledTlb regime, long gva, AccessType access, Privilege privilege) {
    return regime.tlb().translate(regime.space(access), gva, access, privilege);
  }

  private void load(FilledTlb next) {
    if (!Objects.equals(next, loaded)) {
      swapWithPrevious(next);
    }
    // The processor may have changed to it by itself.
    if (!view.equals(host.mmu().realView())) {
      host.mmu().setRealView(view, false);
    }
    host.mmu().remember(next, view);
  }

  /** A guest mostly goes to and fro between two regimes. */
  private void swapWithPrevious(FilledTlb next) {
    RealView.OneStageTlb known = next.equals(previous) ? previousView : null;
    previous = loaded;
    previousView = view;
    loaded = next;
    view = known == null ? contextsOf(next) : known;
  }

  private RealView.OneStageTlb contextsOf(FilledTlb next) {
    int fetches = contexts.use(new ContextKey(next.fetches(), next.privilege()));
    int data = contexts.use(new ContextKey(next.data(), next.privilege()));
    return new RealView.OneStageTlb(fetches, data);
  }

  private void recycled(int context) {
    host.mmu().forgetRegimes();
    real.clearIf(held -> held.real().id() == context);
    previous = null;
  }

  private TrapReply allowed(FilledTlb regime, long gpa, MemoryAccess access) {
    boolean writes = access.type().writes();
    return switch (physMap.resolve(gpa, writes)) {
      case PageGrant.Device() ->
          access.probe() ? TrapReply.DONE : host.completeDeviceAccess(gpa, access);
      case PageGrant.ReadOnly _ when writes -> completeMemory(gpa, access);
      case PageGrant.ReadOnly(long hpa) ->
          fill(regime, gpa, new PageGrant.Backed(hpa, false, Frame.SHIFT), access);
      case PageGrant.Backed backed -> fill(regime, gpa, backed, access);
    };
  }

  private TrapReply fill(FilledTlb regime, long gpa, PageGrant.Backed backed, MemoryAccess access) {
    SoftwareTlb guest = regime.tlb();
    ContextKey key = new ContextKey(regime.space(access.type()), regime.privilege());
    int slot = guest.find(access.gva(), key.space());
    TlbEntry entry = guest.entry(slot);
    if (entry == null || access.privilege() != regime.privilege()) {
      // The present contexts have entries of the regime's own privilege only.
      return completeMemory(gpa, access);
    }
    TlbEntry piece =
        pieces.around(access.gva(), guest, key.space(), slot, entry, blockShift(backed));
    if (piece == null) {
      return completeMemory(gpa, access);
    }
    boolean fetch = access.type() == AccessType.EXECUTE;
    int context = fetch ? view.fetchContext() : view.dataContext();
    install(key, context, slot, entry, piece, access.gva(), backed);
    return TrapReply.RETRY;
  }

  private TrapReply completeMemory(long gpa, MemoryAccess access) {
    return access.probe() ? TrapReply.DONE : host.completeMemoryAccess(gpa, access);
  }
}
