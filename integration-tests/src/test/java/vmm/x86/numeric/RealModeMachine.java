package vmm.x86.numeric;

import java.util.HexFormat;
import java.util.OptionalInt;
import vmm.api.cpu.EngineMode;
import vmm.api.cpu.Processor;
import vmm.api.trap.Trap;
import vmm.api.trap.TrapReply;
import vmm.core.memory.SparseHostMemory;
import vmm.engine.EngineOptions;
import vmm.engine.SimulatedProcessor;
import vmm.x86.SegmentAttributes;
import vmm.x86.X86Model;
import vmm.x86.X86Registers;
import vmm.x86.system.SystemUnit;
import vmm.x86.system.X86Core;
import vmm.x86.translate.X86Translator;

/**
 * A processor in real mode that runs pieces of code. Each vector leads to a handler of its own that
 * halts.
 */
final class RealModeMachine implements AutoCloseable {
  /** Segment of the code; data and stack lie in segment 0. */
  static final int CODE_SEGMENT = 0x0100;

  private static final long CODE = CODE_SEGMENT << 4;
  private static final long HANDLERS = 0x2000;
  private static final int STACK = 0x8000;
  private static final int HLT = 0xF4;
  private static final long BUDGET = 10_000;
  private static final int NUMERIC_PORT = 0xF0;

  private final SparseHostMemory memory = SparseHostMemory.reserve(1 << 21);
  private final X86Core core;
  private final Processor processor;
  private boolean numericError;

  RealModeMachine(X86Model model, EngineMode mode) {
    core =
        new X86Core(
            model, memory, self -> new X86Translator(model.features(), SystemUnit.INSTANCE));
    processor = new SimulatedProcessor(core, memory, EngineOptions.of(mode));
    processor.setTrapHandler(this::answer);
    core.setNumericErrorPin(asserted -> numericError = asserted);
    core.reset(slots());
    for (int vector = 0; vector < 256; vector++) {
      memory.write(4L * vector, 4, HANDLERS + vector);
      memory.write(HANDLERS + vector, 1, HLT);
    }
    for (int segment = X86Registers.SEG_ES; segment <= X86Registers.SEG_GS; segment++) {
      setSegment(segment, 0);
    }
    set(X86Registers.ESP, STACK);
  }

  /** A PC's port 0xF0 drives IGNNE#. */
  private TrapReply answer(Trap trap) {
    if (trap instanceof Trap.PortAccess access && access.port() == NUMERIC_PORT) {
      core.ignoreNumericError();
      return TrapReply.DONE;
    }
    throw new IllegalStateException("unexpected " + trap);
  }

  private long[] slots() {
    return processor.state().slots;
  }

  private void setSegment(int segment, int selector) {
    slots()[X86Registers.SELECTOR + segment] = selector;
    slots()[X86Registers.BASE + segment] = (long) selector << 4;
    slots()[X86Registers.LIMIT + segment] = 0xFFFF;
    slots()[X86Registers.ATTRIBUTES + segment] = SegmentAttributes.REAL_DATA;
  }

  void set(int slot, long value) {
    slots()[slot] = value;
    processor.stateChanged();
  }

  long get(int slot) {
    return slots()[slot];
  }

  void write(long address, String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    memory.write(address, bytes, 0, bytes.length);
    processor.memoryChanged(address, bytes.length);
  }

  long read(long address, int bytes) {
    return memory.read(address, bytes);
  }

  boolean numericError() {
    return numericError;
  }

  /** Runs code from offset 0 of its segment until the processor halts. */
  void run(String hex) {
    write(CODE, hex + "f4");
    setSegment(X86Registers.SEG_CS, CODE_SEGMENT);
    set(X86Registers.EIP, 0);
    set(X86Registers.HALTED, 0);
    goOn();
  }

  /** Runs on until the processor halts. */
  void goOn() {
    if (processor.run(BUDGET) != Processor.Outcome.IDLE) {
      throw new IllegalStateException("does not halt");
    }
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

  /** The vector whose handler the processor halted in. */
  OptionalInt raised() {
    boolean handler = get(X86Registers.SELECTOR + X86Registers.SEG_CS) == 0;
    return handler
        ? OptionalInt.of((int) (get(X86Registers.EIP) - 1 - HANDLERS))
        : OptionalInt.empty();
  }

  /** The offset that the exception pushed. */
  int raisedAt() {
    return (int) read(get(X86Registers.ESP), 2);
  }

  @Override
  public void close() {
    memory.close();
  }
}
