package vmm.engine;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import vmm.api.cpu.Core;
import vmm.api.cpu.GuestFault;
import vmm.api.cpu.Processor;
import vmm.api.cpu.ProcessorState;
import vmm.api.memory.HostMemory;
import vmm.api.memory.RawMemory;
import vmm.api.mmu.RealMmu;
import vmm.api.trap.TrapHandler;
import vmm.api.trap.TrapKind;
import vmm.engine.code.BlockTranslator;
import vmm.engine.code.CodeCache;
import vmm.engine.code.CodeContext;
import vmm.engine.code.ConstantPool;
import vmm.engine.code.Lowering;
import vmm.engine.code.Opcode;
import vmm.engine.code.Promoter;
import vmm.engine.code.Run;
import vmm.engine.jit.Jit;
import vmm.engine.jit.JitOptions;
import vmm.engine.mmu.AccessPath;
import vmm.engine.mmu.EngineMemory;
import vmm.engine.mmu.PhysicalReader;
import vmm.engine.mmu.RunStopped;
import vmm.engine.mmu.SoftTlb;
import vmm.engine.mmu.TrapGate;

/** A processor that runs translated blocks, in an interpreter or compiled to JVM bytecode. */
public final class SimulatedProcessor implements Processor {
  private final Core core;
  private final ProcessorState state;
  private final Run run;
  private final TrapGate gate;
  private final SoftTlb tlb;
  private final AccessPath path;
  private final SimulatedMmu mmu;
  private final ConstantPool constants;
  private final CodeCache cache;
  private final BlockTranslator translator;
  private final BlockFinder finder;
  private final Optional<Jit> jit;
  private final Tiers tiers;
  private volatile boolean stopRequested;

  /** Makes a processor out of an architecture's core on machine memory. */
  public SimulatedProcessor(Core core, HostMemory memory, EngineOptions options) {
    this.core = core;
    var registers = core.registers();
    state = new ProcessorState(registers, Opcode.FRAME_LENGTH);
    run = new Run(state.slots, registers.pcSlot());
    gate = new TrapGate(core, state.slots);
    tlb = new SoftTlb(SimulatedMmu.CONTEXTS);
    cache = new CodeCache(memory.size(), options.codeCapacity(), tlb, run::attend);
    path = new AccessPath(core, memory, tlb, gate, cache);
    mmu = new SimulatedMmu(core, tlb, path, run);
    constants = new ConstantPool(state.slots, registers.slots() + Lowering.TEMPORARIES);
    int firstHeat = options.jit().map(JitOptions::heat).orElse(Integer.MAX_VALUE);
    translator = new BlockTranslator(core, memory, path, cache, constants, firstHeat);
    var helperContext =
        new EngineContext(
            core,
            run,
            new EngineMemory(memory, tlb, path),
            gate,
            path,
            new PhysicalReader(memory, gate),
            mmu);
    var context = new CodeContext(run, tlb, path, RawMemory.of(memory.segment()), helperContext);
    jit =
        options
            .jit()
            .map(how -> new Jit(how, options.jitCapacity(), core, cache, context, translator));
    Promoter promoter = jit.map(Promoter.class::cast).orElse(Promoter.NEVER);
    finder = new BlockFinder(core, run, tlb, path, cache, translator, promoter);
    tiers = new Tiers(run, new Interpreter(context, finder, cache, registers.pcSlot()), finder);
    core.attach(helperContext);
    core.reset(state.slots);
    constants.restoreIfCleared();
  }

  @Override
  public ProcessorState state() {
    return state;
  }

  @Override
  public void settle() {
    gate.settle();
  }

  @Override
  public Core core() {
    return core;
  }

  @Override
  public RealMmu mmu() {
    return mmu;
  }

  @Override
  public void setTrapHandler(TrapHandler handler) {
    gate.setHandler(handler);
  }

  @Override
  public void setTraps(Set<TrapKind> kinds) {
    gate.setKinds(kinds);
  }

  @Override
  public Outcome run(long budget) {
    run.begin(budget);
    long begin = System.nanoTime();
    try {
      return dispatch();
    } catch (RunStopped stop) {
      run.abandon();
      return Outcome.STOPPED;
    } finally {
      run.abandon();
      core.leavingGuest();
      core.settle(state.slots);
      tiers.times().ran(System.nanoTime() - begin);
    }
  }

  private Outcome dispatch() {
    while (run.budgetLeft()) {
      run.attended();
      if (stopRequested) {
        stopRequested = false;
        return Outcome.STOPPED;
      }
      constants.restoreIfCleared();
      try {
        if (core.interruptReady(state.slots)) {
          core.takeInterrupt();
          run.remaining--;
        } else if (core.halted(state.slots)) {
          return Outcome.IDLE;
        } else {
          execute();
        }
      } catch (GuestFault fault) {
        run.abandon();
        core.deliver(fault);
        run.remaining--;
      }
    }
    return Outcome.BUDGET;
  }

  private void execute() {
    long mode = core.mode(state.slots);
    path.setAddressMask(core.addressMask(mode));
    run.privilege = core.privilege(mode);
    tlb.setRunning(run.privilege);
    tiers.run(finder.dispatch(mode));
  }

  @Override
  public long retired() {
    return run.retired();
  }

  @Override
  public long pc() {
    return run.pc();
  }

  @Override
  public void requestStop() {
    stopRequested = true;
    run.attention = Run.WANTED;
  }

  @Override
  public void stateChanged() {
    constants.restoreIfCleared();
    run.attention = Run.WANTED;
  }

  @Override
  public void memoryChanged(long hpa, long bytes) {
    cache.written(hpa, bytes);
  }

  @Override
  public Map<String, Long> figures() {
    var figures = new LinkedHashMap<String, Long>();
    figures.put("blocks translated", translator.translated());
    figures.put("blocks invalidated", cache.invalidated());
    figures.put("code cache flushes", cache.flushes());
    jit.ifPresent(
        compiler -> {
          long compiled = tiers.compiledInstructions();
          long interpreted = retired() - compiled;
          long nanos = tiers.times().compiled(compiled, interpreted);
          figures.put("instructions compiled", compiled);
          figures.put("instructions interpreted", interpreted);
          figures.put("time in compiled code, us", nanos / 1000);
          figures.put("time interpreted, us", (tiers.times().running() - nanos) / 1000);
          compiler.addFigures(figures);
        });
    figures.put("TLB misses", path.misses());
    figures.put("walk references", core.walkReferences());
    return figures;
  }
}
