package vmm.x86.system;

import static vmm.x86.X86Registers.ATTRIBUTES;
import static vmm.x86.X86Registers.BASE;
import static vmm.x86.X86Registers.CR0;
import static vmm.x86.X86Registers.EFLAGS;
import static vmm.x86.X86Registers.EIP;
import static vmm.x86.X86Registers.ESP;
import static vmm.x86.X86Registers.GDTR_BASE;
import static vmm.x86.X86Registers.GDTR_LIMIT;
import static vmm.x86.X86Registers.IDTR_BASE;
import static vmm.x86.X86Registers.IDTR_LIMIT;
import static vmm.x86.X86Registers.LIMIT;
import static vmm.x86.X86Registers.SEG_CS;
import static vmm.x86.X86Registers.SEG_DS;
import static vmm.x86.X86Registers.SEG_ES;
import static vmm.x86.X86Registers.SEG_SS;
import static vmm.x86.X86Registers.SEG_TR;
import static vmm.x86.X86Registers.SELECTOR;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import vmm.api.cpu.Core;
import vmm.api.cpu.CpuContext;
import vmm.api.cpu.GuestMemory;
import vmm.api.cpu.TlbControl;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.Privilege;
import vmm.api.mmu.RealView;
import vmm.api.mmu.Translation;
import vmm.api.trap.Trap;
import vmm.api.trap.TrapHandler;
import vmm.api.trap.TrapKind;
import vmm.api.trap.TrapReply;
import vmm.fixtures.TestMemory;
import vmm.x86.Flags;
import vmm.x86.SegmentAttributes;
import vmm.x86.X86Mode;
import vmm.x86.X86Model;
import vmm.x86.X86Registers;

/**
 * A processor without an engine: system instructions are called one by one. It starts in flat
 * protected mode at level 0 with tables at fixed places, where tests put descriptors.
 */
final class TestCpu implements CpuContext, GuestMemory, TlbControl {
  static final long GDT = 0x1000;
  static final long IDT = 0x2000;
  static final long TSS = 0x3000;
  static final long STACK = 0x9000;
  static final long INNER_STACK = 0xA000;

  /** Selectors of the descriptors that are there from the start. */
  static final int CODE0 = 0x08;

  static final int DATA0 = 0x10;
  static final int CODE3 = 0x18 | 3;
  static final int DATA3 = 0x20 | 3;
  static final int TASK = 0x28;
  static final int CONFORMING = 0x30;

  /** First selector that a test may define. */
  static final int FREE = 0x40;

  /** Access bytes. */
  static final int CODE = 0x9B;

  static final int DATA = 0x93;
  static final int DPL3 = 0x60;
  static final int TSS32 = 0x89;
  static final int TSS16 = 0x81;

  final long[] slots = new long[X86Registers.file().slots()];
  final TestMemory machine = TestMemory.ofFrames(64);
  final Set<TrapKind> trapping = EnumSet.noneOf(TrapKind.class);
  final List<Trap> traps = new ArrayList<>();
  final List<String> flushes = new ArrayList<>();
  final X86Core core;
  long retired;

  TestCpu() {
    this(X86Model.PENTIUM2);
  }

  TestCpu(X86Model model) {
    core =
        new X86Core(
            model,
            machine,
            _ -> {
              throw new AssertionError("nothing is translated here");
            });
    core.reset(slots);
    core.attach(this);
    slots[CR0] |= X86Mode.CR0_PE;
    slots[GDTR_BASE] = GDT;
    slots[GDTR_LIMIT] = 0xFF;
    slots[IDTR_BASE] = IDT;
    slots[IDTR_LIMIT] = 0x7FF;
    descriptor(CODE0, CODE, 0, 0xF_FFFF, 0xC);
    descriptor(DATA0, DATA, 0, 0xF_FFFF, 0xC);
    descriptor(CODE3, CODE | DPL3, 0, 0xF_FFFF, 0xC);
    descriptor(DATA3, DATA | DPL3, 0, 0xF_FFFF, 0xC);
    descriptor(TASK, TSS32 | 2, TSS, 0x67, 0);
    descriptor(CONFORMING, CODE | 4, 0, 0xF_FFFF, 0xC);
    machine.write(TSS + 4, 4, INNER_STACK);
    machine.write(TSS + 8, 2, DATA0);
    slots[SELECTOR + SEG_TR] = TASK;
    slots[BASE + SEG_TR] = TSS;
    slots[LIMIT + SEG_TR] = 0x67;
    setLevel(0);
    slots[EIP] = 0x5000;
    slots[ESP] = STACK;
  }

  /** Puts a descriptor into the GDT. */
  void descriptor(int selector, int access, long base, long limit, int flags) {
    long raw =
        (limit & 0xFFFF)
            | (base & 0xFF_FFFF) << 16
            | (long) access << 40
            | (limit >>> 16 & 0xF) << 48
            | (long) flags << 52
            | base >>> 24 << 56;
    machine.write(GDT + (selector & ~7), 8, raw);
  }

  /** Puts a call gate into the GDT. */
  void callGate(int selector, int access, int target, long offset, int parameters) {
    machine.write(GDT + (selector & ~7), 8, gate(access, target, offset) | (long) parameters << 32);
  }

  /** Puts a gate into the IDT. */
  void interruptGate(int vector, int access, int target, long offset) {
    machine.write(IDT + 8L * vector, 8, gate(access, target, offset));
  }

  private static long gate(int access, int target, long offset) {
    return (offset & 0xFFFF) | (long) target << 16 | (long) access << 40 | offset >>> 16 << 48;
  }

  /** Fills CS, SS, DS and ES with flat segments of a level. */
  void setLevel(int level) {
    int code = level == 0 ? CODE0 : CODE3;
    int data = level == 0 ? DATA0 : DATA3;
    SegmentLoads.set(slots, SEG_CS, code, machine.read(GDT + (code & ~7), 8));
    for (int segment : new int[] {SEG_SS, SEG_DS, SEG_ES}) {
      SegmentLoads.set(slots, segment, data, machine.read(GDT + (data & ~7), 8));
    }
  }

  /** Enters V86 mode. */
  void setV86(int iopl) {
    slots[EFLAGS] = Flags.FIXED | Flags.VM | (long) iopl << 12;
    for (int segment = SEG_ES; segment <= X86Registers.SEG_GS; segment++) {
      SegmentLoads.loadV86(slots, segment, 0x100 * (segment + 1));
    }
    slots[ESP] = 0x800;
    slots[EIP] = 0x200;
  }

  /** Enters real mode with all bases 0. */
  void setReal() {
    core.reset(slots);
    slots[SELECTOR + SEG_CS] = 0;
    slots[BASE + SEG_CS] = 0;
    slots[EIP] = 0x500;
    slots[ESP] = 0x8000;
    slots[IDTR_LIMIT] = 0x3FF;
  }

  int level() {
    return X86Mode.cpl(slots);
  }

  boolean unusable(int segment) {
    return (slots[ATTRIBUTES + segment] & SegmentAttributes.UNUSABLE) != 0;
  }

  /** The 32-bit word at a distance from the top of the stack. */
  long stacked(int index) {
    return machine.read(slots[BASE + SEG_SS] + slots[ESP] + 4L * index, 4);
  }

  /** The 16-bit word at a distance from the top of the stack. */
  long stacked16(int index) {
    return machine.read(slots[BASE + SEG_SS] + (slots[ESP] & 0xFFFF) + 2L * index, 2);
  }

  @Override
  public long[] slots() {
    return slots;
  }

  @Override
  public Core core() {
    return core;
  }

  @Override
  public GuestMemory memory() {
    return this;
  }

  @Override
  public long pc() {
    return slots[EIP];
  }

  @Override
  public TrapHandler traps() {
    return trap -> {
      traps.add(trap);
      return TrapReply.DONE;
    };
  }

  @Override
  public boolean trapping(TrapKind kind) {
    return trapping.contains(kind);
  }

  @Override
  public long trap(Trap trap) {
    traps.add(trap);
    return 0x1234;
  }

  @Override
  public long readPhysical(long gpa, int size) {
    return machine.read(gpa, size);
  }

  @Override
  public long retired() {
    return retired;
  }

  @Override
  public long budget() {
    return 1000;
  }

  @Override
  public void retire(long instructions) {
    retired += instructions;
  }

  @Override
  public TlbControl tlb() {
    return this;
  }

  @Override
  public void flushPage(long gva, int pageShift) {}

  @Override
  public void select(int fetchContext, int dataContext) {}

  @Override
  public void flushPage(long gva) {
    flushes.add("page " + Long.toHexString(gva));
  }

  @Override
  public void flush(boolean keepGlobal) {
    flushes.add(keepGlobal ? "non-global" : "all");
  }

  @Override
  public void flushAll() {
    flushes.add("everything");
  }

  @Override
  public void interruptsChanged() {}

  private long translate(long gva, AccessType access, Privilege privilege) {
    Translation translation = core.translate(new RealView.Bare(), gva, access, privilege, false);
    return switch (translation) {
      case Translation.Mapped mapped -> mapped.address();
      case Translation.Fault fault -> throw core.faultFor(fault);
      case Translation.SecondStageFault fault -> throw new AssertionError(fault.toString());
    };
  }

  @Override
  public long load(int bits, long gva, Privilege privilege) {
    return machine.read(translate(gva, AccessType.READ, privilege), bits / 8);
  }

  @Override
  public long loadForUpdate(int bits, long gva, Privilege privilege) {
    return machine.read(translate(gva, AccessType.UPDATE, privilege), bits / 8);
  }

  @Override
  public void store(int bits, long gva, long value, Privilege privilege) {
    machine.write(translate(gva, AccessType.WRITE, privilege), bits / 8, value);
  }

  @Override
  public void probe(long gva, int bytes, AccessType access, Privilege privilege) {
    for (int i = 0; i < bytes; i++) {
      var _ = translate(gva + i, access, privilege);
    }
  }

  @Override
  public long direct(long gva, AccessType access, Privilege privilege) {
    return -1;
  }

  @Override
  public int copy(long fromGva, long toGva, int bytes, int unit, Privilege privilege) {
    return 0;
  }

  @Override
  public int fill(long gva, long value, int bytes, int unit, Privilege privilege) {
    return 0;
  }
}
