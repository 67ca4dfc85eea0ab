package vmm.x86.translate;

import vmm.api.cpu.CpuContext;
import vmm.x86.X86Mode;
import vmm.x86.X86Registers;

/** What STI does to the interrupt pins. */
final class SystemHelpers {
  private SystemHelpers() {}

  /**
   * Interrupts have become enabled.
   *
   * @param before IF as it was; if it was 0, interrupts are held off for one instruction
   */
  static long interruptsEnabled(CpuContext cpu, long before, long unused, long unused2) {
    cpu.slots()[X86Registers.SHADOW] = before == 0 ? X86Mode.SHADOW_STI : 0;
    cpu.interruptsChanged();
    return 0;
  }
}
