package vmm.x86.vectors;

import static vmm.x86.X86Registers.ATTRIBUTES;
import static vmm.x86.X86Registers.BASE;
import static vmm.x86.X86Registers.CR0;
import static vmm.x86.X86Registers.EIP;
import static vmm.x86.X86Registers.ESP;
import static vmm.x86.X86Registers.LIMIT;
import static vmm.x86.X86Registers.SEG_CS;
import static vmm.x86.X86Registers.SEG_FS;
import static vmm.x86.X86Registers.SEG_GS;
import static vmm.x86.X86Registers.SEG_LDTR;
import static vmm.x86.X86Registers.SEG_SS;
import static vmm.x86.X86Registers.SEG_TR;
import static vmm.x86.X86Registers.SELECTOR;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SortedMap;
import vmm.api.cpu.Processor;
import vmm.api.cpu.Register;
import vmm.api.memory.HostMemory;
import vmm.api.trap.Trap;
import vmm.api.trap.TrapReply;
import vmm.x86.Flags;
import vmm.x86.SegmentAttributes;
import vmm.x86.X86Mode;
import vmm.x86.X86Registers;
import vmm.x86.vectors.VectorCase.Fpu;
import vmm.x86.vectors.VectorCase.Raised;

/** Runs vectors on a simulated x86 processor without a VMM: its memory is the guest's. */
public final class ProcessorVectorMachine implements VectorMachine {
  private static final long BUDGET = 10_000;
  private static final List<String> SEGMENTS = List.of("es", "cs", "ss", "ds", "fs", "gs");
  private static final int HLT = 0xF4;
  private static final int GENERAL_PROTECTION = 13;
  private static final int PAGE_FAULT = 14;
  private static final int TABLE_INDICATOR = 4;

  /** Present system segments: LDT, and busy 32-bit TSS (SDM vol. 3, "System-Segment Types"). */
  private static final long LDT_ATTRIBUTES = 0x82;

  private static final long TSS_ATTRIBUTES = 0x8B;

  /** What the kernel's own code must leave as a case set it. */
  private static final int[] NOT_FPU =
      X86Registers.file().registers().stream()
          .filter(register -> !register.group().equals("fpu"))
          .mapToInt(Register::slot)
          .toArray();

  private static final long ALL_ONES = -1;

  private final Processor processor;
  private final HostMemory memory;
  private final LocalDescriptors descriptors;
  private final CaseMemory caseMemory;
  private final long[] afterReset;
  private final Optional<DemandPaging> paging;
  private final Map<String, Long> ended = new HashMap<>();
  private Mode mode = Mode.REAL;

  /**
   * Makes a machine.
   *
   * @param memory all the processor's, at least 2 MiB
   * @param demandPaged whether cases in user mode run with paging on and their pages absent
   */
  public ProcessorVectorMachine(
      Processor processor, HostMemory memory, LocalDescriptors descriptors, boolean demandPaged) {
    this.processor = processor;
    this.memory = memory;
    this.descriptors = descriptors;
    this.caseMemory = new CaseMemory(memory, processor);
    this.afterReset = Arrays.copyOf(slots(), processor.core().registers().slots());
    this.paging = demandPaged ? Optional.of(new DemandPaging(memory, processor)) : Optional.empty();
    UserModeKernel.install(memory, descriptors.byIndex());
    processor.setTrapHandler(ProcessorVectorMachine::answer);
  }

  /** Ports read all ones, and nobody watches a HLT or a shutdown. */
  private static TrapReply answer(Trap trap) {
    return switch (trap) {
      case Trap.PortAccess port when !port.write() -> new TrapReply.Completed(ALL_ONES);
      case Trap.PortAccess port -> TrapReply.DONE;
      default -> throw new IllegalStateException("unexpected trap " + trap);
    };
  }

  @Override
  public void begin(Mode newMode) {
    mode = newMode;
    ended.clear();
    caseMemory.clear();
    System.arraycopy(afterReset, 0, slots(), 0, afterReset.length);
    if (mode == Mode.USER) {
      enterProtectedMode();
      paging.ifPresent(this::enablePaging);
    }
  }

  private long[] slots() {
    return processor.state().slots;
  }

  private void enterProtectedMode() {
    long[] slots = slots();
    slots[CR0] = X86Mode.CR0_PE | X86Mode.CR0_MP | X86Mode.CR0_NE;
    slots[X86Registers.GDTR_BASE] = UserModeKernel.GDT;
    slots[X86Registers.GDTR_LIMIT] = UserModeKernel.GDT_BYTES - 1;
    slots[X86Registers.IDTR_BASE] = UserModeKernel.IDT;
    slots[X86Registers.IDTR_LIMIT] = UserModeKernel.IDT_BYTES - 1;
    setSegment(
        SEG_LDTR, UserModeKernel.LOCAL, UserModeKernel.LDT, descriptors.limit(), LDT_ATTRIBUTES);
    setSegment(
        SEG_TR,
        UserModeKernel.TASK,
        UserModeKernel.TSS,
        UserModeKernel.TSS_BYTES - 1,
        TSS_ATTRIBUTES);
    loadSegments(UserModeKernel.USER_CODE, UserModeKernel.USER_DATA);
    loadSegment(SEG_FS, 0);
    loadSegment(SEG_GS, 0);
  }

  private void enablePaging(DemandPaging tables) {
    slots()[X86Registers.CR3] = DemandPaging.DIRECTORY;
    slots()[CR0] |= X86Mode.CR0_PG | X86Mode.CR0_WP;
    tables.begin();
  }

  private void loadSegments(int code, int data) {
    for (int segment = 0; segment < SEGMENTS.size(); segment++) {
      loadSegment(segment, segment == SEG_CS ? code : data);
    }
  }

  /** Loads a segment register as the processor would have, without its checks. */
  private void loadSegment(int segment, long selector) {
    if (mode == Mode.REAL) {
      setSegment(segment, selector, selector << 4, 0xFFFF, SegmentAttributes.REAL_DATA);
      return;
    }
    if ((selector & ~3) == 0) {
      setSegment(segment, selector, 0, 0, SegmentAttributes.UNUSABLE);
      return;
    }
    long table = (selector & TABLE_INDICATOR) == 0 ? UserModeKernel.GDT : UserModeKernel.LDT;
    long descriptor = memory.read(table + (selector & ~7), 8);
    long base = ((descriptor >>> 16) & 0xFFFFFF) | (((descriptor >>> 56) & 0xFF) << 24);
    long limit = (descriptor & 0xFFFF) | ((descriptor >>> 32) & 0xF0000);
    long attributes = (descriptor >>> 40) & 0xF0FF;
    boolean granular = (attributes & SegmentAttributes.GRANULAR) != 0;
    setSegment(segment, selector, base, granular ? limit << 12 | 0xFFF : limit, attributes);
  }

  private void setSegment(int segment, long selector, long base, long limit, long attributes) {
    long[] slots = slots();
    slots[SELECTOR + segment] = selector;
    slots[BASE + segment] = base;
    slots[LIMIT + segment] = limit;
    slots[ATTRIBUTES + segment] = attributes;
  }

  @Override
  public void setRegister(String name, long value) {
    long[] slots = slots();
    int segment = SEGMENTS.indexOf(name);
    if (segment >= 0) {
      loadSegment(segment, value);
    } else if (name.endsWith("flags")) {
      Flags.write(slots, value | Flags.FIXED);
    } else {
      slots[slotOf(name)] = value;
    }
  }

  /** 16-bit names are those of the lower halves. */
  private int slotOf(String name) {
    String wide = name.length() == 2 ? "e" + name : name;
    return processor.core().registers().find(wide).orElseThrow().slot();
  }

  @Override
  public long register(String name) {
    Long saved = ended.get(name);
    if (saved != null) {
      return saved;
    }
    int segment = SEGMENTS.indexOf(name);
    if (segment >= 0) {
      return slots()[SELECTOR + segment];
    }
    if (name.endsWith("flags")) {
      return mode == Mode.REAL ? Flags.read(slots()) & 0xFFFF : Flags.read(slots());
    }
    long value = slots()[slotOf(name)];
    return name.length() == 2 ? value & 0xFFFF : value;
  }

  @Override
  public void write(long address, int value) {
    caseMemory.set(address, value);
  }

  /** In the kernel, before the case: through FRSTOR, as the capture did it. */
  @Override
  public void setFpu(Fpu fpu) {
    FpuImage.write(memory, UserModeKernel.FPU_IMAGE, fpu);
    runInKernel(UserModeKernel.FPU_LOAD);
  }

  /** In the kernel, after the case: through FNSAVE. */
  @Override
  public Fpu fpu() {
    runInKernel(UserModeKernel.FPU_SAVE);
    return FpuImage.read(memory, UserModeKernel.FPU_IMAGE);
  }

  private void runInKernel(long code) {
    long[] saved = slots().clone();
    loadSegments(UserModeKernel.KERNEL_CODE, UserModeKernel.KERNEL_DATA);
    slots()[EIP] = code;
    Flags.write(slots(), Flags.FIXED);
    runToHalt();
    for (int slot : NOT_FPU) {
      slots()[slot] = saved[slot];
    }
  }

  @Override
  public Optional<Raised> run() {
    caseMemory.ready();
    long start = slots()[BASE + SEG_CS] + slots()[EIP];
    runToHalt();
    if (mode == Mode.REAL) {
      return Optional.empty();
    }
    Optional<Raised> raised = takeFrame(start);
    while (paging.isPresent() && repaired(paging.get(), raised)) {
      resume();
      runToHalt();
      raised = takeFrame(start);
    }
    return raised;
  }

  private boolean repaired(DemandPaging tables, Optional<Raised> raised) {
    return raised
        .filter(fault -> fault.number() == PAGE_FAULT)
        .map(fault -> tables.repair(slots()[X86Registers.CR2], fault.error().orElseThrow()))
        .orElse(false);
  }

  /** Back to user mode, as IRET would. */
  private void resume() {
    loadSegment(SEG_CS, ended.get("cs"));
    loadSegment(SEG_SS, ended.get("ss"));
    slots()[EIP] = ended.get("eip");
    slots()[ESP] = ended.get("esp");
    Flags.write(slots(), ended.get("eflags"));
    ended.clear();
  }

  private void runToHalt() {
    slots()[X86Registers.HALTED] = 0;
    processor.stateChanged();
    if (processor.run(BUDGET) != Processor.Outcome.IDLE) {
      throw new IllegalStateException("no HLT within " + BUDGET + " instructions");
    }
  }

  /** What the exception pushed on the kernel's stack: SDM vol. 3, "Stack Usage on Transfers". */
  private Optional<Raised> takeFrame(long start) {
    int vector = UserModeKernel.vectorAt(slots()[EIP]);
    if (vector < 0) {
      throw new IllegalStateException("halted at %x".formatted(slots()[EIP]));
    }
    long frame = slots()[ESP];
    int error = 0;
    if (UserModeKernel.pushesErrorCode(vector)) {
      error = (int) memory.read(frame, 4);
      frame += 4;
    }
    long eip = memory.read(frame, 4);
    long cs = memory.read(frame + 4, 2);
    ended.put("cs", cs);
    ended.put("eflags", memory.read(frame + 8, 4) & ~Flags.RF);
    ended.put("esp", memory.read(frame + 12, 4));
    ended.put("ss", memory.read(frame + 16, 2));
    boolean halted = vector == GENERAL_PROTECTION && error == 0 && haltsAt(cs, eip, start);
    ended.put("eip", halted ? eip + 1 : eip);
    return halted
        ? Optional.empty()
        : Optional.of(new Raised(vector, OptionalInt.of(error), OptionalLong.empty()));
  }

  private boolean haltsAt(long cs, long eip, long start) {
    long address = (descriptors.base(cs) + eip) & 0xFFFF_FFFFL;
    return address != start && address < CaseMemory.END && memory.read(address, 1) == HLT;
  }

  /** Number of page faults that cases took, over all of them. */
  public long pageFaults() {
    return paging.map(DemandPaging::faults).orElse(0L);
  }

  @Override
  public SortedMap<Long, Integer> changes() {
    return caseMemory.changes(mode);
  }
}
