package vmm.x86.programs;

import java.util.HexFormat;
import java.util.OptionalInt;
import vmm.api.cpu.EngineMode;
import vmm.api.cpu.Processor;
import vmm.api.trap.TrapReply;
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

/**
 * A processor that runs pieces of code from linear address 1000h, in real mode or in flat protected
 * mode. In real mode each vector leads to a HLT of its own.
 */
final class ProgramMachine implements AutoCloseable {
  static final int CODE = 0x1000;
  static final int DATA = 0x4000;

  private static final int HANDLERS = 0x600;
  static final int STACK = 0x3000;
  private static final int HLT = 0xF4;
  private static final int BUDGET = 10_000;

  private final SparseHostMemory memory = SparseHostMemory.reserve(1 << 21);
  private final X86Core core =
      new X86Core(
          X86Model.PENTIUM2,
          memory,
          self -> new X86Translator(self.model().features(), SystemUnit.INSTANCE));
  private final Processor processor;

  private ProgramMachine(EngineMode mode) {
    processor = new SimulatedProcessor(core, memory, EngineOptions.of(mode));
    processor.setTrapHandler(
        trap -> {
          throw new IllegalStateException("unexpected " + trap);
        });
  }

  static ProgramMachine real(EngineMode mode) {
    ProgramMachine machine = new ProgramMachine(mode);
    machine.reset();
    for (int vector = 0; vector < 256; vector++) {
      machine.memory.write(4L * vector, 4, HANDLERS + vector);
      machine.memory.write(HANDLERS + vector, 1, HLT);
    }
    machine.segments(0xFFFF, SegmentAttributes.REAL_DATA, SegmentAttributes.REAL_DATA);
    return machine;
  }

  static ProgramMachine flat(EngineMode mode) {
    ProgramMachine machine = new ProgramMachine(mode);
    machine.reset();
    int data = SegmentAttributes.REAL_DATA | SegmentAttributes.BIG | SegmentAttributes.GRANULAR;
    machine.segments(0xFFFF_FFFFL, data | SegmentAttributes.CODE, data);
    machine.slots()[X86Registers.CR0] |= X86Mode.CR0_PE;
    return machine;
  }

  /** Registers as after power-on, but for the stack, the signature in EDX and the flags. */
  void reset() {
    core.reset(slots());
    set(X86Registers.EDX, 0);
    set(X86Registers.ESP, STACK);
    Flags.write(slots(), Flags.FIXED);
  }

  private void segments(long limit, int code, int data) {
    for (int segment = X86Registers.SEG_ES; segment <= X86Registers.SEG_GS; segment++) {
      slots()[X86Registers.SELECTOR + segment] = 0;
      slots()[X86Registers.BASE + segment] = 0;
      slots()[X86Registers.LIMIT + segment] = limit;
      slots()[X86Registers.ATTRIBUTES + segment] = segment == X86Registers.SEG_CS ? code : data;
    }
  }

  long[] slots() {
    return processor.state().slots;
  }

  void set(int slot, long value) {
    slots()[slot] = value;
    processor.stateChanged();
  }

  long get(int slot) {
    return slots()[slot];
  }

  long flags() {
    return Flags.read(slots());
  }

  void write(long address, byte... bytes) {
    memory.write(address, bytes, 0, bytes.length);
    processor.memoryChanged(address, bytes.length);
  }

  long read(long address, int bytes) {
    return memory.read(address, bytes);
  }

  /** Places code, given in hexadecimal with blanks, and a HLT behind it; execution starts there. */
  void load(String hex) {
    load(HexFormat.of().parseHex(hex.replace(" ", "")));
  }

  void load(byte... code) {
    write(CODE, code);
    write(CODE + code.length, (byte) HLT);
    start(CODE);
  }

  void start(int eip) {
    set(X86Registers.EIP, eip);
    set(X86Registers.HALTED, 0);
  }

  /** Places code and runs it to a HLT. */
  void run(String hex) {
    load(hex);
    finish();
  }

  /** Runs to a HLT. */
  void finish() {
    if (run(BUDGET) != Processor.Outcome.IDLE) {
      throw new IllegalStateException("does not halt");
    }
  }

  /** Runs a number of instructions at most. */
  Processor.Outcome run(long budget) {
    return processor.run(budget);
  }

  long retired() {
    return processor.retired();
  }

  /** Raises INTR, to be acknowledged once with the vector. */
  void interrupt(int vector) {
    core.setInterruptController(
        () -> {
          core.interruptPin().set(false);
          return vector;
        });
    core.interruptPin().set(true);
  }

  /** The vector whose handler the processor halted in, in real mode. */
  OptionalInt raised() {
    long at = get(X86Registers.EIP) - 1 - HANDLERS;
    return at >= 0 && at < 256 ? OptionalInt.of((int) at) : OptionalInt.empty();
  }

  /** The IP that the exception pushed, from the beginning of the code. */
  int raisedAt() {
    return (int) read(get(X86Registers.ESP), 2) - CODE;
  }

  /**
   * Answers accesses behind the end of memory with a value from now on, and raises INTR at each, so
   * that the engine leaves the block behind the instruction.
   */
  void answerAndInterrupt(long value) {
    processor.setTrapHandler(
        _ -> {
          core.interruptPin().set(true);
          return new TrapReply.Completed(value);
        });
  }

  /** Answers port reads with all ones from now on. */
  void allowPorts() {
    processor.setTrapHandler(_ -> new TrapReply.Completed(-1));
  }

  @Override
  public void close() {
    memory.close();
  }
}
