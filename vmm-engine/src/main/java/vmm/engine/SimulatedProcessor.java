package vmm.engine;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import vmm.api.cpu.Core;
import vmm.api.cpu.GuestFault;
import vmm.api.cpu.Processor;
import vmm.api.cpu.ProcessorState;
import vmm.api.memory.HostMemory;
import vmm.api.mmu.RealMmu;
import vmm.api.trap.TrapHandler;
import vmm.api.trap.TrapKind;
import vmm.engine.code.Block;
import vmm.engine.code.BlockTranslator;
import vmm.engine.code.CodeCache;
import vmm.engine.code.ConstantPool;
import vmm.engine.code.Lowering;
import vmm.engine.code.Opcode;
import vmm.engine.mmu.AccessPath;
import vmm.engine.mmu.EngineMemory;
import vmm.engine.mmu.PhysicalReader;
import vmm.engine.mmu.RunStopped;
import vmm.engine.mmu.SoftTlb;
import vmm.engine.mmu.TrapGate;

/** A processor that runs translated blocks in an interpreter. */
public final class SimulatedProcessor implements Processor {
  /** Words of code, of 8 bytes, at which the code cache is emptied. */
  private static final long CODE_CAPACITY = 8L << 20;

  private final Core core;
  private final ProcessorState state;
  private final Run run;
  private final TrapGate gate;
  private final AccessPath path;
  private final SimulatedMmu mmu;
  private final ConstantPool constants;
  private final CodeCache cache;
  private final BlockTranslator translator;
  private final BlockFinder finder;
  private final Interpreter interpreter;
  private volatile boolean stopRequested;

  /** Makes a processor out of an architecture's core on machine memory. */
  public SimulatedProcessor(Core core, HostMemory memory) {
    this(core, memory, CODE_CAPACITY);
  }

  /** Makes one whose code cache holds {@code codeCapacity} words. */
  SimulatedProcessor(Core core, HostMemory memory, long codeCapacity) {
    this.core = core;
    var registers = core.registers();
    state = new ProcessorState(registers, Opcode.FRAME_LENGTH);
    run = new Run(state.slots, registers.pcSlot());
    gate = new TrapGate(core, state.slots);
    SoftTlb tlb = new SoftTlb(SimulatedMmu.CONTEXTS);
    cache = new CodeCache(memory.size(), codeCapacity, tlb, () -> run.attention = true);
    path = new AccessPath(core, memory, tlb, gate, cache);
    mmu = new SimulatedMmu(core, tlb, path, run);
    constants = new ConstantPool(state.slots, registers.slots() + Lowering.TEMPORARIES);
    translator = new BlockTranslator(core, memory, path, cache, constants);
    finder = new BlockFinder(core, run, tlb, path, cache, translator);
    var context =
        new EngineContext(
            core,
            run,
            new EngineMemory(memory, tlb, path),
            gate,
            path,
            new PhysicalReader(memory, gate),
            mmu);
    interpreter = new Interpreter(run, tlb, path, memory, context, finder, registers.pcSlot());
    core.attach(context);
    core.reset(state.slots);
    constants.restoreIfCleared();
  }

  @Override
  public ProcessorState state() {
    return state;
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
    run.end = retired() + budget;
    run.remaining = budget;
    try {
      return dispatch();
    } catch (RunStopped stop) {
      run.abandon();
      return Outcome.STOPPED;
    } finally {
      run.abandon();
      core.settle(state.slots);
    }
  }

  private Outcome dispatch() {
    while (run.remaining > 0) {
      run.attention = false;
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
    interpreter.setPrivilege(core.privilege(mode));
    Block block = finder.dispatch(mode);
    interpreter.execute(block);
    run.block = null;
  }

  @Override
  public long retired() {
    return run.retired();
  }

  @Override
  public void requestStop() {
    stopRequested = true;
    run.attention = true;
  }

  @Override
  public void stateChanged() {
    constants.restoreIfCleared();
    run.attention = true;
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
    figures.put("TLB misses", path.misses());
    figures.put("walk references", core.walkReferences());
    return figures;
  }
}
