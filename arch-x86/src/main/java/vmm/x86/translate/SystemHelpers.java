package vmm.x86.translate;

import vmm.api.cpu.CpuContext;
import vmm.x86.X86Mode;
import vmm.x86.X86Registers;

/** STI, and ARPL in memory. */
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

  /**
   * ARPL in memory, which is written only if the RPL there was lower. Returns 1 if it was, else 0.
   *
   * @param offset offset of the selector in {@code segment}
   * @param wanted a selector with the RPL that is wanted
   */
  static long adjustPrivilege(CpuContext cpu, long offset, long segment, long wanted) {
    long old = SegmentedMemory.load(cpu, 16, (int) segment, offset);
    long rpl = wanted & 3;
    if ((old & 3) >= rpl) {
      return 0;
    }
    SegmentedMemory.store(cpu, 16, (int) segment, offset, (old & ~3L) | rpl);
    return 1;
  }
}
