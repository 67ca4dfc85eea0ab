package vmm.core.trap;

import jdk.jfr.FlightRecorder;
import org.jspecify.annotations.Nullable;
import vmm.api.cpu.Core;
import vmm.api.cpu.Processor;
import vmm.api.cpu.ProcessorState;
import vmm.api.device.Bus;
import vmm.api.machine.RunOutcome;
import vmm.api.memory.GuestPhysical;
import vmm.api.memory.HostMemory;
import vmm.api.memory.MemoryVirtualization;
import vmm.api.memory.PageGrant;
import vmm.api.memory.PhysMap;
import vmm.api.memory.StrategyHost;
import vmm.api.mmu.MmuModel;
import vmm.api.mmu.RealMmu;
import vmm.api.mmu.TranslationRegime;
import vmm.api.trap.MemoryAccess;
import vmm.api.trap.Trap;
import vmm.api.trap.TrapHandler;
import vmm.api.trap.TrapReply;

/**
 * The middle of the VMM: what the processor traps to. It passes what is about memory on to the
 * strategy, answers ports and devices from the buses, and keeps the ledger. To the strategy it is
 * the host.
 *
 * <p>A trap enters the ledger once, as what it turned out to be: a miss that the strategy found to
 * be an access to a device or to a table counts as that.
 */
public final class TrapLoop implements TrapHandler, StrategyHost {
  private final Processor processor;
  private final Core core;
  private final ProcessorState state;
  private final RealMmu mmu;
  private final MmuModel mmuModel;
  private final HostMemory memory;
  private final long maxHpa;
  private final PhysMap physMap;
  private final GuestPhysical physical;
  private final Bus ports;
  private final AccessCompleter completer;
  private final MachineEnd end;
  private final TrapLedger ledger;
  private final MemoryVirtualization strategy;

  /** The trap being handled, as what it turned out to be so far; null between traps. */
  private @Nullable Trap current;

  /**
   * Makes the loop of one machine, and its strategy.
   *
   * @param processor the half below the seam
   * @param mmuModel what its MMU offers
   * @param spaces what is addressed
   * @param factory makes the strategy
   * @param end is told when the guest has no way to go on
   */
  public TrapLoop(
      Processor processor,
      MmuModel mmuModel,
      Spaces spaces,
      MemoryVirtualization.Factory factory,
      MachineEnd end,
      TrapLedger ledger) {
    this.processor = processor;
    this.core = processor.core();
    this.state = processor.state();
    this.mmu = processor.mmu();
    this.mmuModel = mmuModel;
    this.memory = spaces.memory();
    this.maxHpa = spaces.maxHpa();
    this.physMap = spaces.physMap();
    this.physical = spaces.physical();
    this.ports = spaces.ports();
    this.completer = new AccessCompleter(spaces.memoryMapped(), spaces.physical());
    this.end = end;
    this.ledger = ledger;
    this.strategy = factory.create(this);
  }

  /**
   * The address spaces of a machine.
   *
   * @param maxHpa highest hpa that frames of the machine may have
   */
  public record Spaces(
      HostMemory memory,
      long maxHpa,
      PhysMap physMap,
      GuestPhysical physical,
      Bus ports,
      Bus memoryMapped) {}

  /** The strategy that was made. */
  public MemoryVirtualization strategy() {
    return strategy;
  }

  @Override
  public TrapReply onTrap(Trap trap) {
    // Merely to ask an event makes the JVM start its recorder: a good part of a short run.
    TrapEvent event = FlightRecorder.isInitialized() ? TrapEvent.beginIfRecorded(processor) : null;
    current = trap;
    TrapReply reply = dispatch(trap);
    Trap seen = current == null ? trap : current;
    current = null;
    if (!onlyAsked(trap, reply)) {
      if (event != null) {
        event.commit(seen);
      }
      ledger.enter(seen, reply, isFault(trap));
    }
    return reply;
  }

  /**
   * The three that are nearly all go first: until HotSpot's C2 has compiled it, a switch over types
   * costs more than what it leads to.
   */
  private TrapReply dispatch(Trap trap) {
    if (trap instanceof Trap.TranslationMiss miss) {
      return strategy.translationMissed(miss);
    }
    if (trap instanceof Trap.PrivilegedInstruction) {
      return TrapReply.DONE;
    }
    return trap instanceof Trap.Invalidation invalidation
        ? strategy.invalidated(invalidation)
        : dispatchByType(trap);
  }

  private TrapReply dispatchByType(Trap trap) {
    return switch (trap) {
      case Trap.RootWrite t -> strategy.rootWritten(t);
      case Trap.RootRead t -> strategy.rootRead(t);
      case Trap.RegimeChange t -> strategy.regimeChanged(t);
      case Trap.Invalidation t -> strategy.invalidated(t);
      case Trap.TlbWrite t -> strategy.tlbWritten(t);
      case Trap.TlbRead t -> strategy.tlbRead(t);
      case Trap.TlbSearch t -> strategy.tlbSearched(t);
      case Trap.SecondStageMiss t -> strategy.secondStageMissed(t);
      case Trap.TranslationMiss t -> strategy.translationMissed(t);
      case Trap.SecondStageFault t -> strategy.secondStageFaulted(t);
      case Trap.PortAccess t -> port(t);
      case Trap.MemoryMappedAccess t -> beyondMemory(t.gpa(), t.access());
      case Trap.TableAccess t -> completer.memory(t.gpa(), t.access());
      case Trap.PhysicalRead t -> new TrapReply.Completed(physical.read(t.gpa(), t.size()));
      case Trap.Idle _ -> TrapReply.STOP;
      case Trap.Shutdown t -> shutdown(t);
      case Trap.PrivilegedInstruction _,
          Trap.ExceptionTrap _,
          Trap.ExternalInterrupt _,
          Trap.ArchitectureTrap _ ->
          TrapReply.DONE;
    };
  }

  private TrapReply port(Trap.PortAccess trap) {
    if (trap.write()) {
      ports.write(trap.port(), trap.size(), trap.value());
      return TrapReply.DONE;
    }
    return new TrapReply.Completed(ports.read(trap.port(), trap.size()));
  }

  /** An access of a bare processor to where its machine memory ends: still there may be a ROM. */
  private TrapReply beyondMemory(long gpa, MemoryAccess access) {
    return physMap.peek(gpa) instanceof PageGrant.Device
        ? completer.device(gpa, access)
        : completer.memory(gpa, access);
  }

  private TrapReply shutdown(Trap.Shutdown trap) {
    end.end(new RunOutcome.GuestEnded(trap.reason()));
    return TrapReply.STOP;
  }

  private static boolean isFault(Trap trap) {
    return trap instanceof Trap.TranslationMiss
        || trap instanceof Trap.SecondStageFault
        || trap instanceof Trap.SecondStageMiss;
  }

  /** A probe that would be completed did nothing: the access itself comes next and is entered. */
  private static boolean onlyAsked(Trap trap, TrapReply reply) {
    if (!(reply instanceof TrapReply.Completed)) {
      return false;
    }
    return (trap instanceof Trap.TranslationMiss miss && miss.access().probe())
        || (trap instanceof Trap.SecondStageFault fault && fault.access().probe())
        || (trap instanceof Trap.MemoryMappedAccess device && device.access().probe());
  }

  @Override
  public MmuModel mmuModel() {
    return mmuModel;
  }

  @Override
  public RealMmu mmu() {
    return mmu;
  }

  @Override
  public TranslationRegime regime() {
    return core.regime(state.slots);
  }

  @Override
  public PhysMap physMap() {
    return physMap;
  }

  @Override
  public HostMemory memory() {
    return memory;
  }

  @Override
  public GuestPhysical physical() {
    return physical;
  }

  @Override
  public long maxHpa() {
    return maxHpa;
  }

  @Override
  public void reclassify(Trap trap) {
    current = trap;
  }

  @Override
  public TrapReply completeDeviceAccess(long gpa, MemoryAccess access) {
    long at = gpa & physMap.addressMask();
    reclassify(new Trap.MemoryMappedAccess(at, access));
    return completer.device(at, access);
  }

  @Override
  public TrapReply completeMemoryAccess(long gpa, MemoryAccess access) {
    return completer.memory(gpa, access);
  }

  @Override
  public void filled(long gva, long gpa, long hpa, int pageShift) {
    ledger.filled(gva, gpa, hpa, pageShift);
  }
}
