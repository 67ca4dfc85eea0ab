package vmm.x86.boot;

import static vmm.x86.SegmentAttributes.ACCESSED;
import static vmm.x86.SegmentAttributes.BIG;
import static vmm.x86.SegmentAttributes.CODE;
import static vmm.x86.SegmentAttributes.GRANULAR;
import static vmm.x86.SegmentAttributes.NON_SYSTEM;
import static vmm.x86.SegmentAttributes.PRESENT;
import static vmm.x86.SegmentAttributes.READABLE;
import static vmm.x86.SegmentAttributes.WRITABLE;

import vmm.api.arch.BoardHost;
import vmm.x86.X86Registers;

/**
 * The state in which 32-bit boot protocols enter a kernel: protected mode without paging, flat
 * segments, interrupts off. The GDT lies in the BIOS data area's free part, with the selectors that
 * Linux prescribes: 0x10 code and 0x18 data.
 */
final class FlatProtectedMode {
  private static final long GDT = 0x500;
  private static final int CODE_SELECTOR = 0x10;
  private static final int DATA_SELECTOR = 0x18;
  private static final long FLAT_CODE = 0x00CF_9B00_0000_FFFFL;
  private static final long FLAT_DATA = 0x00CF_9300_0000_FFFFL;
  private static final long PE = 1;

  private FlatProtectedMode() {}

  /** Enters at {@code entry} with that ESP. */
  static void enter(BoardHost host, long entry, long esp) {
    host.physical().write(GDT, 8, 0);
    host.physical().write(GDT + 8, 8, 0);
    host.physical().write(GDT + CODE_SELECTOR, 8, FLAT_CODE);
    host.physical().write(GDT + DATA_SELECTOR, 8, FLAT_DATA);
    long[] slots = host.state().slots;
    slots[X86Registers.GDTR_BASE] = GDT;
    slots[X86Registers.GDTR_LIMIT] = DATA_SELECTOR + 7;
    slots[X86Registers.CR0] |= PE;
    slots[X86Registers.EIP] = entry;
    slots[X86Registers.ESP] = esp;
    int common = PRESENT | NON_SYSTEM | ACCESSED | BIG | GRANULAR;
    for (int s = X86Registers.SEG_ES; s <= X86Registers.SEG_GS; s++) {
      boolean code = s == X86Registers.SEG_CS;
      slots[X86Registers.SELECTOR + s] = code ? CODE_SELECTOR : DATA_SELECTOR;
      slots[X86Registers.BASE + s] = 0;
      slots[X86Registers.LIMIT + s] = 0xFFFF_FFFFL;
      slots[X86Registers.ATTRIBUTES + s] = common | (code ? CODE | READABLE : WRITABLE);
    }
  }
}
