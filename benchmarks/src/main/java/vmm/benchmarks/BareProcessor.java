package vmm.benchmarks;

import vmm.api.cpu.EngineMode;
import vmm.api.cpu.Processor;
import vmm.core.memory.SparseHostMemory;
import vmm.engine.EngineOptions;
import vmm.engine.SimulatedProcessor;
import vmm.x86.Flags;
import vmm.x86.SegmentAttributes;
import vmm.x86.X86Mode;
import vmm.x86.X86Model;
import vmm.x86.X86Registers;
import vmm.x86.system.SystemUnit;
import vmm.x86.system.X86Core;
import vmm.x86.translate.X86Translator;

/** An x86 processor in flat protected mode, without a VMM and without devices. */
final class BareProcessor implements AutoCloseable {
  /** What {@link #turnPagingOn} maps to where it is: all of the memory. */
  static final long MAPPED_BYTES = 8 << 20;

  private static final int CODE = 0x1000;
  private static final int HANDLER = 0x2000;
  private static final int STACK = 0x4000;
  private static final int DESCRIPTORS = 0x5000;
  private static final int GATES = 0x6000;
  private static final int DIRECTORY = 0x7000;
  private static final int TABLES = 0x8000;

  private static final int CODE_SELECTOR = 8;
  private static final long FLAT_CODE = 0x00CF_9B00_0000_FFFFL;
  private static final long INTERRUPT_GATE = 0x8E00L << 32;
  private static final int VECTOR = 0x20;
  private static final int PRESENT_WRITABLE = 3;
  private static final long PAGING = 1L << 31;

  /** JMP to itself, IRETD. */
  private static final int JUMP = 0xFEEB;

  private static final int RETURN = 0xCF;

  private final SparseHostMemory memory = SparseHostMemory.reserve(MAPPED_BYTES);
  private final X86Core core =
      new X86Core(
          X86Model.PENTIUM2,
          memory,
          self -> new X86Translator(self.model().features(), SystemUnit.INSTANCE));
  private final Processor processor =
      new SimulatedProcessor(core, memory, EngineOptions.of(EngineMode.MIXED));

  BareProcessor() {
    processor.setTrapHandler(
        trap -> {
          throw new IllegalStateException("unexpected " + trap);
        });
    long[] slots = processor.state().slots;
    core.reset(slots);
    int data = SegmentAttributes.REAL_DATA | SegmentAttributes.BIG | SegmentAttributes.GRANULAR;
    for (int segment = X86Registers.SEG_ES; segment <= X86Registers.SEG_GS; segment++) {
      boolean code = segment == X86Registers.SEG_CS;
      slots[X86Registers.SELECTOR + segment] = code ? CODE_SELECTOR : 0;
      slots[X86Registers.BASE + segment] = 0;
      slots[X86Registers.LIMIT + segment] = 0xFFFF_FFFFL;
      slots[X86Registers.ATTRIBUTES + segment] = code ? data | SegmentAttributes.CODE : data;
    }
    slots[X86Registers.CR0] |= X86Mode.CR0_PE;
    processor.stateChanged();
  }

  X86Core core() {
    return core;
  }

  /** Maps all memory to where it is, by pages of 4 KiB. */
  void turnPagingOn() {
    for (int page = 0; page < MAPPED_BYTES >> 12; page++) {
      memory.write(TABLES + 4L * page, 4, (long) page << 12 | PRESENT_WRITABLE);
    }
    for (int table = 0; table < MAPPED_BYTES >> 22; table++) {
      memory.write(DIRECTORY + 4L * table, 4, TABLES + ((long) table << 12) | PRESENT_WRITABLE);
    }
    long[] slots = processor.state().slots;
    slots[X86Registers.CR3] = DIRECTORY;
    slots[X86Registers.CR0] |= PAGING;
    processor.stateChanged();
  }

  /** Starts a loop that lets interrupts in; their handler returns at once. */
  void loopWithInterrupts() {
    memory.write(CODE, 2, JUMP);
    memory.write(HANDLER, 1, RETURN);
    memory.write(DESCRIPTORS + CODE_SELECTOR, 8, FLAT_CODE);
    memory.write(GATES + 8L * VECTOR, 8, INTERRUPT_GATE | CODE_SELECTOR << 16 | HANDLER);
    long[] slots = processor.state().slots;
    slots[X86Registers.GDTR_BASE] = DESCRIPTORS;
    slots[X86Registers.GDTR_LIMIT] = 0xFFFF;
    slots[X86Registers.IDTR_BASE] = GATES;
    slots[X86Registers.IDTR_LIMIT] = 0xFFFF;
    slots[X86Registers.ESP] = STACK;
    slots[X86Registers.EIP] = CODE;
    Flags.write(slots, Flags.FIXED | Flags.IF);
    processor.stateChanged();
    core.setInterruptController(
        () -> {
          core.interruptPin().set(false);
          return VECTOR;
        });
  }

  /** Asserts INTR and runs the delivery, the handler's IRETD, and the loop's jump. */
  Processor.Outcome interrupt() {
    core.interruptPin().set(true);
    return processor.run(3);
  }

  @Override
  public void close() {
    memory.close();
  }
}
