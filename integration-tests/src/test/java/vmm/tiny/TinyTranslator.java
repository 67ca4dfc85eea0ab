package vmm.tiny;

import org.jspecify.annotations.Nullable;
import vmm.api.cpu.CodeReader;
import vmm.api.cpu.Condition;
import vmm.api.cpu.Emitter;
import vmm.api.cpu.Helper;
import vmm.api.cpu.Helper.Effect;
import vmm.api.cpu.Translator;
import vmm.api.cpu.Value;
import vmm.api.mmu.AccessType;

/** Decodes instructions and says by an {@link Emitter} what they mean. */
final class TinyTranslator implements Translator {
  private @Nullable Emitter emitter;
  private boolean user;
  private long pc;

  /** Distance from the block's first byte to the instruction behind the present one. */
  private long next;

  @Override
  public void begin(long mode, long newPc, Emitter newEmitter) {
    emitter = newEmitter;
    user = mode != 0;
    pc = newPc;
  }

  @Override
  public boolean translate(CodeReader code, long offset) {
    TinyInstruction instruction = TinyInstruction.fetch(code);
    next = offset + TinyInstruction.BYTES;
    return user && instruction.opcode().privileged()
        ? raise(TinyFault.Cause.PRIVILEGE)
        : meaning(instruction);
  }

  /** Emits the meaning; returns whether the block may go on. */
  private boolean meaning(TinyInstruction i) {
    return switch (i.opcode()) {
      case ILLEGAL -> raise(TinyFault.Cause.ILLEGAL);
      case SYSCALL -> raise(TinyFault.Cause.SYSCALL);
      case SET -> put(i, emit().constant(i.immediate()));
      case APPEND -> append(i);
      case ADD -> put(i, emit().add(64, register(i.d()), register(i.s())));
      case LOAD -> put(i, emit().load(64, gva(i), AccessType.READ));
      case STORE -> store(64, i);
      case STORE_BYTE -> store(8, i);
      case BRANCH_NOT_EQUAL -> branchNotEqual(i);
      case TO_CONTROL -> toControl(i);
      case FROM_CONTROL -> fromControl(i);
      case INVALIDATE -> helper(TinyHelpers::invalidate, register(i.d()));
      case RETURN -> helper(TinyHelpers::returnFromFault, emit().constant(0));
      case HALT -> helper(TinyHelpers::halt, emit().constant(0));
    };
  }

  @Override
  public void end(long offset) {
    emit().jump(at(offset), offset);
  }

  private Emitter emit() {
    if (emitter == null) {
      throw new IllegalStateException("no block was begun");
    }
    return emitter;
  }

  private boolean append(TinyInstruction i) {
    Value high = emit().shl(64, register(i.d()), emit().constant(16));
    return put(i, emit().or(64, high, emit().constant(i.immediate() & 0xFFFF)));
  }

  private boolean store(int bits, TinyInstruction i) {
    emit().store(bits, gva(i), register(i.d()));
    return true;
  }

  private boolean branchNotEqual(TinyInstruction i) {
    Value differ = emit().compare(Condition.NE, 64, register(i.d()), register(i.s()));
    long target = next + (long) i.immediate() * TinyInstruction.BYTES;
    emit().branch(differ, at(target), target, at(next), next);
    return false;
  }

  private boolean toControl(TinyInstruction i) {
    if (!TinyRegisters.isControl(i.immediate())) {
      return raise(TinyFault.Cause.ILLEGAL);
    }
    return helper(TinyHelpers::toControl, register(i.d()), emit().constant(i.immediate()));
  }

  private boolean fromControl(TinyInstruction i) {
    if (!TinyRegisters.isControl(i.immediate())) {
      return raise(TinyFault.Cause.ILLEGAL);
    }
    Value number = emit().constant(i.immediate());
    return put(i, emit().call(TinyHelpers::fromControl, Effect.STATE, number));
  }

  private Value register(int number) {
    return emit().get(TinyRegisters.R0 + number);
  }

  private boolean put(TinyInstruction i, Value value) {
    emit().put(TinyRegisters.R0 + i.d(), value);
    return true;
  }

  private Value gva(TinyInstruction i) {
    Value sum = emit().add(64, register(i.s()), emit().constant(i.immediate()));
    return emit().and(64, sum, emit().constant(TinyRegisters.ADDRESS_MASK));
  }

  /** The pc at a distance from the block's first byte. */
  private Value at(long offset) {
    return emit().constant((pc + offset) & TinyRegisters.ADDRESS_MASK);
  }

  private boolean raise(TinyFault.Cause cause) {
    emit().call(TinyHelpers.RAISE, Effect.CHECK, emit().constant(cause.code()));
    emit().jump(at(next), next);
    return false;
  }

  private boolean helper(Helper helper, Value a) {
    return helper(helper, a, emit().constant(0));
  }

  /** A helper that sets the pc and may change what code means or where it is: ends the block. */
  private boolean helper(Helper helper, Value a, Value b) {
    emit().call(helper, Effect.STATE, a, b, at(next));
    emit().exit();
    return false;
  }
}
