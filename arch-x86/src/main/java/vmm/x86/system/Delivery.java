package vmm.x86.system;

import static vmm.x86.X86Registers.CR2;
import static vmm.x86.X86Registers.DR7;

import vmm.api.cpu.CpuContext;
import vmm.api.trap.Trap;
import vmm.api.trap.TrapKind;
import vmm.x86.X86Fault;

/**
 * Delivery of exceptions and interrupts, with what happens when it fails (SDM vol. 3, "Interrupt
 * and exception handling", above all "Interrupt 8, double fault exception (#DF)").
 */
final class Delivery {
  private Delivery() {}

  /** Delivers an exception; EIP holds the address to return to. */
  static void deliver(CpuContext cpu, X86Fault first) {
    X86Fault fault = first;
    for (; ; ) {
      try {
        attempt(cpu, fault);
        return;
      } catch (X86Fault next) {
        if (fault.vector() == X86Fault.DF) {
          cpu.trap(new Trap.Shutdown("triple fault"));
          return;
        }
        if (next.vector() == X86Fault.PF) {
          cpu.slots()[CR2] = next.cr2();
        }
        fault = combine(fault, next);
      }
    }
  }

  private static void attempt(CpuContext cpu, X86Fault fault) {
    long[] slots = cpu.slots();
    if (fault.vector() == X86Fault.PF) {
      slots[CR2] = fault.cr2();
    }
    if (cpu.trapping(TrapKind.EXCEPTION)) {
      cpu.trap(new Trap.ExceptionTrap(fault.vector(), fault.errorCode()));
    }
    Interrupts.exception(cpu, fault);
    if (fault.vector() == X86Fault.DB) {
      slots[DR7] &= ~DebugRegisters.GENERAL_DETECT;
    }
  }

  /** What becomes of a fault during the delivery of another (table "Conditions for #DF"). */
  private static X86Fault combine(X86Fault first, X86Fault next) {
    boolean escalates =
        isContributory(first.vector())
            ? isContributory(next.vector())
            : first.vector() == X86Fault.PF
                && (next.vector() == X86Fault.PF || isContributory(next.vector()));
    return escalates ? X86Fault.of(X86Fault.DF, 0) : next;
  }

  private static boolean isContributory(int vector) {
    return vector == X86Fault.DE || (vector >= X86Fault.TS && vector <= X86Fault.GP);
  }
}
