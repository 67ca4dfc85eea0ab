package vmm.x86.system;

import static vmm.x86.X86Registers.EAX;
import static vmm.x86.X86Registers.SEG_FS;
import static vmm.x86.X86Registers.SEG_GS;
import static vmm.x86.X86Registers.SEG_LDTR;
import static vmm.x86.X86Registers.SELECTOR;

import vmm.api.cpu.CpuContext;
import vmm.api.mmu.Privilege;

/**
 * The layout of a task-state segment (SDM vol. 3, "Task-state segment (TSS)", "16-bit task-state
 * segment"). All offsets are in bytes.
 *
 * @param wide whether it is a 32-bit TSS
 */
record TaskState(boolean wide) {
  /** Indices into what {@link #read} yields. */
  static final int POINTER = 0;

  static final int FLAGS = 1;
  static final int GENERAL = 2;
  static final int SELECTORS = 10;
  static final int ROOT = 17;
  private static final int FIELDS = 18;

  /** Offsets within a TSS: the field, or the first of a row, in 32-bit and 16-bit form. */
  private static final int ROOT_OFFSET = 28;

  /** The upper half of registers that a 16-bit TSS does not hold is all ones, as on the 80286. */
  private static final long UPPER_ONES = 0xFFFF_0000L;

  static TaskState of(long attributes) {
    return new TaskState((attributes & Descriptor.WIDE) != 0);
  }

  int minLimit() {
    return wide ? 103 : 43;
  }

  int bytes() {
    return minLimit() + 1;
  }

  int eip() {
    return wide ? 32 : 14;
  }

  /** Number of bytes from EIP on that a switch saves. */
  int savedBytes() {
    return wide ? 64 : 28;
  }

  /** Offset of the word whose bit 0 is T. */
  int debug() {
    return 100;
  }

  private int bits() {
    return wide ? 32 : 16;
  }

  private int step() {
    return wide ? 4 : 2;
  }

  private int general() {
    return eip() + 2 * step();
  }

  private int selector(int segment) {
    int number = segment == SEG_LDTR ? (wide ? 6 : 4) : segment;
    return general() + (8 + number) * step();
  }

  /** Whether a segment register has a field of its own. */
  private boolean holds(int segment) {
    return wide || (segment != SEG_FS && segment != SEG_GS);
  }

  /** Reads the state of a task. */
  long[] read(CpuContext cpu, long base) {
    long[] state = new long[FIELDS];
    state[POINTER] = load(cpu, base + eip(), bits());
    state[FLAGS] = load(cpu, base + eip() + step(), bits());
    for (int i = 0; i < 8; i++) {
      long value = load(cpu, base + general() + (long) i * step(), bits());
      state[GENERAL + i] = wide ? value : value | UPPER_ONES;
    }
    for (int segment = 0; segment <= SEG_LDTR; segment++) {
      if (holds(segment)) {
        state[SELECTORS + segment] = load(cpu, base + selector(segment), 16);
      }
    }
    if (wide) {
      state[ROOT] = load(cpu, base + ROOT_OFFSET, 32);
    }
    return state;
  }

  /** Saves the present state, with the given flags and instruction pointer. */
  void write(CpuContext cpu, long base, long eip, long flags) {
    long[] slots = cpu.slots();
    store(cpu, base + eip(), bits(), eip);
    store(cpu, base + eip() + step(), bits(), flags);
    for (int i = 0; i < 8; i++) {
      store(cpu, base + general() + (long) i * step(), bits(), slots[EAX + i]);
    }
    for (int segment = 0; segment < SEG_LDTR; segment++) {
      if (holds(segment)) {
        store(cpu, base + selector(segment), 16, slots[SELECTOR + segment]);
      }
    }
  }

  private static long load(CpuContext cpu, long gva, int bits) {
    return cpu.memory().load(bits, gva & 0xFFFF_FFFFL, Privilege.SUPERVISOR);
  }

  private static void store(CpuContext cpu, long gva, int bits, long value) {
    cpu.memory().store(bits, gva & 0xFFFF_FFFFL, value, Privilege.SUPERVISOR);
  }
}
