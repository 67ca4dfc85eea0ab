package vmm.x86.fpu;

import static vmm.x86.fpu.StatusWord.IE;
import static vmm.x86.fpu.StatusWord.SF;

import java.util.Arrays;

/**
 * The registers of the x87 and its register stack: SDM vol. 1, "x87 FPU Execution Environment". The
 * registers live in slots that the processor owns, so that snapshots and debuggers see them; this
 * class gives the slots their meaning.
 */
final class FpuState {
  /** Number of slots that the state takes. */
  static final int SLOTS = 24;

  private static final int SIGNIFICANDS = 0;
  private static final int SIGN_EXPONENTS = 8;
  private static final int CONTROL = 16;
  private static final int STATUS = 17;
  private static final int TAGS = 18;
  private static final int OPCODE = 19;
  private static final int INSTRUCTION_OFFSET = 20;
  private static final int INSTRUCTION_SELECTOR = 21;
  private static final int DATA_OFFSET = 22;
  private static final int DATA_SELECTOR = 23;

  // Values of a tag.
  private static final int VALID = 0;
  private static final int ZERO = 1;
  private static final int SPECIAL = 2;
  private static final int EMPTY = 3;
  private static final int ALL_EMPTY = 0xFFFF;
  private static final int ALL_ZERO = 0x5555;

  /** What the running operation reads and delivers. */
  final FpuContext context = new FpuContext();

  private final long[] slots;
  private final int base;

  /**
   * Lays the state over slots.
   *
   * @param base index of the first of {@link #SLOTS} slots
   */
  FpuState(long[] slots, int base) {
    this.slots = slots;
    this.base = base;
  }

  /** The state after power-up: registers full of zeros, every exception unmasked. */
  void reset() {
    Arrays.fill(slots, base, base + SLOTS, 0);
    slots[base + CONTROL] = ControlWord.RESET;
    slots[base + TAGS] = ALL_ZERO;
  }

  /** FNINIT: the registers' contents stay, but all are empty. */
  void initialize() {
    slots[base + CONTROL] = ControlWord.INITIAL;
    slots[base + STATUS] = 0;
    slots[base + TAGS] = ALL_EMPTY;
    notePointers(0, 0, 0);
    noteData(0, 0);
  }

  int control() {
    return (int) slots[base + CONTROL];
  }

  /** Loads the control word; exceptions it unmasks become pending. */
  void setControl(int value) {
    slots[base + CONTROL] = (value & ControlWord.WRITABLE) | ControlWord.ALWAYS_ONE;
    summarize();
  }

  int status() {
    return (int) slots[base + STATUS];
  }

  /** Loads the status word; its error summary follows from its exceptions and the masks. */
  void setStatus(int value) {
    slots[base + STATUS] = value & 0xFFFF;
    summarize();
  }

  private void summarize() {
    int status = status() & ~(StatusWord.ES | StatusWord.B);
    boolean pending = (status & StatusWord.EXCEPTIONS & ~ControlWord.masks(control())) != 0;
    slots[base + STATUS] = pending ? status | StatusWord.ES | StatusWord.B : status;
  }

  /** True if an exception that is not masked waits for the next waiting instruction. */
  boolean exceptionPending() {
    return (status() & StatusWord.ES) != 0;
  }

  /** The tag word: two bits for each physical register. */
  int tags() {
    return (int) slots[base + TAGS];
  }

  /** Loads the tag word; only whether a register is empty counts, the rest is its contents'. */
  void setTags(int tags) {
    slots[base + TAGS] = tags & 0xFFFF;
    for (int register = 0; register < 8; register++) {
      if (tag(register) != EMPTY) {
        setTag(register, classify(register));
      }
    }
  }

  /** One bit for each physical register that is not empty. */
  int occupied() {
    int registers = 0;
    for (int register = 0; register < 8; register++) {
      registers |= tag(register) == EMPTY ? 0 : 1 << register;
    }
    return registers;
  }

  /** Loads the tag word from one bit for each physical register that is not empty. */
  void setOccupied(int registers) {
    int tags = 0;
    for (int register = 0; register < 8; register++) {
      tags |= (registers >> register & 1) != 0 ? 0 : EMPTY << (2 * register);
    }
    setTags(tags);
  }

  private int tag(int register) {
    return tags() >> (2 * register) & 3;
  }

  private void setTag(int register, int tag) {
    int shift = 2 * register;
    slots[base + TAGS] = (tags() & ~(3 << shift)) | tag << shift;
  }

  /** The tag of a register that is not empty. */
  private int classify(int register) {
    int signExponent = (int) slots[base + SIGN_EXPONENTS + register];
    long significand = slots[base + SIGNIFICANDS + register];
    if (Extended.isZero(signExponent, significand)) {
      return ZERO;
    }
    int exponent = Extended.exponent(signExponent);
    boolean valid = exponent != 0 && exponent != Extended.EXPONENT_MASK && significand < 0;
    return valid ? VALID : SPECIAL;
  }

  /**
   * Records where the last instruction stands: SDM vol. 1, "x87 FPU Instruction and Data Pointers".
   */
  void notePointers(int opcode, long offset, int selector) {
    slots[base + OPCODE] = opcode & 0x7FF;
    slots[base + INSTRUCTION_OFFSET] = offset;
    slots[base + INSTRUCTION_SELECTOR] = selector & 0xFFFF;
  }

  /** Records where the last memory operand stands. */
  void noteData(long offset, int selector) {
    slots[base + DATA_OFFSET] = offset;
    slots[base + DATA_SELECTOR] = selector & 0xFFFF;
  }

  /** The last instruction's opcode: the low three bits of the first byte and the second byte. */
  int opcode() {
    return (int) slots[base + OPCODE];
  }

  long instructionOffset() {
    return slots[base + INSTRUCTION_OFFSET];
  }

  int instructionSelector() {
    return (int) slots[base + INSTRUCTION_SELECTOR];
  }

  long dataOffset() {
    return slots[base + DATA_OFFSET];
  }

  int dataSelector() {
    return (int) slots[base + DATA_SELECTOR];
  }

  /** Number of the physical register that is ST(i). */
  int physical(int i) {
    return (status() >> StatusWord.TOP_SHIFT) + i & 7;
  }

  boolean empty(int i) {
    return tag(physical(i)) == EMPTY;
  }

  /** Makes ST(i) empty, leaving its contents. */
  void free(int i) {
    setTag(physical(i), EMPTY);
  }

  int signExponent(int i) {
    return (int) slots[base + SIGN_EXPONENTS + physical(i)];
  }

  long significand(int i) {
    return slots[base + SIGNIFICANDS + physical(i)];
  }

  /** Fills ST(i). */
  void put(int i, int signExponent, long significand) {
    int register = physical(i);
    slots[base + SIGN_EXPONENTS + register] = signExponent & 0xFFFF;
    slots[base + SIGNIFICANDS + register] = significand;
    setTag(register, classify(register));
  }

  /** Changes the contents of ST(i), but not whether it is empty. */
  void setRegister(int i, int signExponent, long significand) {
    boolean empty = empty(i);
    put(i, signExponent, significand);
    if (empty) {
      free(i);
    }
  }

  /** Adds to the stack pointer, modulo 8, without touching any register. */
  void rotate(int by) {
    int status = status();
    int top = (status >> StatusWord.TOP_SHIFT) + by & 7;
    slots[base + STATUS] = (status & ~StatusWord.TOP) | top << StatusWord.TOP_SHIFT;
  }

  /** Pops the stack that many times. */
  void pop(int times) {
    for (int i = 0; i < times; i++) {
      free(0);
      rotate(1);
    }
  }

  /** Starts an operation under the present control word. */
  FpuContext begin() {
    context.begin(control());
    return context;
  }

  /** Turns the running operation into a stack underflow. */
  void underflow() {
    context.invalid();
    context.raise(SF);
  }

  /**
   * Records what the operation raised, and those of its conditions that the mask names. Exceptions
   * found by computing do not count if those found before forbade it.
   */
  void commit(int conditionMask) {
    if (context.abandoned()) {
      context.raised &= StatusWord.FAULTS | SF;
      context.conditions &= (context.raised & SF) != 0 ? -1 : ~StatusWord.C1;
    }
    int conditions = context.conditions & conditionMask;
    setStatus((status() & ~conditionMask) | conditions | context.raised);
  }

  /** Ends an operation whose result goes to ST(i) and which then pops the stack. */
  void deliver(int i, int pops) {
    deliver(i, pops, StatusWord.C1);
  }

  /** As {@link #deliver(int, int)}, for an operation that sets further conditions. */
  void deliver(int i, int pops, int conditionMask) {
    commit(conditionMask);
    if (!context.abandoned()) {
      put(i, context.signExponent, context.significand);
      pop(pops);
    }
  }

  /** Ends an operation whose result is pushed, unless the stack is full. */
  void deliverPush() {
    if (!empty(7) && (context.raised & SF) == 0) {
      overflow();
    }
    // Loading a denormal is done even if its exception is not masked.
    boolean pushes = (context.raised & IE) == 0 || context.masked(IE);
    commit(StatusWord.C1);
    if (pushes) {
      rotate(-1);
      put(0, context.signExponent, context.significand);
    }
  }

  /** Turns the running operation into a stack overflow, which forestalls its own exceptions. */
  void overflow() {
    context.raised = IE | SF;
    context.conditions = StatusWord.C1;
    context.result(Extended.INDEFINITE_SIGN_EXPONENT, Extended.INDEFINITE_SIGNIFICAND);
  }
}
