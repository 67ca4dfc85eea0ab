package vmm.kit;

import java.util.function.BiFunction;
import java.util.function.Supplier;
import vmm.api.memory.HostMemory;
import vmm.api.memory.MemoryVirtualization;
import vmm.api.mmu.RealMmu;
import vmm.api.mmu.TableMmu;
import vmm.api.mmu.Translation;
import vmm.api.mmu.TranslationRegime;
import vmm.api.trap.MemoryAccess;
import vmm.api.trap.Trap;
import vmm.api.trap.TrapKind;
import vmm.api.trap.TrapReply;

/**
 * A machine without instructions: memory accesses, root loads and invalidations are made by call,
 * and go through TLB, walker, traps and the strategy under test.
 */
public final class ModelMachine extends ModelHost {
  /** The switch to a wider mask of a model without translation. */
  public static final TranslationRegime UNPAGED = new TranslationRegime.Identity(0xFFFFFFFFL);

  private final TableMmu model;
  private final ModelProcessor processor;
  private final MemoryVirtualization strategy;
  private TranslationRegime regime = UNPAGED;

  /**
   * Makes a machine, switched on in a regime without translation.
   *
   * @param walker makes the walker on machine memory and a supplier of the guest's regime
   */
  public ModelMachine(
      TableMmu model,
      MemoryVirtualization.Factory factory,
      ModelMemory memory,
      ModelPhysMap physMap,
      BiFunction<HostMemory, Supplier<TranslationRegime>, HardwareWalker> walker) {
    super(memory, physMap);
    this.model = model;
    this.processor = new ModelProcessor(walker.apply(memory, () -> regime));
    this.strategy = factory.create(this);
    switchOn();
  }

  @Override
  public MemoryVirtualization strategy() {
    return strategy;
  }

  /** The processor's MMU. */
  public ModelProcessor processor() {
    return processor;
  }

  @Override
  Translation translate(MemoryAccess access) {
    return processor.translate(access.gva(), access.type(), access.privilege());
  }

  /** The guest reads its root, and loads one or throws a switch. */
  public void load(TranslationRegime next, boolean rootOnly) {
    readRoot();
    TrapKind kind = rootOnly ? TrapKind.ROOT_WRITE : TrapKind.REGIME_CHANGE;
    if (strategy.needs().contains(kind)) {
      count(kind);
      TrapReply reply =
          rootOnly
              ? strategy.rootWritten(new Trap.RootWrite(next))
              : strategy.regimeChanged(new Trap.RegimeChange(next));
      require(reply instanceof TrapReply.Completed, "a root load is completed");
      regime = next;
    } else {
      regime = next;
      processor.flushContext();
    }
  }

  private void readRoot() {
    if (strategy.needs().contains(TrapKind.ROOT_READ)
        && regime instanceof TranslationRegime.Tables tables) {
      count(TrapKind.ROOT_READ);
      TrapReply reply = strategy.rootRead(new Trap.RootRead(tables.rootGpa()));
      require(
          reply.equals(new TrapReply.Completed(tables.rootGpa())),
          "the guest reads back another root than it wrote");
    }
  }

  /** The guest invalidates. */
  public void invalidate(Trap.Invalidation.Scope scope, long gva) {
    if (strategy.needs().contains(TrapKind.INVALIDATION)) {
      count(TrapKind.INVALIDATION);
      strategy.invalidated(new Trap.Invalidation(scope, gva));
    } else {
      processor.flushContext();
    }
  }

  @Override
  public TableMmu mmuModel() {
    return model;
  }

  @Override
  public RealMmu mmu() {
    return processor;
  }

  @Override
  public TranslationRegime regime() {
    return regime;
  }
}
