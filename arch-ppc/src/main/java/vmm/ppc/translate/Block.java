package vmm.ppc.translate;

import vmm.api.cpu.Emitter;
import vmm.api.cpu.Helper;
import vmm.api.cpu.Helper.Effect;
import vmm.api.cpu.Value;
import vmm.ppc.InterruptType;
import vmm.ppc.PpcFault;
import vmm.ppc.PpcMode;
import vmm.ppc.PpcModel;
import vmm.ppc.PpcRegisters;
import vmm.ppc.SystemInstructions;
import vmm.ppc.decode.Fields;

/** The block at hand: what instructions' meanings are written with. */
final class Block {
  private static final int INSTRUCTION_BYTES = 4;
  private static final long DBSR_ICMP = 1L << 27;
  private static final long DBSR_BRT = 1L << 26;

  /** The engine's end. */
  final Emitter e;

  /** The processor model. */
  final PpcModel model;

  /** System instructions. */
  final SystemInstructions system;

  /** The condition register. */
  final Conditions cr;

  private final long mode;
  private final long pc;
  private boolean ended;
  private long offset;
  private int word;

  Block(Emitter emitter, long mode, long pc, PpcModel model, SystemInstructions system) {
    e = emitter;
    this.mode = mode;
    this.pc = pc;
    this.model = model;
    this.system = system;
    cr = new Conditions(emitter);
  }

  /** Starts the instruction {@code offset} bytes from the block's first byte. */
  void begin(int next, long offset) {
    word = next;
    this.offset = offset;
  }

  /** The instruction at hand. */
  int word() {
    return word;
  }

  /** Whether an operation was emitted that ends the block. */
  boolean ended() {
    return ended;
  }

  /** Whether all bits of {@code mask} are set in the mode. */
  boolean in(long mask) {
    return PpcMode.has(mode, mask);
  }

  /** The address at {@code offset} bytes from the block's first byte. */
  long pcAt(long offset) {
    return (pc + offset) & 0xFFFF_FFFFL;
  }

  /** The address of the instruction at hand. */
  long thisPc() {
    return pcAt(offset);
  }

  /** The address of the next instruction. */
  long nextPc() {
    return pcAt(offset + INSTRUCTION_BYTES);
  }

  // ---- values and registers

  /** A constant of 32 bits, zero-extended. */
  Value word(long value) {
    return e.constant(value & 0xFFFF_FFFFL);
  }

  /** A general register. */
  Value register(int number) {
    return e.get(PpcRegisters.R0 + number);
  }

  /** A general register, or 0 for number 0. */
  Value registerOrZero(int number) {
    return number == 0 ? e.constant(0) : register(number);
  }

  /** Register RT (RS). */
  Value rs() {
    return register(Fields.rt(word));
  }

  /** Register RA. */
  Value ra() {
    return register(Fields.ra(word));
  }

  /** Register RB. */
  Value rb() {
    return register(Fields.rb(word));
  }

  /** Writes a general register; nothing may stand above 32 bits. */
  void putRegister(int number, Value value) {
    e.put(PpcRegisters.R0 + number, value);
  }

  /** Writes RT. */
  void putRt(Value value) {
    putRegister(Fields.rt(word), value);
  }

  /** Writes RA, and CR0 if Rc is set. */
  void putRaAndRecord(Value value) {
    putRegister(Fields.ra(word), value);
    if (Fields.record(word)) {
      cr.record(value);
    }
  }

  /** Writes RT, and CR0 if Rc is set. */
  void putRtAndRecord(Value value) {
    putRt(value);
    if (Fields.record(word)) {
      cr.record(value);
    }
  }

  // ---- addresses

  /** (RA or 0) + D. */
  Value addressD() {
    return e.add(32, registerOrZero(Fields.ra(word)), word(Fields.si(word)));
  }

  /** (RA or 0) + RB. */
  Value addressX() {
    return e.add(32, registerOrZero(Fields.ra(word)), rb());
  }

  /** What helpers that access memory are told of the privilege: 1 in user mode, else 0. */
  long userFlag() {
    return in(PpcMode.USER) ? 1 : 0;
  }

  // ---- helpers and faults

  /** Calls a helper that may do anything. */
  Value call(Helper helper, Value... arguments) {
    Value result = e.call(helper, Effect.STATE, arguments);
    cr.forget();
    return result;
  }

  /** Calls a helper that writes no slot if it returns. */
  Value check(Helper helper, Value... arguments) {
    return e.call(helper, Effect.CHECK, arguments);
  }

  /** Raises a program interrupt; the block ends. */
  void raiseProgram(long esr) {
    check(system::program, e.constant(esr));
    e.exit();
    ended = true;
  }

  /** The instruction is none; the block ends. */
  void illegal() {
    raiseProgram(PpcFault.ESR_PIL);
  }

  /** Raises another interrupt; the block ends. */
  void raise(InterruptType type, long esr) {
    check(system::interrupt, e.constant(type.number()), e.constant(esr), e.constant(0));
    e.exit();
    ended = true;
  }

  /** Raises an alignment interrupt if {@code wrong} is not 0. */
  void checkAlignment(Value wrong, long esr, Value address) {
    Value type = e.constant(InterruptType.ALIGNMENT.number());
    e.checkIf(wrong, system::interrupt, type, e.constant(esr), address);
  }

  // ---- control transfer

  /** A branch that is taken may be a debug event, before it has changed anything. */
  void beforeBranch(Value taken) {
    if (in(PpcMode.BRANCH_TRACE)) {
      e.checkIf(taken, system::debugEvent, e.constant(DBSR_BRT));
    }
  }

  /** Goes on at an address known now. */
  void jump(long target) {
    if (!finishedSpecially(word(target))) {
      e.jump(word(target), target - pc);
      ended = true;
    }
  }

  /** Goes on at an address that only the run tells. */
  void jumpIndirect(Value target) {
    if (!finishedSpecially(target)) {
      e.jumpIndirect(target);
      ended = true;
    }
  }

  /** Goes on at {@code target} if {@code condition} is not 0, else at the next instruction. */
  void branch(Value condition, long target) {
    if (in(PpcMode.STEP)) {
      branchIndirect(condition, word(target));
      return;
    }
    e.branch(condition, word(target), target - pc, word(nextPc()), nextPc() - pc);
    ended = true;
  }

  /** Goes on at {@code target} if {@code condition} is not 0, else at the next instruction. */
  void branchIndirect(Value condition, Value target) {
    jumpIndirect(e.select(condition, target, word(nextPc())));
  }

  /** In rare modes: leaves the block by way of the slots; whether it did. */
  private boolean finishedSpecially(Value target) {
    if (!in(PpcMode.STEP)) {
      return false;
    }
    e.put(PpcRegisters.PC, target);
    exit();
    return true;
  }

  /** Goes on at the next instruction, in a block of its own. */
  void jumpNext() {
    if (!finishedSpecially(word(nextPc()))) {
      e.jump(word(nextPc()), nextPc() - pc);
      ended = true;
    }
  }

  /** Ends the block; the next instruction may find another mode or mapping. */
  void exitToNext() {
    e.put(PpcRegisters.PC, word(nextPc()));
    exit();
  }

  /** Ends the block after a helper that wrote the pc. */
  void exit() {
    if (in(PpcMode.STEP)) {
      call(system::debugEvent, e.constant(DBSR_ICMP));
    }
    leave();
  }

  /** Ends the block after a helper that delivered an interrupt: no instruction is complete. */
  void leave() {
    e.exit();
    ended = true;
  }

  /** The target of a branch in a register, whose low two bits do not count. */
  Value target(int slot) {
    return e.and(32, e.get(slot), e.constant(0xFFFF_FFFCL));
  }

  /** Ends a block that was cut before the instruction at {@code offset}. */
  void cut(long offset) {
    e.jump(word(pcAt(offset)), offset);
    ended = true;
  }

  /** In some modes each instruction ends its block. */
  void finishInstruction() {
    if (!ended && in(PpcMode.STEP)) {
      exitToNext();
    }
  }

  /** What precedes each instruction in some modes. */
  void prepareInstruction() {
    if (in(PpcMode.COMPARE)) {
      check(system::compareAddress);
    }
  }

  /** The feature of the model. */
  boolean has(PpcModel.Feature feature) {
    return model.has(feature);
  }
}
