package vmm.x86.system;

import static vmm.x86.X86Registers.ATTRIBUTES;
import static vmm.x86.X86Registers.BASE;
import static vmm.x86.X86Registers.ECX;
import static vmm.x86.X86Registers.EDX;
import static vmm.x86.X86Registers.EFLAGS;
import static vmm.x86.X86Registers.EIP;
import static vmm.x86.X86Registers.ESP;
import static vmm.x86.X86Registers.LIMIT;
import static vmm.x86.X86Registers.SEG_CS;
import static vmm.x86.X86Registers.SEG_SS;
import static vmm.x86.X86Registers.SELECTOR;
import static vmm.x86.X86Registers.SYSENTER_CS;
import static vmm.x86.X86Registers.SYSENTER_EIP;
import static vmm.x86.X86Registers.SYSENTER_ESP;

import vmm.x86.Flags;
import vmm.x86.SegmentAttributes;
import vmm.x86.X86Fault;

/** SYSENTER and SYSEXIT (SDM vol. 2): flat segments by fixed distance from one selector. */
final class FastCalls {
  private static final int FLAT =
      SegmentAttributes.PRESENT
          | SegmentAttributes.NON_SYSTEM
          | SegmentAttributes.ACCESSED
          | SegmentAttributes.BIG
          | SegmentAttributes.GRANULAR;

  private static final int CODE = FLAT | SegmentAttributes.CODE | SegmentAttributes.READABLE;
  private static final int DATA = FLAT | SegmentAttributes.WRITABLE;
  private static final int USER = 3;

  private FastCalls() {}

  /** SYSENTER; the mode is protected. */
  static void enter(long[] slots) {
    int code = (int) slots[SYSENTER_CS] & 0xFFFC;
    if (code == 0) {
      throw X86Fault.generalProtection();
    }
    slots[EFLAGS] &= ~(long) (Flags.VM | Flags.IF | Flags.RF);
    set(slots, SEG_CS, code, CODE, 0);
    set(slots, SEG_SS, code + 8, DATA, 0);
    slots[ESP] = slots[SYSENTER_ESP];
    slots[EIP] = slots[SYSENTER_EIP];
  }

  /** SYSEXIT; CPL is 0. */
  static void exit(long[] slots) {
    int code = (int) slots[SYSENTER_CS] & 0xFFFC;
    if (code == 0) {
      throw X86Fault.generalProtection();
    }
    set(slots, SEG_CS, code + 16, CODE, USER);
    set(slots, SEG_SS, code + 24, DATA, USER);
    slots[ESP] = slots[ECX];
    slots[EIP] = slots[EDX];
  }

  private static void set(long[] slots, int segment, int selector, int attributes, int level) {
    slots[SELECTOR + segment] = (selector & 0xFFFC) | level;
    slots[BASE + segment] = 0;
    slots[LIMIT + segment] = 0xFFFF_FFFFL;
    slots[ATTRIBUTES + segment] = attributes | level << SegmentAttributes.DPL_SHIFT;
  }
}
