package vmm.core.machine;

import java.util.Set;
import vmm.api.memory.MemoryVirtualization;
import vmm.api.memory.StrategyHost;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.MmuModel;
import vmm.api.mmu.Privilege;
import vmm.api.mmu.RealView;
import vmm.api.mmu.Translation;
import vmm.api.trap.Trap;
import vmm.api.trap.TrapKind;
import vmm.api.trap.TrapReply;

/**
 * The strategy {@code none}: no virtualization of memory. The hardware walks the guest's own tables
 * and takes what they say as hpa, so guest view and real view are one. Traps of memory are not
 * asked for; what comes all the same is let go on.
 */
final class BareProcessor implements MemoryVirtualization {
  /** Its name on command lines. */
  static final String NAME = "none";

  private final StrategyHost host;

  private BareProcessor(StrategyHost host) {
    this.host = host;
  }

  /** Makes it. The machine has to give it a PhysMap that is the identity. */
  static final class Factory implements MemoryVirtualization.Factory {
    @Override
    public String name() {
      return NAME;
    }

    @Override
    public String description() {
      return "no virtualization of memory: the bare processor, hpa = gpa";
    }

    @Override
    public String unsupportedReason(MmuModel mmu) {
      return "";
    }

    @Override
    public MemoryVirtualization create(StrategyHost host) {
      return new BareProcessor(host);
    }
  }

  @Override
  public Set<TrapKind> needs() {
    return Set.of();
  }

  @Override
  public void start() {
    host.mmu().setRealView(new RealView.Bare(), true);
  }

  @Override
  public TrapReply rootWritten(Trap.RootWrite trap) {
    host.mmu().invalidateAll();
    return TrapReply.DONE;
  }

  @Override
  public TrapReply rootRead(Trap.RootRead trap) {
    return new TrapReply.Completed(trap.guestValue());
  }

  @Override
  public TrapReply regimeChanged(Trap.RegimeChange trap) {
    host.mmu().invalidateAll();
    return TrapReply.DONE;
  }

  @Override
  public TrapReply invalidated(Trap.Invalidation trap) {
    host.mmu().invalidateAll();
    return TrapReply.DONE;
  }

  @Override
  public TrapReply translationMissed(Trap.TranslationMiss trap) {
    return new TrapReply.TrueFault(trap.fault());
  }

  @Override
  public TrapReply secondStageFaulted(Trap.SecondStageFault trap) {
    throw new IllegalStateException("a bare processor has no second stage: " + trap);
  }

  @Override
  public void physMapChanged(long gpa, long bytes) {
    host.mmu().invalidateAll();
  }

  @Override
  public Translation guestView(long gva, AccessType access, Privilege privilege) {
    return host.mmu().probe(gva, access, privilege);
  }

  @Override
  public Translation realView(long gva, AccessType access, Privilege privilege) {
    return host.mmu().probe(gva, access, privilege);
  }

  @Override
  public void close() {}
}
