package vmm.nested;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import vmm.api.memory.Frame;
import vmm.api.memory.MemoryVirtualization;
import vmm.api.memory.PageGrant;
import vmm.api.memory.PhysMap;
import vmm.api.memory.StrategyHost;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.GuestWalker;
import vmm.api.mmu.PageTableFormat;
import vmm.api.mmu.Privilege;
import vmm.api.mmu.RealView;
import vmm.api.mmu.Rights;
import vmm.api.mmu.Translation;
import vmm.api.trap.MemoryAccess;
import vmm.api.trap.Trap;
import vmm.api.trap.TrapKind;
import vmm.api.trap.TrapReply;

/**
 * Strategy {@code nested}: the guest's tables stay what they are, and the hardware translates each
 * gpa once more by second-stage tables, which are filled page by page as faults ask for them. The
 * guest's roots, switches and invalidations therefore need no trap.
 *
 * <p>Coherence: the second stage changes only when the PhysMap does. Each change drops the leaves
 * that map a part of it and invalidates this processor's context, before the PhysMap goes on.
 */
final class NestedStrategy implements MemoryVirtualization {
  /** The one context of a virtual processor: the second stage is the same for all its roots. */
  private static final int CONTEXT = 0;

  private final StrategyHost host;
  private final PhysMap physMap;
  private final SecondStageTables tables;
  private final PageTableFormat format;
  private final GuestWalker walker;

  NestedStrategy(StrategyHost host, PageTableFormat format) {
    this.host = host;
    this.format = format;
    this.physMap = host.physMap();
    this.tables = new SecondStageTables(format, host.memory(), host.maxHpa());
    this.walker = new GuestWalker(host.physical()::read, host.physical()::write);
  }

  @Override
  public Set<TrapKind> needs() {
    return Set.of(TrapKind.SECOND_STAGE_FAULT);
  }

  @Override
  public void start() {
    host.mmu().setRealView(new RealView.TwoStage(format, tables.rootHpa(), CONTEXT), true);
  }

  @Override
  public TrapReply rootWritten(Trap.RootWrite trap) {
    return TrapReply.DONE;
  }

  @Override
  public TrapReply rootRead(Trap.RootRead trap) {
    return new TrapReply.Completed(trap.guestValue());
  }

  @Override
  public TrapReply regimeChanged(Trap.RegimeChange trap) {
    return TrapReply.DONE;
  }

  @Override
  public TrapReply invalidated(Trap.Invalidation trap) {
    host.mmu().invalidateContext(CONTEXT);
    return TrapReply.DONE;
  }

  /** The first stage is the guest's own, so what it does not map is the guest's own fault. */
  @Override
  public TrapReply translationMissed(Trap.TranslationMiss trap) {
    return new TrapReply.TrueFault(trap.fault());
  }

  @Override
  public TrapReply secondStageFaulted(Trap.SecondStageFault trap) {
    Translation.SecondStageFault fault = trap.fault();
    if (Long.compareUnsigned(fault.gpa(), format.maxInput()) > 0) {
      // No entry can map it, and no board puts anything there.
      return complete(fault, trap.access());
    }
    boolean writes = fault.access().writes();
    PageGrant grant = physMap.resolve(fault.gpa() & physMap.addressMask(), writes);
    int needed = Rights.needed(fault.access(), fault.privilege());
    return switch (grant) {
      case PageGrant.Backed backed -> {
        int rights = backed.writable() ? Rights.ALL : Rights.ALL & ~Rights.WRITE;
        map(fault, backed.hpa(), rights, needed, backed.runShift());
        yield TrapReply.RETRY;
      }
      case PageGrant.ReadOnly readOnly when !writes -> {
        map(fault, readOnly.hpa(), Rights.ALL & ~Rights.WRITE, needed, Frame.SHIFT);
        yield TrapReply.RETRY;
      }
      case PageGrant.ReadOnly _ -> complete(fault, trap.access());
      case PageGrant.Device _ -> complete(fault, trap.access());
    };
  }

  @Override
  public void physMapChanged(long gpa, long bytes) {
    if (physMap.addressMask() == -1L) {
      tables.unmap(gpa, bytes);
    } else {
      // Aliases of the range may be mapped anywhere.
      tables.clear();
    }
    host.mmu().invalidateContext(CONTEXT);
  }

  @Override
  public Translation guestView(long gva, AccessType access, Privilege privilege) {
    return walker.walk(host.regime(), gva, access, privilege).outcome();
  }

  @Override
  public Translation realView(long gva, AccessType access, Privilege privilege) {
    return host.mmu().probe(gva, access, privilege);
  }

  @Override
  public Map<String, Long> figures() {
    Map<String, Long> figures = new TreeMap<>();
    figures.put("second-stage tables", tables.tables());
    tables
        .leavesByShift()
        .forEach((shift, count) -> figures.put("leaves of " + size(shift), count));
    return figures;
  }

  @Override
  public void close() {
    tables.close();
  }

  private void map(
      Translation.SecondStageFault fault, long hpa, int rights, int needed, int runShift) {
    int level = tables.leafLevel(Math.min(runShift, unmaskedShift()));
    int shift = tables.pageShift(level);
    long offset = fault.gpa() & ((1L << shift) - 1) & -Frame.SIZE;
    if (tables.map(fault.gpa(), level, Frame.base(hpa) - offset, rights, needed)) {
      host.mmu().invalidateContext(CONTEXT);
    }
    long at = Frame.base(hpa) + (fault.gpa() & Frame.OFFSET_MASK);
    host.filled(fault.gva(), fault.gpa(), at, shift);
  }

  /** log2 of the largest block in which no address bit is gated, so that it is not an alias. */
  private int unmaskedShift() {
    return Long.numberOfTrailingZeros(~physMap.addressMask());
  }

  /**
   * Completes an access for which the hardware can do nothing: there is no memory to map, or memory
   * that drops writes. If it was the processor's own access to a table, the walk is made here, and
   * then the access that it was for.
   */
  private TrapReply complete(Translation.SecondStageFault fault, MemoryAccess access) {
    if (!fault.tableAccess()) {
      return completeAt(fault.gpa(), access);
    }
    GuestWalker.Walk walk =
        walker.access(host.regime(), access.gva(), access.type(), access.privilege());
    return switch (walk.outcome()) {
      case Translation.Mapped mapped -> completeAt(mapped.address(), access);
      case Translation.Fault trueFault -> new TrapReply.TrueFault(trueFault);
      case Translation.SecondStageFault _ ->
          throw new IllegalStateException("the guest view has one stage");
    };
  }

  private TrapReply completeAt(long gpa, MemoryAccess access) {
    if (access.probe()) {
      return TrapReply.DONE;
    }
    long canonical = gpa & physMap.addressMask();
    return physMap.resolve(canonical, access.type().writes()) instanceof PageGrant.Device
        ? host.completeDeviceAccess(canonical, access)
        : host.completeMemoryAccess(canonical, access);
  }

  private static String size(int shift) {
    if (shift >= 30) {
      return (1L << (shift - 30)) + "G";
    }
    return shift >= 20 ? (1L << (shift - 20)) + "M" : (1L << (shift - 10)) + "K";
  }
}
