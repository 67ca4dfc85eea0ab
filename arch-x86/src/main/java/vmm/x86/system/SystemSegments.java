package vmm.x86.system;

import static vmm.x86.X86Registers.SEG_LDTR;
import static vmm.x86.X86Registers.SEG_TR;

import vmm.api.cpu.CpuContext;
import vmm.x86.X86Fault;
import vmm.x86.X86Mode;

/** LLDT and LTR, and the questions about descriptors: LAR, LSL, VERR, VERW (SDM vol. 2). */
final class SystemSegments {
  private static final long FAILED = -1;

  /** The bits of a descriptor's second doubleword that LAR returns. */
  private static final long ACCESS_RIGHTS = 0x00FF_FF00L;

  /** System types that LAR accepts, as a set of bits by type: segments, call and task gates. */
  private static final int LAR_TYPES = typeSet(1, 2, 3, 4, 5, 9, 11, 12);

  /** System types that LSL accepts: those with a limit. */
  private static final int LSL_TYPES = typeSet(1, 2, 3, 9, 11);

  private SystemSegments() {}

  private static int typeSet(int... types) {
    int set = 0;
    for (int type : types) {
      set |= 1 << type;
    }
    return set;
  }

  /** LLDT. */
  static void loadLocalTable(CpuContext cpu, int selector) {
    if (DescriptorTables.isNull(selector)) {
      SegmentLoads.setNull(cpu.slots(), SEG_LDTR, selector);
      return;
    }
    long raw = readGlobal(cpu, selector);
    if (!Descriptor.isSystem(raw) || Descriptor.type(raw) != Descriptor.LDT) {
      throw X86Fault.generalProtection(DescriptorTables.errorCode(selector, 0));
    }
    requirePresent(raw, selector);
    SegmentLoads.set(cpu.slots(), SEG_LDTR, selector, raw);
  }

  /** LTR. */
  static void loadTask(CpuContext cpu, int selector) {
    if (DescriptorTables.isNull(selector)) {
      throw X86Fault.generalProtection();
    }
    long raw = readGlobal(cpu, selector);
    if (!Descriptor.isAvailableTss(raw)) {
      throw X86Fault.generalProtection(DescriptorTables.errorCode(selector, 0));
    }
    requirePresent(raw, selector);
    SegmentLoads.set(cpu.slots(), SEG_TR, selector, DescriptorTables.markBusy(cpu, selector, raw));
  }

  private static long readGlobal(CpuContext cpu, int selector) {
    if ((selector & 4) != 0) {
      throw X86Fault.generalProtection(DescriptorTables.errorCode(selector, 0));
    }
    return DescriptorTables.read(cpu, selector, X86Fault.GP, 0);
  }

  private static void requirePresent(long raw, int selector) {
    if (!Descriptor.present(raw)) {
      throw X86Fault.of(X86Fault.NP, DescriptorTables.errorCode(selector, 0));
    }
  }

  /** LAR: the access rights, or -1. */
  static long accessRights(CpuContext cpu, int selector) {
    if (!exists(cpu, selector)) {
      return FAILED;
    }
    long raw = DescriptorTables.read(cpu, selector);
    return visible(cpu, raw, selector, LAR_TYPES) ? raw >>> 32 & ACCESS_RIGHTS : FAILED;
  }

  /** LSL: the limit, or -1. */
  static long limit(CpuContext cpu, int selector) {
    if (!exists(cpu, selector)) {
      return FAILED;
    }
    long raw = DescriptorTables.read(cpu, selector);
    return visible(cpu, raw, selector, LSL_TYPES) ? Descriptor.limit(raw) : FAILED;
  }

  /** VERR. */
  static boolean readable(CpuContext cpu, int selector) {
    if (!exists(cpu, selector)) {
      return false;
    }
    long raw = DescriptorTables.read(cpu, selector);
    return Descriptor.isReadable(raw) && privileged(cpu, raw, selector);
  }

  /** VERW. */
  static boolean writable(CpuContext cpu, int selector) {
    if (!exists(cpu, selector)) {
      return false;
    }
    long raw = DescriptorTables.read(cpu, selector);
    return Descriptor.isWritableData(raw) && privileged(cpu, raw, selector);
  }

  private static boolean exists(CpuContext cpu, int selector) {
    return !DescriptorTables.isNull(selector) && DescriptorTables.within(cpu.slots(), selector);
  }

  private static boolean visible(CpuContext cpu, long raw, int selector, int systemTypes) {
    boolean known = !Descriptor.isSystem(raw) || (systemTypes >> Descriptor.type(raw) & 1) != 0;
    return known && privileged(cpu, raw, selector);
  }

  private static boolean privileged(CpuContext cpu, long raw, int selector) {
    int weakest = Math.max(X86Mode.cpl(cpu.slots()), DescriptorTables.rpl(selector));
    return Descriptor.isConforming(raw) || weakest <= Descriptor.dpl(raw);
  }
}
