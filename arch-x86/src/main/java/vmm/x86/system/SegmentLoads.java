package vmm.x86.system;

import static vmm.x86.X86Registers.ATTRIBUTES;
import static vmm.x86.X86Registers.BASE;
import static vmm.x86.X86Registers.LIMIT;
import static vmm.x86.X86Registers.SEG_DS;
import static vmm.x86.X86Registers.SEG_ES;
import static vmm.x86.X86Registers.SEG_FS;
import static vmm.x86.X86Registers.SEG_GS;
import static vmm.x86.X86Registers.SEG_SS;
import static vmm.x86.X86Registers.SELECTOR;

import vmm.api.cpu.CpuContext;
import vmm.x86.Flags;
import vmm.x86.SegmentAttributes;
import vmm.x86.X86Fault;
import vmm.x86.X86Mode;
import vmm.x86.X86Registers;

/** Loading segment registers (SDM vol. 2, "MOV", and vol. 3, "Privilege levels"). */
final class SegmentLoads {
  private SegmentLoads() {}

  /** Whether selectors are paragraph numbers: real mode or V86 mode. */
  static boolean realAddressing(long[] slots) {
    return (slots[X86Registers.CR0] & X86Mode.CR0_PE) == 0 || isV86(slots);
  }

  static boolean isV86(long[] slots) {
    return (slots[X86Registers.EFLAGS] & Flags.VM) != 0;
  }

  /**
   * Loads a segment register other than CS as the present mode prescribes. All that is checked is
   * checked before anything changes.
   */
  static void load(CpuContext cpu, int segment, int selector) {
    if (realAddressing(cpu.slots())) {
      loadParagraph(cpu.slots(), segment, selector);
    } else if (segment == SEG_SS) {
      long raw = stackDescriptor(cpu, selector, X86Mode.cpl(cpu.slots()), X86Fault.GP, 0);
      set(cpu.slots(), segment, selector, DescriptorTables.markAccessed(cpu, selector, raw));
    } else {
      loadData(cpu, segment, selector, X86Fault.GP);
    }
  }

  /**
   * Real mode and V86 mode: the base changes, limit and attributes stay, which is what programs
   * that fetch a large limit in protected mode rely on.
   */
  static void loadParagraph(long[] slots, int segment, int selector) {
    slots[SELECTOR + segment] = selector;
    slots[BASE + segment] = (long) selector << 4;
  }

  /** Sets a register as V86 mode has it (SDM vol. 3, "Segment registers in V86 mode"). */
  static void loadV86(long[] slots, int segment, int selector) {
    loadParagraph(slots, segment, selector);
    slots[LIMIT + segment] = 0xFFFF;
    slots[ATTRIBUTES + segment] = SegmentAttributes.REAL_DATA | 3 << SegmentAttributes.DPL_SHIFT;
  }

  /**
   * Checks a stack segment.
   *
   * @param vector the exception for a selector or descriptor that cannot be a stack at {@code cpl}
   */
  static long stackDescriptor(CpuContext cpu, int selector, int cpl, int vector, int external) {
    if (DescriptorTables.isNull(selector)) {
      throw X86Fault.of(vector, external);
    }
    long raw = DescriptorTables.read(cpu, selector, vector, external);
    if (DescriptorTables.rpl(selector) != cpl
        || !Descriptor.isWritableData(raw)
        || Descriptor.dpl(raw) != cpl) {
      throw X86Fault.of(vector, DescriptorTables.errorCode(selector, external));
    }
    if (!Descriptor.present(raw)) {
      throw X86Fault.of(X86Fault.SS, DescriptorTables.errorCode(selector, external));
    }
    return raw;
  }

  /**
   * Loads ES, DS, FS or GS in protected mode.
   *
   * @param vector #GP, or #TS during a task switch
   */
  static void loadData(CpuContext cpu, int segment, int selector, int vector) {
    long[] slots = cpu.slots();
    if (DescriptorTables.isNull(selector)) {
      setNull(slots, segment, selector);
      return;
    }
    long raw = DescriptorTables.read(cpu, selector, vector, 0);
    if (!Descriptor.isReadable(raw) || !privileged(raw, selector, X86Mode.cpl(slots))) {
      throw X86Fault.of(vector, DescriptorTables.errorCode(selector, 0));
    }
    if (!Descriptor.present(raw)) {
      throw X86Fault.of(X86Fault.NP, DescriptorTables.errorCode(selector, 0));
    }
    set(slots, segment, selector, DescriptorTables.markAccessed(cpu, selector, raw));
  }

  /** Whether CPL and RPL may use the segment; conforming code is open to all. */
  private static boolean privileged(long raw, int selector, int cpl) {
    int dpl = Descriptor.dpl(raw);
    return Descriptor.isConforming(raw) || (cpl <= dpl && DescriptorTables.rpl(selector) <= dpl);
  }

  /** Fills a segment register and its hidden part. */
  static void set(long[] slots, int segment, int selector, long raw) {
    slots[SELECTOR + segment] = selector;
    slots[BASE + segment] = Descriptor.base(raw);
    slots[LIMIT + segment] = Descriptor.limit(raw);
    slots[ATTRIBUTES + segment] = Descriptor.attributes(raw);
  }

  /** Puts a null selector into a register. */
  static void setNull(long[] slots, int segment, int selector) {
    slots[SELECTOR + segment] = selector;
    slots[BASE + segment] = 0;
    slots[LIMIT + segment] = 0;
    slots[ATTRIBUTES + segment] = SegmentAttributes.UNUSABLE;
  }

  /**
   * After a return to an outer level: data segments that the new CPL could not have loaded become
   * null (SDM vol. 2, "RET").
   */
  static void dropInnerSegments(long[] slots, int cpl) {
    for (int segment : new int[] {SEG_ES, SEG_DS, SEG_FS, SEG_GS}) {
      long attributes = slots[ATTRIBUTES + segment];
      boolean conforming =
          SegmentAttributes.has(attributes, SegmentAttributes.CODE | SegmentAttributes.CONFORMING);
      if ((attributes & SegmentAttributes.UNUSABLE) == 0
          && !conforming
          && SegmentAttributes.dpl(attributes) < cpl) {
        setNull(slots, segment, 0);
      }
    }
  }
}
