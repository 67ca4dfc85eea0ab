package vmm.nested.tlb;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import vmm.api.memory.Frame;
import vmm.api.memory.MemoryVirtualization;
import vmm.api.memory.PageGrant;
import vmm.api.memory.PhysMap;
import vmm.api.memory.StrategyHost;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.NestedTlb;
import vmm.api.mmu.Privilege;
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
 * Strategy {@code nested} where software fills the TLB: the guest writes its entries without a
 * trap, and the hardware translates their addresses on the way by a second stage. That maps only
 * private memory in one piece; for a page that is shared, scattered, read-only or a device's the
 * VMM gives the guest's slot a real part with less rights, or pieces as accesses ask for them.
 *
 * <p>Coherence: when the PhysMap changes, whatever of second stage, real parts and pieces leads
 * there is rewritten or cleared before the PhysMap goes on. What the guest wrote is never touched.
 */
public final class NestedTlbStrategy implements MemoryVirtualization {
  private static final int READ_ONLY = Rights.ALL & ~Rights.WRITE;

  private final StrategyHost host;
  private final TlbMmu mmu;
  private final PhysMap physMap;
  private final List<Integer> secondStageShifts;
  private final NestedTlb tlb;
  private final SecondStage secondStage;
  private final PieceStore pieces;
  private long addressMask;
  private long repaired;
  private long rewritten;

  /** Makes the strategy of one virtual processor, whose MMU has a second stage. */
  public NestedTlbStrategy(StrategyHost host, TlbMmu mmu) {
    this.host = host;
    this.mmu = mmu;
    this.physMap = host.physMap();
    this.addressMask = physMap.addressMask();
    this.secondStageShifts = mmu.secondStageShifts().orElseThrow();
    this.tlb = host.mmu().nestedTlb().orElseThrow();
    this.secondStage = new SecondStage(tlb);
    this.pieces = new PieceStore(tlb);
  }

  @Override
  public Set<TrapKind> needs() {
    return Set.of(
        TrapKind.TLB_READ,
        TrapKind.TLB_SEARCH,
        TrapKind.SECOND_STAGE_MISS,
        TrapKind.SECOND_STAGE_FAULT);
  }

  @Override
  public void start() {
    host.mmu().setRealView(new RealView.TwoStageTlb(), true);
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

  /** The hardware follows the guest's regime by itself. */
  @Override
  public TrapReply regimeChanged(Trap.RegimeChange trap) {
    return TrapReply.DONE;
  }

  /** The hardware invalidates by itself what the guest wrote. */
  @Override
  public TrapReply invalidated(Trap.Invalidation trap) {
    return TrapReply.DONE;
  }

  /** The guest's own entries are in use, so what they do not map is the guest's own fault. */
  @Override
  public TrapReply translationMissed(Trap.TranslationMiss trap) {
    return new TrapReply.TrueFault(trap.fault());
  }

  @Override
  public TrapReply secondStageMissed(Trap.SecondStageMiss trap) {
    TlbEntry entry = trap.entry();
    long gpa = canonical(entry.address());
    PageGrant grant = physMap.resolve(gpa, false);
    if (grant instanceof PageGrant.Backed backed && backed.writable()) {
      int shift = secondStageShift(entry.pageShift(), blockShift(backed));
      if (shift >= 0) {
        long hpa = hpa(backed.hpa(), gpa);
        long size = 1L << shift;
        secondStage.map(entry.address() & -size, shift, hpa & -size);
        host.filled(entry.gva(), gpa, hpa, entry.pageShift());
        return TrapReply.RETRY;
      }
    }
    repairByHand(trap.slot(), entry, grant);
    return TrapReply.DONE;
  }

  @Override
  public TrapReply secondStageFaulted(Trap.SecondStageFault trap) {
    MemoryAccess access = trap.access();
    long gpa = canonical(trap.fault().gpa());
    boolean writes = access.type().writes();
    return switch (physMap.resolve(gpa, writes)) {
      case PageGrant.Device() ->
          access.probe() ? TrapReply.DONE : host.completeDeviceAccess(gpa, access);
      case PageGrant.ReadOnly _ when writes -> completeMemory(gpa, access);
      case PageGrant.ReadOnly(long hpa) ->
          fill(gpa, new PageGrant.Backed(hpa, false, Frame.SHIFT), access);
      case PageGrant.Backed backed -> fill(gpa, backed, access);
    };
  }

  @Override
  public void physMapChanged(long gpa, long bytes) {
    if (physMap.addressMask() != addressMask) {
      addressMask = physMap.addressMask();
      forgetAll();
      return;
    }
    secondStage.unmap(gpa, bytes, this::canonical);
    SoftwareTlb guest = regime().tlb();
    for (int piece = 0; piece < tlb.pieces(); piece++) {
      TlbEntry part = tlb.piece(piece);
      TlbEntry owner = part == null ? null : guest.entry(tlb.pieceOwner(piece));
      if (part != null && leadsInto(owner, part, gpa, bytes)) {
        tlb.clearPiece(piece);
      }
    }
    for (int slot = 0; slot < guest.slots(); slot++) {
      TlbEntry entry = guest.entry(slot);
      if (entry != null && tlb.real(slot) != null && leadsInto(entry, entry, gpa, bytes)) {
        rewrite(slot, entry);
      }
    }
  }

  @Override
  public Translation guestView(long gva, AccessType access, Privilege privilege) {
    FilledTlb regime = regime();
    return regime.tlb().translate(regime.space(access), gva, access, privilege);
  }

  @Override
  public Translation realView(long gva, AccessType access, Privilege privilege) {
    return host.mmu().probe(gva, access, privilege);
  }

  @Override
  public Map<String, Long> figures() {
    Map<String, Long> figures = new TreeMap<>();
    figures.put("entries repaired by hand", repaired);
    figures.put("pieces in use", pieces.inUse());
    figures.put("pieces written", pieces.written());
    figures.put("real parts rewritten", rewritten);
    figures.put("second-stage entries in use", secondStage.inUse());
    figures.put("second-stage entries written", secondStage.written());
    return figures;
  }

  /** Nothing of host memory is taken. */
  @Override
  public void close() {}

  private FilledTlb regime() {
    TranslationRegime regime = host.regime();
    if (regime instanceof FilledTlb filled) {
      return filled;
    }
    throw new IllegalArgumentException("a regime without a TLB that software fills: " + regime);
  }

  private long canonical(long gpa) {
    return gpa & addressMask;
  }

  /** log2 of the largest block around a page that is no alias and lies in one piece of memory. */
  private int blockShift(PageGrant.Backed backed) {
    return Math.min(backed.runShift(), Long.numberOfTrailingZeros(~addressMask));
  }

  /** log2 of the largest second-stage entry from page to block, or -1 if there is none between. */
  private int secondStageShift(int page, int block) {
    int found = -1;
    for (int shift : secondStageShifts) {
      found = page <= shift && shift <= block ? shift : found;
    }
    return found;
  }

  private static long hpa(long frame, long gpa) {
    return Frame.base(frame) | (gpa & Frame.OFFSET_MASK);
  }

  /** Whether one real part can be right for the whole page. */
  private boolean inOnePiece(TlbEntry entry, PageGrant.Backed backed) {
    return entry.pageShift() <= Frame.SHIFT || entry.pageShift() <= blockShift(backed);
  }

  /** Gives a slot the real part that can be given without the guest's asking for memory. */
  private void repairByHand(int slot, TlbEntry entry, PageGrant grant) {
    repaired++;
    PageGrant.@Nullable Backed backed =
        switch (grant) {
          case PageGrant.Backed ram -> ram;
          case PageGrant.ReadOnly(long hpa) -> new PageGrant.Backed(hpa, false, Frame.SHIFT);
          case PageGrant.Device() -> null;
        };
    if (backed != null && inOnePiece(entry, backed)) {
      writeReal(slot, canonical(entry.address()), entry, backed);
    } else {
      tlb.clearReal(slot);
    }
  }

  private void writeReal(int slot, long gpa, TlbEntry entry, PageGrant.Backed backed) {
    long hpa = hpa(backed.hpa(), gpa) & -(1L << entry.pageShift());
    tlb.writeReal(slot, hpa, granted(backed));
  }

  private static int granted(PageGrant.Backed backed) {
    return backed.writable() ? Rights.ALL : READ_ONLY;
  }

  /** Makes an access possible that the guest's entry allows. */
  private TrapReply fill(long gpa, PageGrant.Backed backed, MemoryAccess access) {
    FilledTlb regime = regime();
    int slot = regime.tlb().find(access.gva(), regime.space(access.type()));
    TlbEntry entry = slot < 0 ? null : regime.tlb().entry(slot);
    if (entry == null) {
      throw new IllegalStateException("no entry of the guest's allows " + access);
    }
    int shift = entry.pageShift();
    if (inOnePiece(entry, backed)) {
      pieces.clearOwnedBy(slot);
      writeReal(slot, gpa, entry, backed);
    } else {
      shift = mmu.largestPageShift(blockShift(backed));
      if (shift > blockShift(backed)) {
        return completeMemory(gpa, access);
      }
      pieces.write(slot, piece(entry, access.gva(), shift, gpa, backed));
    }
    host.filled(access.gva(), gpa, hpa(backed.hpa(), gpa), shift);
    return TrapReply.RETRY;
  }

  private static TlbEntry piece(
      TlbEntry entry, long gva, int shift, long gpa, PageGrant.Backed backed) {
    long size = 1L << shift;
    return new TlbEntry(
        gva & -size,
        shift,
        hpa(backed.hpa(), gpa) & -size,
        entry.rights() & granted(backed),
        entry.space(),
        entry.id());
  }

  private TrapReply completeMemory(long gpa, MemoryAccess access) {
    return access.probe() ? TrapReply.DONE : host.completeMemoryAccess(gpa, access);
  }

  /** Whether a part of the guest's page leads to a range of guest-physical space. */
  private boolean leadsInto(@Nullable TlbEntry entry, TlbEntry part, long gpa, long bytes) {
    if (entry == null) {
      return true;
    }
    long first = canonical(entry.translate(part.gva()));
    return first < gpa + bytes && gpa < first + (1L << part.pageShift());
  }

  /** Memory of the guest's own is entered at once, anything else when it is asked for. */
  private void rewrite(int slot, TlbEntry entry) {
    long gpa = canonical(entry.address());
    if (physMap.peek(gpa) instanceof PageGrant.Backed backed
        && backed.writable()
        && inOnePiece(entry, backed)) {
      writeReal(slot, gpa, entry, backed);
      rewritten++;
    } else {
      tlb.clearReal(slot);
    }
  }

  private void forgetAll() {
    secondStage.clear();
    for (int piece = 0; piece < tlb.pieces(); piece++) {
      tlb.clearPiece(piece);
    }
    for (int slot = 0; slot < regime().tlb().slots(); slot++) {
      tlb.clearReal(slot);
    }
  }
}
