package vmm.ppc.system;

import static vmm.ppc.PpcRegisters.MSR;

import vmm.api.cpu.CpuContext;
import vmm.api.trap.Trap;
import vmm.api.trap.TrapKind;
import vmm.ppc.InterruptType;
import vmm.ppc.Msr;
import vmm.ppc.PpcFault;

/** Who may do what. */
final class Privileges {
  private Privileges() {}

  /** Whether user code runs. */
  static boolean user(CpuContext cpu) {
    return (cpu.slots()[MSR] & Msr.PR) != 0;
  }

  /** Whether a guest of an embedded hypervisor runs. */
  static boolean guestState(CpuContext cpu) {
    return (cpu.slots()[MSR] & Msr.GS) != 0;
  }

  /** Raises a program interrupt in user code. */
  static void supervisor(CpuContext cpu) {
    if (user(cpu)) {
      throw PpcFault.program(PpcFault.ESR_PPR);
    }
  }

  /** Raises what a resource of the hypervisor raises in guest state, and in user code. */
  static void hypervisor(CpuContext cpu) {
    supervisor(cpu);
    if (guestState(cpu)) {
      throw PpcFault.of(InterruptType.HYPERVISOR_PRIVILEGE);
    }
  }

  /** The VMM sees privileged instructions where the guest's supervisor has no privilege. */
  static void announce(CpuContext cpu, String name, long operand) {
    if (cpu.trapping(TrapKind.PRIVILEGED_INSTRUCTION)) {
      cpu.trap(new Trap.PrivilegedInstruction(name, operand));
    }
  }

  /** A privileged instruction that the VMM may see. */
  static void privileged(CpuContext cpu, String name, long operand) {
    supervisor(cpu);
    announce(cpu, name, operand);
  }
}
