package vmm.engine;

import vmm.api.cpu.Core;
import vmm.api.cpu.CpuContext;
import vmm.api.cpu.GuestMemory;
import vmm.api.cpu.TlbControl;
import vmm.api.trap.Trap;
import vmm.api.trap.TrapHandler;
import vmm.api.trap.TrapKind;
import vmm.engine.code.Run;
import vmm.engine.mmu.AccessPath;
import vmm.engine.mmu.PhysicalReader;
import vmm.engine.mmu.TrapGate;

/** What helpers and the core see of the engine. */
final class EngineContext implements CpuContext {
  private final Core core;
  private final Run run;
  private final GuestMemory memory;
  private final TrapGate gate;
  private final AccessPath path;
  private final PhysicalReader physical;
  private final TlbControl tlb;

  EngineContext(
      Core core,
      Run run,
      GuestMemory memory,
      TrapGate gate,
      AccessPath path,
      PhysicalReader physical,
      TlbControl tlb) {
    this.core = core;
    this.run = run;
    this.memory = memory;
    this.gate = gate;
    this.path = path;
    this.physical = physical;
    this.tlb = tlb;
  }

  @Override
  public long[] slots() {
    return run.frame;
  }

  @Override
  public Core core() {
    return core;
  }

  @Override
  public GuestMemory memory() {
    return memory;
  }

  @Override
  public long pc() {
    return run.pc();
  }

  @Override
  public TrapHandler traps() {
    return gate.handler();
  }

  @Override
  public boolean trapping(TrapKind kind) {
    return gate.trapping(kind);
  }

  @Override
  public long trap(Trap trap) {
    return gate.obey(trap);
  }

  @Override
  public long readPhysical(long gpa, int size) {
    return physical.read(path.view(), gpa, size);
  }

  @Override
  public long retired() {
    return run.retired();
  }

  @Override
  public long budget() {
    return run.remaining;
  }

  @Override
  public void retire(long instructions) {
    run.remaining -= instructions;
  }

  @Override
  public TlbControl tlb() {
    return tlb;
  }

  @Override
  public void interruptsChanged() {
    run.attend();
  }
}
