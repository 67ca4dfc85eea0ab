package vmm.ppc.system;

import static vmm.ppc.PpcRegisters.MCAR;

import vmm.api.cpu.CpuContext;
import vmm.api.mmu.AccessType;
import vmm.api.trap.Trap;
import vmm.ppc.InterruptType;
import vmm.ppc.PpcFault;
import vmm.ppc.PpcModel;

/** Accesses that nothing answers: whose they are, and the machine checks that come of them. */
final class BusErrors {
  private final MachineChecks checks;

  /** What the access is that may get as far as the bus now. */
  private AccessType accessing = AccessType.READ;

  private boolean fetchFailed;
  private long failedFetch;

  BusErrors(PpcModel model) {
    checks = MachineChecks.of(model);
  }

  void reset() {
    checks.reset();
    fetchFailed = false;
  }

  /** An access begins. */
  void accessing(AccessType access) {
    accessing = access;
  }

  /** Nothing answers it. */
  void occurred(long[] slots, long real, boolean write) {
    if (accessing == AccessType.EXECUTE) {
      // A fetch comes byte by byte: the first counts.
      failedFetch = fetchFailed ? failedFetch : real;
      fetchFailed = true;
    } else {
      checks.accessFailed(slots, real, write ? AccessType.WRITE : AccessType.READ);
    }
  }

  /** Whether nothing answered a fetch since this was asked last. */
  boolean fetchFailed() {
    boolean failed = fetchFailed;
    fetchFailed = false;
    return failed;
  }

  /** An instruction is about to be run that was fetched from where nothing is. */
  void instructionFailed(CpuContext cpu) {
    if (checks.instructionFailed(cpu.slots(), failedFetch)) {
      taken(cpu);
      throw PpcFault.of(InterruptType.MACHINE_CHECK);
    }
  }

  /** Whether a machine check comes before the next instruction. */
  boolean pending(long[] slots) {
    return checks.pending(slots);
  }

  /** The machine check is about to be taken; the processor may stop for good instead. */
  void taken(CpuContext cpu) {
    if (checks.stops(cpu.slots())) {
      cpu.trap(
          new Trap.Shutdown(
              "checkstop: nothing answered a read of 0x%x, and MSR[ME] was clear"
                  .formatted(cpu.slots()[MCAR])));
    }
  }
}
