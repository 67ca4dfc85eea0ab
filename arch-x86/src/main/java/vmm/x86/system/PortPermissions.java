package vmm.x86.system;

import static vmm.x86.X86Registers.ATTRIBUTES;
import static vmm.x86.X86Registers.BASE;
import static vmm.x86.X86Registers.LIMIT;
import static vmm.x86.X86Registers.SEG_TR;

import vmm.api.cpu.CpuContext;
import vmm.api.mmu.Privilege;
import vmm.x86.SegmentAttributes;
import vmm.x86.X86Fault;

/** The I/O permission bit map of a 32-bit TSS (SDM vol. 1, "I/O permission bit map"). */
final class PortPermissions {
  private static final int MAP_BASE = 102;

  private PortPermissions() {}

  /** Raises #GP(0) unless the map lets the task use {@code bytes} ports from {@code port} on. */
  static void check(CpuContext cpu, int port, int bytes) {
    long[] slots = cpu.slots();
    long limit = slots[LIMIT + SEG_TR];
    boolean usable =
        (slots[ATTRIBUTES + SEG_TR] & SegmentAttributes.UNUSABLE) == 0
            && TaskState.of(slots[ATTRIBUTES + SEG_TR]).wide()
            && limit >= MAP_BASE + 1;
    if (!usable) {
      throw X86Fault.generalProtection();
    }
    long tss = slots[BASE + SEG_TR];
    long map = cpu.memory().load(16, tss + MAP_BASE, Privilege.SUPERVISOR) + port / 8;
    // The processor reads two bytes, for ports that straddle them; both must be in the segment.
    if (map + 1 > limit) {
      throw X86Fault.generalProtection();
    }
    long bits = cpu.memory().load(16, tss + map, Privilege.SUPERVISOR) >>> (port & 7);
    if ((bits & ((1 << bytes) - 1)) != 0) {
      throw X86Fault.generalProtection();
    }
  }
}
