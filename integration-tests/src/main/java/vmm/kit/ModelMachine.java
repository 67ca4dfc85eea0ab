package vmm.kit;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import vmm.api.memory.Frame;
import vmm.api.memory.GuestPhysical;
import vmm.api.memory.HostMemory;
import vmm.api.memory.MemoryVirtualization;
import vmm.api.memory.PageGrant;
import vmm.api.memory.PhysMap;
import vmm.api.memory.StrategyHost;
import vmm.api.mmu.AccessType;
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
public final class ModelMachine implements StrategyHost, GuestPhysical, AutoCloseable {
  /** The switch to a wider mask of a model without translation. */
  public static final TranslationRegime UNPAGED = new TranslationRegime.Identity(0xFFFFFFFFL);

  private static final int MOST_TRIES = 32;

  private final TableMmu model;
  private final ModelMemory memory;
  private final ModelPhysMap physMap;
  private final ModelProcessor processor;
  private final MemoryVirtualization strategy;
  private final Map<TrapKind, Long> traps = new EnumMap<>(TrapKind.class);
  private final long framesBefore;
  private TranslationRegime regime = UNPAGED;
  private @Nullable Touch completed;

  /** Where an access went. */
  public sealed interface Touch {
    /** To machine memory, at machine speed. */
    record Direct(long hpa, long value) implements Touch {}

    /** To guest-physical memory, by the VMM. */
    record Memory(long gpa, long value) implements Touch {}

    /** To a device, by the VMM. */
    record Device(long gpa) implements Touch {}

    /** Nowhere: the guest gets a fault. */
    record Faulted(Translation.Fault fault) implements Touch {}
  }

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
    this.model = model;
    this.memory = memory;
    this.physMap = physMap;
    this.processor = new ModelProcessor(walker.apply(memory, () -> regime));
    this.framesBefore = memory.framesInUse();
    this.strategy = factory.create(this);
    physMap.addListener(strategy::physMapChanged);
    strategy.start();
  }

  /** The strategy under test. */
  public MemoryVirtualization strategy() {
    return strategy;
  }

  /** The processor's MMU. */
  public ModelProcessor processor() {
    return processor;
  }

  /** Traps so far, by kind. */
  public Map<TrapKind, Long> traps() {
    return traps;
  }

  /** Makes an access as an instruction does. */
  public Touch access(MemoryAccess access) {
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      Translation translation =
          processor.translate(access.gva(), access.type(), access.privilege());
      if (translation instanceof Translation.Mapped mapped) {
        return new Touch.Direct(mapped.address(), perform(mapped.address(), access));
      }
      if (translation instanceof Translation.Fault fault
          && !strategy.needs().contains(TrapKind.TRANSLATION_MISS)) {
        return new Touch.Faulted(fault);
      }
      completed = null;
      switch (trap(translation, access)) {
        case TrapReply.Retry() -> require(completed == null, "a retry also completed the access");
        case TrapReply.TrueFault(Translation.Fault fault) -> {
          return new Touch.Faulted(fault);
        }
        case TrapReply.Completed _ -> {
          return withReply(access);
        }
        case TrapReply.Stop() -> throw new AssertionError("strategies do not stop machines");
      }
    }
    throw new AssertionError("no end of hidden faults for " + access);
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

  /** Switches off; fails if the strategy keeps frames. */
  @Override
  public void close() {
    strategy.close();
    long left = memory.framesInUse() - framesBefore - physMap.framesTaken();
    require(left == 0, left + " frames of the strategy were not given back");
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
    return this;
  }

  @Override
  public long maxHpa() {
    return memory.size() - 1;
  }

  @Override
  public void reclassify(Trap trap) {
    count(trap.kind());
  }

  @Override
  public TrapReply completeDeviceAccess(long gpa, MemoryAccess access) {
    require(completed == null, "an access was completed twice");
    count(TrapKind.MEMORY_MAPPED_ACCESS);
    completed = new Touch.Device(gpa);
    return TrapReply.DONE;
  }

  @Override
  public TrapReply completeMemoryAccess(long gpa, MemoryAccess access) {
    require(completed == null, "an access was completed twice");
    long value = 0;
    if (access.type() == AccessType.WRITE) {
      write(gpa, access.size(), access.value());
    } else {
      value = read(gpa, access.size());
    }
    completed = new Touch.Memory(gpa, value);
    return new TrapReply.Completed(value);
  }

  @Override
  public void filled(long gva, long gpa, long hpa, int pageShift) {
    require(hpaOf(gpa) == Frame.base(hpa), "a fill leads to another frame than the map says");
  }

  @Override
  public long read(long gpa, int size) {
    if (strategy.hidesPage(gpa)) {
      return strategy.readGuestView(gpa, size);
    }
    return switch (physMap.peek(gpa)) {
      case PageGrant.Backed backed -> memory.read(backed.hpa() + (gpa & Frame.OFFSET_MASK), size);
      case PageGrant.ReadOnly readOnly ->
          memory.read(readOnly.hpa() + (gpa & Frame.OFFSET_MASK), size);
      case PageGrant.Device() -> size == 8 ? -1L : (1L << (8 * size)) - 1;
    };
  }

  @Override
  public void write(long gpa, int size, long value) {
    if (strategy.hidesPage(gpa)) {
      strategy.writeGuestView(gpa, size, value);
    } else if (physMap.resolve(gpa, true) instanceof PageGrant.Backed backed) {
      memory.write(backed.hpa() + (gpa & Frame.OFFSET_MASK), size, value);
      strategy.guestMemoryWritten(gpa, size);
    }
  }

  @Override
  public void read(long gpa, byte[] target, int offset, int length) {
    for (int i = 0; i < length; i++) {
      target[offset + i] = (byte) read(gpa + i, 1);
    }
  }

  @Override
  public void write(long gpa, byte[] source, int offset, int length) {
    if (length == Frame.SIZE
        && !strategy.hidesPage(gpa)
        && physMap.resolve(gpa, true) instanceof PageGrant.Backed backed) {
      memory.write(backed.hpa(), source, offset, length);
      strategy.guestMemoryWritten(gpa, length);
      return;
    }
    for (int i = 0; i < length; i++) {
      write(gpa + i, 1, source[offset + i]);
    }
  }

  private TrapReply trap(Translation translation, MemoryAccess access) {
    if (translation instanceof Translation.SecondStageFault fault) {
      count(TrapKind.SECOND_STAGE_FAULT);
      return strategy.secondStageFaulted(new Trap.SecondStageFault(fault, access));
    }
    count(TrapKind.TRANSLATION_MISS);
    return strategy.translationMissed(
        new Trap.TranslationMiss((Translation.Fault) translation, access));
  }

  private Touch withReply(MemoryAccess access) {
    Touch touch = completed;
    if (touch == null) {
      throw new AssertionError("a completed access was performed nowhere: " + access);
    }
    return touch;
  }

  private long perform(long hpa, MemoryAccess access) {
    if (access.type() == AccessType.WRITE) {
      memory.write(hpa, access.size(), access.value());
      return 0;
    }
    return memory.read(hpa, access.size());
  }

  private long hpaOf(long gpa) {
    return switch (physMap.peek(gpa)) {
      case PageGrant.Backed backed -> backed.hpa();
      case PageGrant.ReadOnly readOnly -> readOnly.hpa();
      case PageGrant.Device() -> -1;
    };
  }

  private void count(TrapKind kind) {
    traps.merge(kind, 1L, Long::sum);
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new AssertionError(otherwise);
    }
  }
}
