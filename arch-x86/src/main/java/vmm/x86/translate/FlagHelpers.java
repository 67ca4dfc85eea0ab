package vmm.x86.translate;

import vmm.api.cpu.CpuContext;
import vmm.x86.Flags;
import vmm.x86.X86Registers;

/** Helpers that compute flags where the block does not know how they were set. */
final class FlagHelpers {
  private FlagHelpers() {}

  /** The whole of EFLAGS. */
  static long read(CpuContext cpu, long unused, long unused2, long unused3) {
    return Flags.read(cpu.slots());
  }

  /** CF. */
  static long carry(CpuContext cpu, long unused, long unused2, long unused3) {
    return Flags.carry(cpu.slots());
  }

  /** Whether the condition of number {@code code} holds. */
  static long condition(CpuContext cpu, long code, long unused, long unused2) {
    return Flags.condition((int) code, Flags.read(cpu.slots())) ? 1 : 0;
  }

  /** Puts CF where INC and DEC keep it. */
  static long keepCarry(CpuContext cpu, long unused, long unused2, long unused3) {
    cpu.slots()[X86Registers.CC_LEFT] = Flags.carry(cpu.slots());
    return 0;
  }
}
