package vmm.kit;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vmm.api.memory.Frame;
import vmm.api.memory.GuestPhysical;
import vmm.api.memory.HostMemory;
import vmm.api.memory.MemoryVirtualization;
import vmm.api.memory.PageGrant;
import vmm.api.memory.PhysMap;
import vmm.api.memory.StrategyHost;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.Translation;
import vmm.api.trap.MemoryAccess;
import vmm.api.trap.Trap;
import vmm.api.trap.TrapKind;
import vmm.api.trap.TrapReply;

/**
 * A machine without instructions around a strategy under test: accesses are made by call, go
 * through hardware and traps, and are completed as a VMM completes them. The kinds of machine
 * differ in the hardware that translates.
 */
abstract class ModelHost implements StrategyHost, GuestPhysical, AutoCloseable {
  private static final int MOST_TRIES = 32;

  private final ModelMemory memory;
  private final ModelPhysMap physMap;
  private final Map<TrapKind, Long> traps = new EnumMap<>(TrapKind.class);
  private final long framesBefore;
  private @Nullable Touch completed;

  ModelHost(ModelMemory memory, ModelPhysMap physMap) {
    this.memory = memory;
    this.physMap = physMap;
    this.framesBefore = memory.framesInUse();
  }

  /** The strategy under test. */
  public abstract MemoryVirtualization strategy();

  /** Translates as an instruction does. */
  abstract Translation translate(MemoryAccess access);

  /** Connects the strategy once it is made. */
  final void switchOn() {
    physMap.addListener(strategy()::physMapChanged);
    strategy().start();
  }

  /** Traps so far, by kind. */
  public final Map<TrapKind, Long> traps() {
    return traps;
  }

  /** Makes an access as an instruction does, or asks for one. */
  public final Touch access(MemoryAccess access) {
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      Translation translation = translate(access);
      if (translation instanceof Translation.Mapped mapped) {
        return new Touch.Direct(mapped.address(), perform(mapped.address(), access));
      }
      if (translation instanceof Translation.Fault fault
          && !strategy().needs().contains(TrapKind.TRANSLATION_MISS)) {
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

  /** Switches off; fails if the strategy keeps frames. */
  @Override
  public final void close() {
    strategy().close();
    long left = memory.framesInUse() - framesBefore - physMap.framesTaken();
    require(left == 0, left + " frames of the strategy were not given back");
  }

  @Override
  public final PhysMap physMap() {
    return physMap;
  }

  @Override
  public final HostMemory memory() {
    return memory;
  }

  @Override
  public final GuestPhysical physical() {
    return this;
  }

  @Override
  public final long maxHpa() {
    return memory.size() - 1;
  }

  @Override
  public final void reclassify(Trap trap) {
    count(trap.kind());
  }

  @Override
  public final TrapReply completeDeviceAccess(long gpa, MemoryAccess access) {
    require(completed == null, "an access was completed twice");
    count(TrapKind.MEMORY_MAPPED_ACCESS);
    completed = new Touch.Device(gpa);
    return TrapReply.DONE;
  }

  @Override
  public final TrapReply completeMemoryAccess(long gpa, MemoryAccess access) {
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
  public final long read(long gpa, int size) {
    if (strategy().hidesPage(gpa)) {
      return strategy().readGuestView(gpa, size);
    }
    return switch (physMap.peek(gpa)) {
      case PageGrant.Backed backed -> memory.read(backed.hpa() + (gpa & Frame.OFFSET_MASK), size);
      case PageGrant.ReadOnly readOnly ->
          memory.read(readOnly.hpa() + (gpa & Frame.OFFSET_MASK), size);
      case PageGrant.Device() -> size == 8 ? -1L : (1L << (8 * size)) - 1;
    };
  }

  @Override
  public final void write(long gpa, int size, long value) {
    if (strategy().hidesPage(gpa)) {
      strategy().writeGuestView(gpa, size, value);
    } else if (physMap.resolve(gpa, true) instanceof PageGrant.Backed backed) {
      memory.write(backed.hpa() + (gpa & Frame.OFFSET_MASK), size, value);
      strategy().guestMemoryWritten(gpa, size);
    }
  }

  @Override
  public final void read(long gpa, byte[] target, int offset, int length) {
    for (int i = 0; i < length; i++) {
      target[offset + i] = (byte) read(gpa + i, 1);
    }
  }

  @Override
  public final void write(long gpa, byte[] source, int offset, int length) {
    if (length == Frame.SIZE
        && !strategy().hidesPage(gpa)
        && physMap.resolve(gpa, true) instanceof PageGrant.Backed backed) {
      memory.write(backed.hpa(), source, offset, length);
      strategy().guestMemoryWritten(gpa, length);
      return;
    }
    for (int i = 0; i < length; i++) {
      write(gpa + i, 1, source[offset + i]);
    }
  }

  final void count(TrapKind kind) {
    traps.merge(kind, 1L, Long::sum);
  }

  static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new AssertionError(otherwise);
    }
  }

  private TrapReply trap(Translation translation, MemoryAccess access) {
    if (translation instanceof Translation.SecondStageFault fault) {
      count(TrapKind.SECOND_STAGE_FAULT);
      return strategy().secondStageFaulted(new Trap.SecondStageFault(fault, access));
    }
    count(TrapKind.TRANSLATION_MISS);
    return strategy()
        .translationMissed(new Trap.TranslationMiss((Translation.Fault) translation, access));
  }

  private Touch withReply(MemoryAccess access) {
    Touch touch = completed;
    if (access.probe()) {
      require(touch == null, "an access that was only asked for was performed");
      return new Touch.Promised();
    }
    if (touch == null) {
      throw new AssertionError("a completed access was performed nowhere: " + access);
    }
    return touch;
  }

  private long perform(long hpa, MemoryAccess access) {
    if (access.probe()) {
      return 0;
    }
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
}
