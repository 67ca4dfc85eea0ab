package vmm.kit;

import java.util.HashSet;
import java.util.Set;
import vmm.api.cpu.TlbControl;
import vmm.api.memory.MemoryVirtualization;
import vmm.api.mmu.RealMmu;
import vmm.api.mmu.RealView;
import vmm.api.mmu.TlbMmu;
import vmm.api.mmu.Translation;
import vmm.api.mmu.TranslationRegime;
import vmm.api.trap.MemoryAccess;
import vmm.api.trap.Trap;
import vmm.api.trap.TrapKind;
import vmm.api.trap.TrapReply;

/**
 * A machine without instructions around hardware with a TLB that software fills: the guest's
 * accesses and what it does to its TLB are made by call.
 */
public final class TlbModelMachine extends ModelHost {
  private final TlbModelProcessor processor;
  private final MemoryVirtualization strategy;
  private final Set<Integer> fills = new HashSet<>();

  /** Makes a machine, switched on. */
  public TlbModelMachine(TlbSetup setup, ModelMemory memory, ModelPhysMap physMap) {
    super(memory, physMap);
    this.processor =
        new TlbModelProcessor(processor -> setup.hardware().apply(new Inside(processor)));
    this.strategy = setup.strategy().create(this);
    switchOn();
  }

  /** What the hardware sees of the machine. */
  private final class Inside implements TlbHardware.Surroundings {
    private final TlbModelProcessor cache;

    Inside(TlbModelProcessor cache) {
      this.cache = cache;
    }

    @Override
    public TlbControl cache() {
      return cache;
    }

    @Override
    public RealView view() {
      return cache.realView();
    }

    @Override
    public boolean trapping(TrapKind kind) {
      return strategy().needs().contains(kind);
    }

    @Override
    public TrapReply raise(Trap trap) {
      if (trap instanceof Trap.RegimeChange(var next) && cache.changesByItself(next)) {
        return TrapReply.DONE;
      }
      count(trap.kind());
      return switch (trap) {
        case Trap.TlbWrite t -> strategy().tlbWritten(t);
        case Trap.TlbRead t -> strategy().tlbRead(t);
        case Trap.TlbSearch t -> strategy().tlbSearched(t);
        case Trap.Invalidation t -> strategy().invalidated(t);
        case Trap.RegimeChange t -> strategy().regimeChanged(t);
        case Trap.SecondStageMiss t -> strategy().secondStageMissed(t);
        case Trap t -> throw new AssertionError("not a trap of TLB hardware: " + t);
      };
    }
  }

  @Override
  public MemoryVirtualization strategy() {
    return strategy;
  }

  /** The processor's MMU. */
  public TlbModelProcessor processor() {
    return processor;
  }

  /** The hardware. */
  public TlbHardware hardware() {
    return processor.hardware();
  }

  /** log2 of the sizes in bytes of real pages that were filled. */
  public Set<Integer> fills() {
    return fills;
  }

  @Override
  Translation translate(MemoryAccess access) {
    return processor.translate(access.gva(), access.type(), access.privilege());
  }

  @Override
  public void filled(long gva, long gpa, long hpa, int pageShift) {
    super.filled(gva, gpa, hpa, pageShift);
    fills.add(pageShift);
  }

  @Override
  public TlbMmu mmuModel() {
    return hardware().model();
  }

  @Override
  public RealMmu mmu() {
    return processor;
  }

  @Override
  public TranslationRegime regime() {
    return hardware().regime();
  }
}
