package vmm.x86.system;

import static vmm.x86.X86Registers.ATTRIBUTES;
import static vmm.x86.X86Registers.BASE;
import static vmm.x86.X86Registers.GDTR_BASE;
import static vmm.x86.X86Registers.GDTR_LIMIT;
import static vmm.x86.X86Registers.LIMIT;
import static vmm.x86.X86Registers.SEG_LDTR;

import vmm.api.cpu.CpuContext;
import vmm.api.mmu.Privilege;
import vmm.x86.SegmentAttributes;
import vmm.x86.X86Fault;

/** Access to the GDT and the LDT (SDM vol. 3, "Segment descriptor tables"). */
final class DescriptorTables {
  private static final int TABLE_INDICATOR = 4;
  private static final int RPL = 3;
  private static final long LINEAR = 0xFFFF_FFFFL;

  /** Where the byte with type, S, DPL and P stands. */
  private static final int ACCESS_BYTE = 5;

  private DescriptorTables() {}

  static boolean isNull(int selector) {
    return (selector & ~RPL) == 0;
  }

  static int rpl(int selector) {
    return selector & RPL;
  }

  /** The form in which error codes name a selector. */
  static int errorCode(int selector, int external) {
    return (selector & ~RPL & 0xFFFF) | external;
  }

  /** Whether the table that the selector names has such an entry. */
  static boolean within(long[] slots, int selector) {
    long last = (selector & ~(RPL | TABLE_INDICATOR)) + 7L;
    if ((selector & TABLE_INDICATOR) == 0) {
      return last <= slots[GDTR_LIMIT];
    }
    return (slots[ATTRIBUTES + SEG_LDTR] & SegmentAttributes.UNUSABLE) == 0
        && last <= slots[LIMIT + SEG_LDTR];
  }

  /** Reads the descriptor of a selector for which {@link #within} holds. */
  static long read(CpuContext cpu, int selector) {
    return cpu.memory().load(64, address(cpu.slots(), selector), Privilege.SUPERVISOR);
  }

  /**
   * Reads the descriptor of a selector.
   *
   * @param vector the exception if the selector lies outside of its table
   * @param external the EXT bit of its error code
   */
  static long read(CpuContext cpu, int selector, int vector, int external) {
    if (!within(cpu.slots(), selector)) {
      throw X86Fault.of(vector, errorCode(selector, external));
    }
    return read(cpu, selector);
  }

  /** Sets the accessed flag of a code or data segment in its table, if it is still clear. */
  static long markAccessed(CpuContext cpu, int selector, long raw) {
    return setType(cpu, selector, raw, Descriptor.type(raw) | SegmentAttributes.ACCESSED);
  }

  static long markBusy(CpuContext cpu, int selector, long raw) {
    return setType(cpu, selector, raw, Descriptor.type(raw) | Descriptor.BUSY);
  }

  static long markAvailable(CpuContext cpu, int selector, long raw) {
    return setType(cpu, selector, raw, Descriptor.type(raw) & ~Descriptor.BUSY);
  }

  private static long setType(CpuContext cpu, int selector, long raw, int type) {
    if (Descriptor.type(raw) == type) {
      return raw;
    }
    long changed = (raw & ~(15L << 40)) | (long) type << 40;
    long gva = (address(cpu.slots(), selector) + ACCESS_BYTE) & LINEAR;
    cpu.memory().store(8, gva, changed >>> 40 & 0xFF, Privilege.SUPERVISOR);
    return changed;
  }

  /** Faults now if {@link #markAccessed} and the like would. */
  static void probeUpdate(CpuContext cpu, int selector) {
    long gva = (address(cpu.slots(), selector) + ACCESS_BYTE) & LINEAR;
    cpu.memory().loadForUpdate(8, gva, Privilege.SUPERVISOR);
  }

  private static long address(long[] slots, int selector) {
    long base = (selector & TABLE_INDICATOR) == 0 ? slots[GDTR_BASE] : slots[BASE + SEG_LDTR];
    return (base + (selector & ~(RPL | TABLE_INDICATOR))) & LINEAR;
  }
}
