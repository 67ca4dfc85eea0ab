package vmm.core.machine;

import static org.mockito.Mockito.mock;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import vmm.api.cpu.Core;
import vmm.api.cpu.Processor;
import vmm.api.cpu.ProcessorState;
import vmm.api.memory.HostMemory;
import vmm.api.mmu.RealMmu;
import vmm.api.trap.Trap;
import vmm.api.trap.TrapHandler;
import vmm.api.trap.TrapKind;
import vmm.api.trap.TrapReply;

/** A processor whose guest is a Java program: called once for each instruction. */
final class FakeProcessor implements Processor {
  /** What one instruction does. */
  @FunctionalInterface
  interface Guest {
    void instruction(FakeProcessor processor);
  }

  final HostMemory memory;
  final Set<TrapKind> traps = EnumSet.noneOf(TrapKind.class);
  private final Core core;
  private final RealMmu mmu = mock(RealMmu.class);
  private final ProcessorState state;
  private final FakePlugIns plugIns;
  private TrapHandler handler = trap -> TrapReply.STOP;
  private volatile boolean stop;
  private long retired;
  private int stateChanges;

  FakeProcessor(Core core, HostMemory memory, FakePlugIns plugIns) {
    this.core = core;
    this.memory = memory;
    this.state = new ProcessorState(core.registers());
    this.plugIns = plugIns;
  }

  TrapReply trap(Trap trap) {
    return handler.onTrap(trap);
  }

  int stateChanges() {
    return stateChanges;
  }

  @Override
  public ProcessorState state() {
    return state;
  }

  @Override
  public void settle() {
    core.settle(state.slots);
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
    this.handler = handler;
  }

  @Override
  public void setTraps(Set<TrapKind> kinds) {
    traps.clear();
    traps.addAll(kinds);
  }

  @Override
  public Outcome run(long budget) {
    for (long i = 0; i < budget; i++) {
      if (stop) {
        stop = false;
        return Outcome.STOPPED;
      }
      if (state.slots[plugIns.halted] != 0) {
        if (!plugIns.interruptPending) {
          return Outcome.IDLE;
        }
        core.takeInterrupt();
      } else {
        plugIns.guest.instruction(this);
      }
      retired++;
    }
    return Outcome.BUDGET;
  }

  @Override
  public long retired() {
    return retired;
  }

  @Override
  public long pc() {
    return state.slots[core.registers().pcSlot()];
  }

  @Override
  public void requestStop() {
    stop = true;
  }

  @Override
  public void stateChanged() {
    stateChanges++;
  }

  @Override
  public void memoryChanged(long hpa, long bytes) {}

  @Override
  public Map<String, Long> figures() {
    return Map.of("blocks", 3L);
  }
}
