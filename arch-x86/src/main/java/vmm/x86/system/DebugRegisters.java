package vmm.x86.system;

import static vmm.x86.X86Registers.BASE;
import static vmm.x86.X86Registers.CR4;
import static vmm.x86.X86Registers.DEBUG_PENDING;
import static vmm.x86.X86Registers.DR0;
import static vmm.x86.X86Registers.DR6;
import static vmm.x86.X86Registers.DR7;
import static vmm.x86.X86Registers.EFLAGS;
import static vmm.x86.X86Registers.EIP;
import static vmm.x86.X86Registers.SEG_CS;

import vmm.api.cpu.CpuContext;
import vmm.api.memory.Frame;
import vmm.x86.Flags;
import vmm.x86.X86Fault;

/** The debug registers (SDM vol. 3, "Debug registers"). */
final class DebugRegisters {
  /** DR6.BD: an access to a debug register while DR7.GD was set. */
  static final long ACCESS_DETECTED = 1 << 13;

  /** DR6.BS: single step. */
  static final long SINGLE_STEP = 1 << 14;

  /** DR6.BT: a switch to a task whose T flag is set. */
  static final long TASK_SWITCH = 1 << 15;

  /** DR7.GD. */
  static final long GENERAL_DETECT = 1 << 13;

  /** What DR6 holds after reset: its reserved bits. */
  static final long DR6_RESET = 0xFFFF_0FF0L;

  /** What DR7 holds after reset: its reserved bit. */
  static final long DR7_RESET = 0x400;

  /** L0 to L3 and G0 to G3 of DR7. */
  private static final long ENABLES = 0xFF;

  /** Fields R/W of DR7, of which {@code EXECUTE} is an instruction's. */
  private static final int EXECUTE = 0;

  private static final int WRITE = 1;
  private static final int PORT = 2;

  /** Lengths by field LEN of DR7; 10b is 8 bytes where it is defined, in processors of 64 bits. */
  private static final int[] LENGTHS = {1, 2, 8, 4};

  private static final long DR6_WRITABLE = 0xE00F;
  private static final long DR7_WRITABLE = 0xFFFF_2BFFL;

  private DebugRegisters() {}

  /** MOV to DRn. */
  static void write(CpuContext cpu, int number, long value) {
    int register = select(cpu, number);
    long[] slots = cpu.slots();
    slots[DR0 + register] =
        switch (register) {
          case 6 -> DR6_RESET | (value & DR6_WRITABLE);
          case 7 -> DR7_RESET | (value & DR7_WRITABLE);
          default -> value & 0xFFFF_FFFFL;
        };
    if (register != 6 && (slots[DR7] & ENABLES) != 0) {
      cpu.tlb().flushAll(); // every access to a page that is watched from now on must be seen
    }
  }

  /** MOV from DRn. */
  static long read(CpuContext cpu, int number) {
    return cpu.slots()[DR0 + select(cpu, number)];
  }

  /** DR4 and DR5 are DR6 and DR7 unless CR4.DE is set. */
  private static int select(CpuContext cpu, int number) {
    long[] slots = cpu.slots();
    boolean alias = number == 4 || number == 5;
    if (number > 7 || (alias && (slots[CR4] & ControlRegisters.CR4_DE) != 0)) {
      throw X86Fault.undefined();
    }
    if ((slots[DR7] & GENERAL_DETECT) != 0) {
      slots[DR6] |= ACCESS_DETECTED;
      throw X86Fault.of(X86Fault.DB);
    }
    return alias ? number + 2 : number;
  }

  /** Raises #DB if an instruction breakpoint is at EIP and RF does not say otherwise. */
  static void checkInstruction(CpuContext cpu) {
    long[] slots = cpu.slots();
    if ((slots[EFLAGS] & Flags.RF) != 0) {
      slots[EFLAGS] &= ~(long) Flags.RF;
      return;
    }
    long linear = (slots[BASE + SEG_CS] + cpu.pc()) & 0xFFFF_FFFFL;
    long hits = 0;
    for (int i = 0; i < 4; i++) {
      if (enabled(slots, i) && kind(slots, i) == EXECUTE && slots[DR0 + i] == linear) {
        hits |= 1L << i;
      }
    }
    if (hits != 0) {
      slots[DR6] |= hits;
      throw X86Fault.of(X86Fault.DB);
    }
  }

  private static boolean enabled(long[] slots, int i) {
    return (slots[DR7] >>> (2 * i) & 3) != 0;
  }

  private static int kind(long[] slots, int i) {
    return (int) (slots[DR7] >>> (16 + 4 * i)) & 3;
  }

  private static int length(long[] slots, int i) {
    return LENGTHS[(int) (slots[DR7] >>> (18 + 4 * i)) & 3];
  }

  /** Where a breakpoint's range begins: it is aligned, whatever low bits its register has. */
  private static long first(long[] slots, int i) {
    return slots[DR0 + i] & -length(slots, i);
  }

  private static boolean overlaps(long[] slots, int i, long address, int bytes) {
    long first = first(slots, i);
    return address < first + length(slots, i) && first < address + bytes;
  }

  private static boolean onData(long[] slots, int i, boolean write) {
    int kind = kind(slots, i);
    return enabled(slots, i) && kind != EXECUTE && kind != PORT && (write || kind != WRITE);
  }

  /** Whether a data breakpoint lies in the page of a linear address. */
  static boolean watchPage(long[] slots, long linear) {
    if ((slots[DR7] & ENABLES) == 0) {
      return false;
    }
    for (int i = 0; i < 4; i++) {
      if (onData(slots, i, true) && Frame.base(first(slots, i)) == Frame.base(linear)) {
        return true;
      }
    }
    return false;
  }

  /** Notes which data breakpoints an access meets; the trap follows its instruction. */
  static void noteAccess(long[] slots, long linear, int bytes, boolean write) {
    if ((slots[DR7] & ENABLES) == 0) {
      return;
    }
    for (int i = 0; i < 4; i++) {
      if (onData(slots, i, write) && overlaps(slots, i, linear, bytes)) {
        slots[DEBUG_PENDING] |= 1L << i;
      }
    }
  }

  /** Notes which breakpoints on ports an access meets; there are some only if CR4.DE is set. */
  static void notePort(long[] slots, long port, int bytes) {
    if ((slots[CR4] & ControlRegisters.CR4_DE) == 0) {
      return;
    }
    for (int i = 0; i < 4; i++) {
      boolean onPorts = enabled(slots, i) && kind(slots, i) == PORT;
      if (onPorts && overlaps(slots, i, port, bytes)) {
        slots[DEBUG_PENDING] |= 1L << i;
      }
    }
  }

  /** Delivers the #DB for what happened in an instruction; EIP is the next one's. */
  static void afterInstruction(CpuContext cpu, boolean stepped) {
    long[] slots = cpu.slots();
    long reasons = slots[DEBUG_PENDING] | (stepped ? SINGLE_STEP : 0);
    slots[DEBUG_PENDING] = 0;
    if (reasons != 0) {
      slots[DR6] |= reasons;
      Delivery.deliver(cpu, X86Fault.trap(X86Fault.DB));
    }
  }

  /** INT1: a debug trap that no DPL guards. */
  static void trap(CpuContext cpu, long next) {
    cpu.slots()[EIP] = next;
    Delivery.deliver(cpu, X86Fault.trap(X86Fault.DB));
  }
}
