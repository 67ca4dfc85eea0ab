package vmm.api.cpu;

import java.util.Map;
import java.util.Set;
import vmm.api.memory.HostMemory;
import vmm.api.mmu.RealMmu;
import vmm.api.trap.TrapHandler;
import vmm.api.trap.TrapKind;

/**
 * A simulated processor: registers, TLB, table walker, interrupt pins. It knows hpa only. Confined
 * to one thread, but for {@link #requestStop}.
 */
public interface Processor {
  /** Makes processors. Bound by the engine's plug-in. */
  interface Factory {
    /**
     * Makes a processor out of an architecture's core on machine memory, in the state after
     * power-on.
     *
     * @param mode how it runs code
     * @param codeCacheBytes bytes of bytecode of compiled code that it keeps, at least one region
     */
    Processor create(Core core, HostMemory memory, EngineMode mode, long codeCacheBytes);
  }

  /** Why a run ended. */
  enum Outcome {
    /** The budget is used up. */
    BUDGET,
    /** The processor waits for an interrupt. */
    IDLE,
    /** The VMM replied {@code Stop}, or {@link #requestStop} was called. */
    STOPPED
  }

  /** The state. Change it between runs only, then call {@link #stateChanged}. */
  ProcessorState state();

  /**
   * Brings every register in the state up to date, in a trap too. Between runs all are.
   *
   * @see Core#settle
   */
  void settle();

  /** The architecture's half. */
  Core core();

  /** Programs the real view. */
  RealMmu mmu();

  /** Sets where traps go. */
  void setTrapHandler(TrapHandler handler);

  /** Sets which of the traps that are optional are raised. */
  void setTraps(Set<TrapKind> kinds);

  /**
   * Runs until the outcome says why not on. An instruction counts once it completes, whatever traps
   * it took; one that faults does not. The delivery of a fault or interrupt counts as one
   * instruction, so that time advances in a guest that does nothing but fault.
   *
   * @param budget number of instructions to retire at most, exactly met
   */
  Outcome run(long budget);

  /** Number of instructions retired since power-on. Exact also during a trap. */
  long retired();

  /** The pc of the instruction that runs, or runs next. Exact also during a trap. */
  long pc();

  /** Makes {@link #run} return soon. May be called from any thread. */
  void requestStop();

  /** Tells that slots were changed from outside. */
  void stateChanged();

  /** Tells that the VMM or a device changed machine memory: code from there is translated anew. */
  void memoryChanged(long hpa, long bytes);

  /** Figures for statistics, by a name for people: blocks translated, TLB misses ... */
  Map<String, Long> figures();
}
