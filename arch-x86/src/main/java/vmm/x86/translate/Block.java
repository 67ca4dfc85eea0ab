package vmm.x86.translate;

import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vmm.api.cpu.Condition;
import vmm.api.cpu.Emitter;
import vmm.api.cpu.Helper;
import vmm.api.cpu.Helper.Effect;
import vmm.api.cpu.Value;
import vmm.x86.SystemInstructions;
import vmm.x86.X86Fault;
import vmm.x86.X86Feature;
import vmm.x86.X86Mode;
import vmm.x86.X86Registers;
import vmm.x86.decode.Instruction;

/** The block at hand: what instructions' meanings are written with. */
final class Block {
  /** The engine's end. */
  final Emitter e;

  /** The mode word that the block is for. */
  final long mode;

  /** What the block knows of the flags. */
  final LazyFlags flags;

  /** System instructions. */
  final SystemInstructions system;

  /** Memory operands and the stack. */
  final Memory memory;

  private final Set<X86Feature> features;
  private final long pc;
  private final @Nullable Value[] registers = new @Nullable Value[16];
  private boolean ended;
  private boolean unstepped;
  private long offset;
  private @Nullable Instruction instruction;

  Block(Emitter emitter, long mode, long pc, Set<X86Feature> features, SystemInstructions system) {
    e = emitter;
    this.mode = mode;
    this.pc = pc;
    this.features = features;
    this.system = system;
    flags = new LazyFlags(emitter);
    memory = new Memory(this);
  }

  /** Starts the instruction {@code offset} bytes from the block's first byte. */
  void begin(Instruction next, long offset) {
    instruction = next;
    this.offset = offset;
    unstepped = false;
    memory.begin();
  }

  /** The instruction at hand. */
  Instruction instruction() {
    if (instruction == null) {
      throw new IllegalStateException("no instruction");
    }
    return instruction;
  }

  /** Whether an operation was emitted that ends the block. */
  boolean ended() {
    return ended;
  }

  /** Whether all bits of {@code mask} are set in the mode. */
  boolean in(long mask) {
    return X86Mode.has(mode, mask);
  }

  /** Whether the processor model has a feature. */
  boolean has(X86Feature feature) {
    return features.contains(feature);
  }

  /** EIP at {@code offset} bytes from the block's first byte. */
  long pcAt(long offset) {
    return (pc + offset) & 0xFFFF_FFFFL;
  }

  /** EIP of the next instruction. */
  long nextPc() {
    return pcAt(offset + instruction().length());
  }

  // ---- registers

  /** The whole of a general register. */
  Value register(int number) {
    Value value = registers[number];
    if (value == null) {
      value = e.get(X86Registers.EAX + number);
      registers[number] = value;
    }
    return value;
  }

  /** Writes the whole of a general register. */
  void putRegister(int number, Value value) {
    pretendRegister(number, value);
    e.put(X86Registers.EAX + number, value);
  }

  /** Lets the rest of the instruction see a value that is to be written only when it succeeds. */
  void pretendRegister(int number, Value value) {
    registers[number] = value;
  }

  /** A general register of 8, 16 or 32 bits; there may be more above them. */
  Value register(int bits, int number) {
    return isHighByte(bits, number) ? e.extract(register(number - 4), 8, 8) : register(number);
  }

  /** Writes a general register of 8, 16 or 32 bits; for 32, nothing may stand above them. */
  void putRegister(int bits, int number, Value value) {
    if (bits >= 32) {
      putRegister(number, value);
    } else if (isHighByte(bits, number)) {
      putRegister(number - 4, e.deposit(register(number - 4), 8, 8, value));
    } else {
      putRegister(number, e.deposit(register(number), 0, bits, value));
    }
  }

  private boolean isHighByte(int bits, int number) {
    return bits == 8 && number >= 4 && number < 8 && !instruction().hasRex();
  }

  /** The low {@code bits} of a value alone. */
  Value low(int bits, Value value) {
    return e.extract(value, 0, bits);
  }

  // ---- helpers and faults

  /** Calls a helper that may do anything. */
  Value call(Helper helper, Value... arguments) {
    flags.flushForObserver();
    Value result = e.call(helper, Effect.STATE, arguments);
    Arrays.fill(registers, null);
    flags.forget();
    memory.forget();
    return result;
  }

  /** Calls a helper that does nothing but raise a fault, or not. */
  Value check(Helper helper, Value... arguments) {
    flags.flushForObserver();
    return e.call(helper, Effect.CHECK, arguments);
  }

  /** Calls a helper that does nothing but raise a fault, if {@code condition} is not 0. */
  void checkIf(Value condition, Helper helper, Value... arguments) {
    flags.flushForObserver();
    e.checkIf(condition, helper, arguments);
  }

  /** Calls a helper that may do anything, if {@code condition} is not 0. */
  void callIf(Value condition, Helper helper, Value... arguments) {
    flags.flushForObserver();
    e.callIf(condition, helper, arguments);
    Arrays.fill(registers, null);
    flags.forget();
    memory.forget();
  }

  /** Raises an exception without an error code; the block ends. */
  void raise(int vector) {
    check(FaultHelpers.RAISE, e.constant(vector));
    e.exit();
    ended = true;
  }

  /** Raises #GP(0); the block ends. */
  void raiseGeneralProtection() {
    check(FaultHelpers.RAISE_WITH_CODE, e.constant(X86Fault.GP), e.constant(0));
    e.exit();
    ended = true;
  }

  /** Raises #GP(0) if CPL is not 0; whether the instruction may go on. */
  boolean privileged() {
    boolean allowed = X86Mode.cpl(mode) == 0;
    if (!allowed) {
      raiseGeneralProtection();
    }
    return allowed;
  }

  /** Raises #UD in real and V86 mode; whether the instruction may go on. */
  boolean protectedOnly() {
    boolean allowed = !X86Mode.realAddressing(mode);
    if (!allowed) {
      raise(X86Fault.UD);
    }
    return allowed;
  }

  // ---- control transfer

  /** Goes on at an EIP known now. */
  void jump(long target) {
    checkTarget(target);
    if (!ended) {
      jumpUnchecked(target);
    }
  }

  private void jumpUnchecked(long target) {
    if (finishedSpecially(e.constant(target))) {
      return;
    }
    e.jump(e.constant(target), target - pc);
    ended = true;
  }

  /** Goes on at the next instruction, in a block of its own. */
  void jumpNext() {
    jumpUnchecked(nextPc());
  }

  /** Goes on at an EIP that only the run tells, and that {@link #checkTarget} has checked. */
  void jumpIndirect(Value target) {
    if (!finishedSpecially(target)) {
      e.jumpIndirect(target);
      ended = true;
    }
  }

  /** Goes on at {@code target} if {@code condition} is not 0, else at the next instruction. */
  void branch(Value condition, long target) {
    if (!in(X86Mode.CODE_UNLIMITED) && !(in(X86Mode.CODE_64K) && target <= 0xFFFF)) {
      Value over = e.and(8, condition, overCodeLimit(e.constant(target)));
      checkIf(over, FaultHelpers.RAISE_WITH_CODE, e.constant(X86Fault.GP));
    }
    long next = nextPc();
    Value takenPc = e.constant(target);
    Value otherPc = e.constant(next);
    if (singly()) {
      jumpIndirect(e.select(condition, takenPc, otherPc));
      return;
    }
    flags.flush();
    e.branch(condition, takenPc, target - pc, otherPc, next - pc);
    ended = true;
  }

  /** Raises #GP(0) if a transfer to {@code target} leaves the code segment. */
  void checkTarget(long target) {
    if (in(X86Mode.CODE_UNLIMITED) || (in(X86Mode.CODE_64K) && target <= 0xFFFF)) {
      return;
    }
    if (in(X86Mode.CODE_64K)) {
      raiseGeneralProtection();
    } else {
      checkTarget(e.constant(target));
    }
  }

  /** Raises #GP(0) if a transfer to {@code target} leaves the code segment. */
  void checkTarget(Value target) {
    if (!in(X86Mode.CODE_UNLIMITED)) {
      checkIf(overCodeLimit(target), FaultHelpers.RAISE_WITH_CODE, e.constant(X86Fault.GP));
    }
  }

  private Value overCodeLimit(Value target) {
    return e.compare(Condition.LT_U, 32, e.get(X86Registers.LIMIT + X86Registers.SEG_CS), target);
  }

  /** Ends the block; the next instruction may find another mode. */
  void exitToNext() {
    if (!finishedSpecially(e.constant(nextPc()))) {
      e.put(X86Registers.EIP, e.constant(nextPc()));
      e.exit();
      ended = true;
    }
  }

  /** Ends the block; for one instruction {@code shadow} holds off interrupts. */
  void exitShadowed(int shadow) {
    flags.flush();
    e.put(X86Registers.EIP, e.constant(nextPc()));
    exit(shadow);
  }

  /** Ends the block as {@link #exitToNext}, but leaves it to a helper what is held off. */
  void exitToNextKeepingShadow() {
    flags.flush();
    e.put(X86Registers.EIP, e.constant(nextPc()));
    step();
    e.exit();
    ended = true;
  }

  /** Ends the block after a helper that wrote EIP. */
  void exit() {
    flags.flush();
    exit(0);
  }

  private void exit(int shadow) {
    if (in(X86Mode.SHADOW) || shadow != 0) {
      e.put(X86Registers.SHADOW, e.constant(shadow));
    }
    step();
    e.exit();
    ended = true;
  }

  private void step() {
    if (traced() && !unstepped) {
      e.call(system::debugTrap, Effect.STATE, e.constant(in(X86Mode.STEP) ? 1 : 0));
    }
  }

  /** Whether a debug trap may follow each instruction. */
  boolean traced() {
    return in(X86Mode.STEP) || in(X86Mode.WATCHING);
  }

  /** Whether each instruction has a block of its own, as the mode may be another after it. */
  boolean singly() {
    return traced() || in(X86Mode.SHADOW);
  }

  /** Holds off the debug traps of this instruction. */
  void withoutStep() {
    unstepped = true;
  }

  /** In rare modes: leaves the block by way of the slots; whether it did. */
  private boolean finishedSpecially(Value target) {
    flags.flush();
    if (!singly()) {
      return false;
    }
    e.put(X86Registers.EIP, target);
    exit();
    return true;
  }
}
