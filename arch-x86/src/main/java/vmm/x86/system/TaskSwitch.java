package vmm.x86.system;

import static vmm.x86.X86Registers.ATTRIBUTES;
import static vmm.x86.X86Registers.BASE;
import static vmm.x86.X86Registers.CR0;
import static vmm.x86.X86Registers.CR3;
import static vmm.x86.X86Registers.EAX;
import static vmm.x86.X86Registers.EIP;
import static vmm.x86.X86Registers.LIMIT;
import static vmm.x86.X86Registers.SEG_CS;
import static vmm.x86.X86Registers.SEG_ES;
import static vmm.x86.X86Registers.SEG_GS;
import static vmm.x86.X86Registers.SEG_LDTR;
import static vmm.x86.X86Registers.SEG_SS;
import static vmm.x86.X86Registers.SEG_TR;
import static vmm.x86.X86Registers.SELECTOR;

import vmm.api.cpu.CpuContext;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.Privilege;
import vmm.x86.Flags;
import vmm.x86.SegmentAttributes;
import vmm.x86.X86Fault;
import vmm.x86.X86Mode;
import vmm.x86.X86Registers;

/** Task switches (SDM vol. 3, "Task switching" and "Task management data structures"). */
final class TaskSwitch {
  /** What causes a switch. */
  enum Kind {
    JUMP,
    /** CALL, interrupt or exception: the new task is nested in the old one. */
    CALL,
    RETURN
  }

  private static final int GENERAL_REGISTERS = 8;

  private TaskSwitch() {}

  /**
   * The switch of a far JMP or CALL. A fault in the new task is delivered here, as its address is
   * not the instruction's.
   *
   * @param raw descriptor of a TSS, or a task gate; both checked as far as privilege goes
   */
  static void transfer(CpuContext cpu, int selector, long raw, Kind kind, long next) {
    int tss = selector;
    long descriptor = raw;
    if (Descriptor.type(raw) == Descriptor.TASK_GATE) {
      tss = Descriptor.gateSelector(raw);
      descriptor = gateTarget(cpu, tss, 0);
    }
    begin(cpu, tss, descriptor, kind, next, 0);
    finishOrDeliver(cpu, tss);
  }

  /** The switch of an IRET out of a nested task. */
  static void nestedReturn(CpuContext cpu, long next) {
    long[] slots = cpu.slots();
    int link = (int) cpu.memory().load(16, slots[BASE + SEG_TR], Privilege.SUPERVISOR);
    int error = DescriptorTables.errorCode(link, 0);
    if ((link & 4) != 0 || !DescriptorTables.within(slots, link)) {
      throw X86Fault.of(X86Fault.TS, error);
    }
    long raw = DescriptorTables.read(cpu, link);
    if (!Descriptor.isBusyTss(raw)) {
      throw X86Fault.of(X86Fault.TS, error);
    }
    if (!Descriptor.present(raw)) {
      throw X86Fault.of(X86Fault.NP, error);
    }
    begin(cpu, link, raw, Kind.RETURN, next, 0);
    finishOrDeliver(cpu, link);
  }

  /** The switch of an interrupt through a task gate; faults in the new task are thrown. */
  static void interrupt(CpuContext cpu, int selector, int external) {
    long raw = gateTarget(cpu, selector, external);
    begin(cpu, selector, raw, Kind.CALL, cpu.slots()[EIP], external);
    finish(cpu);
  }

  /** Reads and checks the TSS descriptor that a task gate names. */
  private static long gateTarget(CpuContext cpu, int selector, int external) {
    int error = DescriptorTables.errorCode(selector, external);
    if ((selector & 4) != 0 || DescriptorTables.isNull(selector)) {
      throw X86Fault.generalProtection(error);
    }
    long raw = DescriptorTables.read(cpu, selector, X86Fault.GP, external);
    if (!Descriptor.isAvailableTss(raw)) {
      throw X86Fault.generalProtection(error);
    }
    if (!Descriptor.present(raw)) {
      throw X86Fault.of(X86Fault.NP, error);
    }
    return raw;
  }

  private static void finishOrDeliver(CpuContext cpu, int tss) {
    try {
      finish(cpu);
      if (trapsOnEntry(cpu, tss)) {
        Delivery.deliver(cpu, X86Fault.trap(X86Fault.DB));
      }
    } catch (X86Fault fault) {
      Delivery.deliver(cpu, fault);
    }
  }

  /** The T flag of a 32-bit TSS: a debug trap once the task was switched to. */
  private static boolean trapsOnEntry(CpuContext cpu, int tss) {
    long[] slots = cpu.slots();
    TaskState layout = TaskState.of(slots[ATTRIBUTES + SEG_TR]);
    if (slots[SELECTOR + SEG_TR] != tss || !layout.wide()) {
      return false;
    }
    long flag = cpu.memory().load(16, slots[BASE + SEG_TR] + layout.debug(), Privilege.SUPERVISOR);
    if ((flag & 1) != 0) {
      slots[X86Registers.DR6] |= DebugRegisters.TASK_SWITCH;
    }
    return (flag & 1) != 0;
  }

  /** Everything up to the point where faults belong to the new task. */
  private static void begin(
      CpuContext cpu, int selector, long raw, Kind kind, long next, int external) {
    long[] slots = cpu.slots();
    TaskState to = TaskState.of(Descriptor.attributes(raw));
    if (Descriptor.limit(raw) < to.minLimit()) {
      throw X86Fault.of(X86Fault.TS, DescriptorTables.errorCode(selector, external));
    }
    long base = Descriptor.base(raw);
    TaskState from = TaskState.of(slots[ATTRIBUTES + SEG_TR]);
    long oldBase = slots[BASE + SEG_TR];
    int oldSelector = (int) slots[SELECTOR + SEG_TR];
    cpu.memory().probe(base, to.bytes(), AccessType.READ, Privilege.SUPERVISOR);
    cpu.memory()
        .probe(oldBase + from.eip(), from.savedBytes(), AccessType.WRITE, Privilege.SUPERVISOR);
    if (kind != Kind.RETURN) {
      DescriptorTables.probeUpdate(cpu, selector);
    }
    long[] state = to.read(cpu, base);
    if (kind == Kind.CALL) {
      cpu.memory().store(16, base, oldSelector, Privilege.SUPERVISOR);
    }
    leave(cpu, kind, next, from, oldBase, oldSelector);
    long busy = kind == Kind.RETURN ? raw : DescriptorTables.markBusy(cpu, selector, raw);
    SegmentLoads.set(slots, SEG_TR, selector, busy);
    enter(cpu, kind, to, state);
  }

  /** Saves the old task. */
  private static void leave(
      CpuContext cpu, Kind kind, long next, TaskState from, long oldBase, int oldSelector) {
    long flags = Flags.read(cpu.slots());
    from.write(cpu, oldBase, next, kind == Kind.RETURN ? flags & ~Flags.NT : flags);
    if (kind != Kind.CALL) {
      long old = DescriptorTables.read(cpu, oldSelector);
      DescriptorTables.markAvailable(cpu, oldSelector, old);
    }
  }

  /** Takes over what needs no descriptor: registers, flags, selectors, the root of paging. */
  private static void enter(CpuContext cpu, Kind kind, TaskState layout, long[] state) {
    long[] slots = cpu.slots();
    long flags = state[TaskState.FLAGS] & Interrupts.LOADABLE_FLAGS;
    if (kind == Kind.CALL) {
      flags |= Flags.NT;
    }
    boolean paged = (slots[CR0] & X86Mode.CR0_PG) != 0;
    slots[CR0] |= X86Mode.CR0_TS;
    if (layout.wide() && paged && state[TaskState.ROOT] != slots[CR3]) {
      ControlRegisters.loadRoot(cpu, state[TaskState.ROOT]);
    }
    slots[EIP] = state[TaskState.POINTER];
    Flags.write(slots, flags | Flags.FIXED);
    for (int i = 0; i < GENERAL_REGISTERS; i++) {
      slots[EAX + i] = state[TaskState.GENERAL + i];
    }
    // Registers are loaded with their selectors first; a descriptor that cannot be used leaves them
    // unusable.
    boolean v86 = (flags & Flags.VM) != 0;
    for (int segment = SEG_ES; segment <= SEG_GS; segment++) {
      SegmentLoads.setNull(slots, segment, (int) state[TaskState.SELECTORS + segment]);
    }
    SegmentLoads.setNull(slots, SEG_LDTR, (int) state[TaskState.SELECTORS + SEG_LDTR]);
    int cpl = v86 ? 3 : DescriptorTables.rpl((int) state[TaskState.SELECTORS + SEG_CS]);
    slots[ATTRIBUTES + SEG_SS] |= (long) cpl << SegmentAttributes.DPL_SHIFT;
  }

  /** Loads the descriptors of the new task, from the selectors in the registers. */
  private static void finish(CpuContext cpu) {
    long[] slots = cpu.slots();
    loadLdt(cpu);
    if (SegmentLoads.isV86(slots)) {
      for (int segment = SEG_ES; segment <= SEG_GS; segment++) {
        SegmentLoads.loadV86(slots, segment, (int) slots[SELECTOR + segment]);
      }
    } else {
      loadCode(cpu);
      loadStack(cpu);
      for (int segment = SEG_ES; segment <= SEG_GS; segment++) {
        if (segment != SEG_CS && segment != SEG_SS) {
          SegmentLoads.loadData(cpu, segment, (int) slots[SELECTOR + segment], X86Fault.TS);
        }
      }
    }
    FarTransfers.checkOffset(slots[EIP], slots[LIMIT + SEG_CS], 0);
    cpu.interruptsChanged();
  }

  private static void loadLdt(CpuContext cpu) {
    int selector = (int) cpu.slots()[SELECTOR + SEG_LDTR];
    if (DescriptorTables.isNull(selector)) {
      return;
    }
    int error = DescriptorTables.errorCode(selector, 0);
    if ((selector & 4) != 0) {
      throw X86Fault.of(X86Fault.TS, error);
    }
    long raw = DescriptorTables.read(cpu, selector, X86Fault.TS, 0);
    if (!Descriptor.isSystem(raw)
        || Descriptor.type(raw) != Descriptor.LDT
        || !Descriptor.present(raw)) {
      throw X86Fault.of(X86Fault.TS, error);
    }
    SegmentLoads.set(cpu.slots(), SEG_LDTR, selector, raw);
  }

  private static void loadCode(CpuContext cpu) {
    int selector = (int) cpu.slots()[SELECTOR + SEG_CS];
    int error = DescriptorTables.errorCode(selector, 0);
    if (DescriptorTables.isNull(selector)) {
      throw X86Fault.of(X86Fault.TS, error);
    }
    long raw = DescriptorTables.read(cpu, selector, X86Fault.TS, 0);
    int level = DescriptorTables.rpl(selector);
    boolean allowed =
        Descriptor.isCode(raw)
            && (Descriptor.isConforming(raw)
                ? Descriptor.dpl(raw) <= level
                : Descriptor.dpl(raw) == level);
    if (!allowed) {
      throw X86Fault.of(X86Fault.TS, error);
    }
    if (!Descriptor.present(raw)) {
      throw X86Fault.of(X86Fault.NP, error);
    }
    SegmentLoads.set(
        cpu.slots(), SEG_CS, selector, DescriptorTables.markAccessed(cpu, selector, raw));
  }

  private static void loadStack(CpuContext cpu) {
    long[] slots = cpu.slots();
    int selector = (int) slots[SELECTOR + SEG_SS];
    int level = DescriptorTables.rpl((int) slots[SELECTOR + SEG_CS]);
    long raw = SegmentLoads.stackDescriptor(cpu, selector, level, X86Fault.TS, 0);
    SegmentLoads.set(slots, SEG_SS, selector, DescriptorTables.markAccessed(cpu, selector, raw));
  }
}
