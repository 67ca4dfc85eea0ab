package vmm.core.machine;

import jakarta.inject.Inject;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import vmm.api.arch.ImageException;
import vmm.api.cpu.Core;
import vmm.api.cpu.Processor;
import vmm.api.device.Console;
import vmm.api.machine.MachineSpec;
import vmm.api.machine.MachineSpecException;
import vmm.api.machine.VirtualMachine;
import vmm.api.memory.HostMemory;
import vmm.api.memory.MemoryVirtualization;
import vmm.api.mmu.MmuModel;
import vmm.api.trap.TrapKind;
import vmm.core.device.MachineClock;
import vmm.core.device.RangeBus;
import vmm.core.device.VirtualClock;
import vmm.core.device.WallClock;
import vmm.core.memory.IdentityPhysMap;
import vmm.core.memory.ImageFrames;
import vmm.core.memory.MachineMemory;
import vmm.core.memory.MachinePhysMap;
import vmm.core.memory.SparseHostMemory;
import vmm.core.plugin.Catalogue;
import vmm.core.plugin.Choice;
import vmm.core.plugin.MemorySize;
import vmm.core.trap.GuestPhysicalView;
import vmm.core.trap.MachineEnd;
import vmm.core.trap.TrapLedger;
import vmm.core.trap.TrapLoop;

/** Makes machines out of what the plug-ins offer. */
public final class MachineAssembler implements VirtualMachine.Factory {
  /** What the VMM itself has to see, whatever the strategy. */
  private static final Set<TrapKind> ALWAYS =
      EnumSet.of(
          TrapKind.PORT_ACCESS,
          TrapKind.MEMORY_MAPPED_ACCESS,
          TrapKind.PHYSICAL_READ,
          TrapKind.IDLE,
          TrapKind.SHUTDOWN);

  private final Catalogue catalogue;
  private final Optional<Processor.Factory> engine;
  private final HostMemory sharedMemory;
  private final ImageFrames imageFrames;

  /**
   * Makes an assembler.
   *
   * @param sharedMemory the host memory of all machines but those without virtualization
   */
  @Inject
  public MachineAssembler(
      Catalogue catalogue,
      Optional<Processor.Factory> engine,
      HostMemory sharedMemory,
      ImageFrames imageFrames) {
    this.catalogue = catalogue;
    this.engine = engine;
    this.sharedMemory = sharedMemory;
    this.imageFrames = imageFrames;
  }

  /** The strategy {@code none}, to be contributed with those of plug-ins. */
  public static MemoryVirtualization.Factory bareProcessor() {
    return new BareProcessor.Factory();
  }

  @Override
  public VirtualMachine create(MachineSpec spec, Console console)
      throws ImageException, MachineSpecException {
    Choice choice = catalogue.choose(spec);
    if (engine.isEmpty()) {
      throw new MachineSpecException(
          "no engine found: add the jar of one, which binds %s, to the class path"
              .formatted(Processor.Factory.class.getCanonicalName()));
    }
    boolean bare = choice.strategy().name().equals(BareProcessor.NAME);
    if (!bare && choice.spec().memoryBytes() > sharedMemory.size()) {
      throw new MachineSpecException(
          "memory of %s: the host has %s"
              .formatted(
                  MemorySize.format(choice.spec().memoryBytes()),
                  MemorySize.format(sharedMemory.size())));
    }
    return bare ? bare(choice, engine.get(), console) : virtualized(choice, engine.get(), console);
  }

  /** On machine memory of its own, of which the processor sees what the board calls RAM. */
  private static VirtualMachine bare(Choice choice, Processor.Factory engine, Console console)
      throws ImageException {
    long bytes = choice.spec().memoryBytes();
    SparseHostMemory memory =
        SparseHostMemory.reserve(Math.max(2 * bytes, SparseHostMemory.DEFAULT_BYTES));
    MachineMemory map = new IdentityPhysMap(memory);
    Processor processor = processor(choice, engine, memory.prefix(bytes));
    return build(choice, processor, memory, map, console);
  }

  private VirtualMachine virtualized(Choice choice, Processor.Factory engine, Console console)
      throws ImageException {
    Processor processor = processor(choice, engine, sharedMemory);
    long maxHpa = maxHpa(choice, sharedMemory);
    MachineMemory map =
        new MachinePhysMap(sharedMemory, imageFrames, maxHpa, processor::memoryChanged);
    return build(choice, processor, sharedMemory, map, console);
  }

  private static Processor processor(Choice choice, Processor.Factory engine, HostMemory memory) {
    Core core = choice.architecture().newCore(choice.spec().cpu().orElseThrow(), memory);
    return engine.create(core, memory, choice.spec().engine(), choice.spec().codeCacheBytes());
  }

  private static MmuModel mmuModel(Choice choice) {
    return choice.architecture().mmuModel(choice.spec().cpu().orElseThrow());
  }

  private static long maxHpa(Choice choice, HostMemory memory) {
    return Math.min(memory.size() - 1, mmuModel(choice).maxAddress());
  }

  private static VirtualMachine build(
      Choice choice, Processor processor, HostMemory memory, MachineMemory map, Console console)
      throws ImageException {
    try {
      MachineClock clock =
          switch (choice.spec().clock()) {
            case VIRTUAL -> new VirtualClock(processor::retired);
            case WALL -> new WallClock();
          };
      clock.onEarlierDeadline(processor::requestStop);
      var inputPoll = new InputPoll(clock);
      var end = new MachineEnd(processor::requestStop);
      var physical = new GuestPhysicalView(map, memory, processor);
      var spaces =
          new TrapLoop.Spaces(
              memory, maxHpa(choice, memory), map, physical, new RangeBus(), new RangeBus());
      var host =
          new MachineBoardHost(
              choice.spec().memoryBytes(), processor, map, spaces, clock, inputPoll, console, end);
      choice.board().build(host, choice.spec().images());
      var ledger = new TrapLedger();
      var loop = new TrapLoop(processor, mmuModel(choice), spaces, choice.strategy(), end, ledger);
      start(processor, map, physical, loop);
      return new DefaultVirtualMachine(
          choice.spec(), processor, loop, ledger, map, clock, inputPoll, end);
    } catch (ImageException | RuntimeException e) {
      map.close();
      throw e;
    }
  }

  private static void start(
      Processor processor, MachineMemory map, GuestPhysicalView physical, TrapLoop loop) {
    MemoryVirtualization strategy = loop.strategy();
    physical.setStrategy(strategy);
    map.addListener(strategy::physMapChanged);
    processor.setTrapHandler(loop);
    var traps = EnumSet.copyOf(ALWAYS);
    traps.addAll(strategy.needs());
    processor.setTraps(traps);
    strategy.start();
    processor.stateChanged();
  }
}
