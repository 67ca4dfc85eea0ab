package vmm.engine.toy;

import static vmm.engine.toy.ToyRegisters.FLAG_OP;
import static vmm.engine.toy.ToyRegisters.FLAG_RESULT;
import static vmm.engine.toy.ToyRegisters.FLAG_SOURCE;
import static vmm.engine.toy.ToyRegisters.PC;
import static vmm.engine.toy.ToyRegisters.R0;

import vmm.api.cpu.CodeReader;
import vmm.api.cpu.Condition;
import vmm.api.cpu.CpuContext;
import vmm.api.cpu.Emitter;
import vmm.api.cpu.Helper;
import vmm.api.cpu.Translator;
import vmm.api.cpu.Value;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.Privilege;
import vmm.api.trap.Trap;

/** The toy's instructions; {@link ToyAssembler} has their formats. */
final class ToyTranslator implements Translator {
  static final int NOP = 0;
  static final int MOVE_IMMEDIATE = 1;
  static final int ADD = 2;
  static final int SUB = 3;
  static final int LOAD = 4;
  static final int STORE = 5;
  static final int BRANCH_NONZERO = 6;
  static final int JUMP = 7;
  static final int JUMP_REGISTER = 8;
  static final int TRAP = 9;
  static final int HALT = 10;
  static final int INCREMENT = 11;
  static final int FLUSH = 12;
  static final int FILL = 13;
  static final int BRANCH_ZERO_FLAG = 14;
  static final int LOAD_BYTE = 15;
  static final int STORE_BYTE = 16;
  static final int SET_ROOT = 17;
  static final int TRAP_INLINE = 18;
  static final int PUSH = 19;
  static final int READ_FLAG = 20;
  static final int EXCHANGE = 21;
  static final int INTERRUPTS_ON = 22;
  static final int SWAP = 23;
  static final int LOAD_SWAP_PUSH = 24;

  private static final Helper ILLEGAL_HELPER =
      (cpu, a, b, c) -> {
        throw new ToyFault(ToyFault.ILLEGAL, a);
      };
  private static final Helper TRAP_HELPER =
      (cpu, a, b, c) -> cpu.trap(new Trap.PortAccess((int) b, 4, false, a));
  private static final Helper FLAG_HELPER =
      (cpu, a, b, c) -> cpu.slots()[FLAG_RESULT] * 3 + cpu.slots()[FLAG_SOURCE];

  private Emitter emit;
  private long pc;

  @Override
  public void begin(long mode, long newPc, Emitter emitter) {
    emit = emitter;
    pc = newPc;
  }

  @Override
  public void end(long offset) {
    emit.jump(emit.constant(pc + offset), offset);
  }

  private static int next32(CodeReader code) {
    int word = code.next8() | code.next8() << 8 | code.next8() << 16 | code.next8() << 24;
    return code.reversed() ? Integer.reverseBytes(word) : word;
  }

  private Value constant(int value) {
    return emit.constant(value & 0xFFFF_FFFFL);
  }

  private void flags(int operation, Value result, Value source) {
    emit.put(FLAG_OP, emit.constant(operation));
    emit.put(FLAG_RESULT, result);
    emit.put(FLAG_SOURCE, source);
  }

  @Override
  public boolean translate(CodeReader code, long offset) {
    int operation = code.next8();
    int registers = operation == NOP ? 0 : code.next8();
    int d = R0 + (registers & 7);
    int s = R0 + ((registers >>> 4) & 7);
    return switch (operation) {
      case NOP -> true;
      case MOVE_IMMEDIATE -> {
        emit.put(d, constant(next32(code)));
        yield true;
      }
      case ADD, SUB -> {
        Value x = emit.get(d);
        Value y = emit.get(s);
        Value result = operation == ADD ? emit.add(32, x, y) : emit.sub(32, x, y);
        emit.put(d, result);
        flags(operation, result, y);
        yield true;
      }
      case LOAD, LOAD_BYTE -> {
        Value gva = emit.add(32, emit.get(s), constant(next32(code)));
        emit.put(d, emit.load(operation == LOAD ? 32 : 8, gva, AccessType.READ));
        yield true;
      }
      case STORE, STORE_BYTE -> {
        Value gva = emit.add(32, emit.get(d), constant(next32(code)));
        emit.store(operation == STORE ? 32 : 8, gva, emit.get(s));
        yield true;
      }
      case INCREMENT -> {
        Value gva = emit.add(32, emit.get(d), constant(next32(code)));
        Value old = emit.load(32, gva, AccessType.UPDATE);
        Value result = emit.add(32, old, emit.constant(1));
        emit.store(32, gva, result);
        flags(operation, result, old);
        yield true;
      }
      case EXCHANGE -> {
        Value gva = emit.get(d);
        Value old = emit.load(32, gva, AccessType.UPDATE);
        emit.store(32, gva, emit.get(s));
        emit.put(s, old);
        yield true;
      }
      case PUSH -> {
        Value top = emit.sub(32, emit.get(d), emit.constant(4));
        emit.store(32, top, emit.get(s));
        emit.put(d, top);
        yield true;
      }
      case SWAP -> {
        Value x = emit.get(d);
        emit.put(d, emit.get(s));
        emit.put(s, x);
        yield true;
      }
      case LOAD_SWAP_PUSH -> {
        // mov r5, [r6]; swap r5, d; push r5 on s: what one instruction loads is the next one's
        // stack.
        int r5 = R0 + 5;
        Value loaded = emit.load(32, emit.get(R0 + 6), AccessType.READ);
        Value old = emit.get(d);
        emit.put(r5, old);
        emit.put(d, loaded);
        emit.store(32, emit.sub(32, loaded, emit.constant(4)), old);
        emit.put(d, emit.sub(32, loaded, emit.constant(4)));
        yield true;
      }
      case READ_FLAG -> {
        emit.put(d, emit.extract(emit.call(FLAG_HELPER, Helper.Effect.READS), 0, 32));
        yield true;
      }
      case BRANCH_NONZERO -> {
        Value taken = emit.compare(Condition.NE, 32, emit.get(d), emit.constant(0));
        branch(taken, next32(code), offset + code.length());
        yield false;
      }
      case BRANCH_ZERO_FLAG -> {
        Value taken = emit.compare(Condition.EQ, 32, emit.get(FLAG_RESULT), emit.constant(0));
        branch(taken, next32(code), offset + code.length());
        yield false;
      }
      case JUMP -> {
        long target = offset + next32(code) + code.length();
        emit.jump(emit.constant((pc + target) & 0xFFFF_FFFFL), target);
        yield false;
      }
      case JUMP_REGISTER -> {
        emit.jumpIndirect(emit.get(d));
        yield false;
      }
      case TRAP, TRAP_INLINE -> {
        Value result = emit.call(TRAP_HELPER, Helper.Effect.STATE, emit.get(d), emit.get(s));
        emit.put(d, emit.extract(result, 0, 32));
        yield operation == TRAP_INLINE || next(offset + 2);
      }
      case HALT -> state(ToyTranslator::halt, offset + 2, emit.constant(1));
      case FLUSH -> state(ToyTranslator::flush, offset + 2, emit.get(d));
      case SET_ROOT -> state(ToyTranslator::setRoot, offset + 2, emit.get(d));
      case INTERRUPTS_ON -> state(ToyTranslator::interruptsOn, offset + 2, emit.get(d));
      case FILL -> state(ToyTranslator::fill, offset + 2, emit.get(d));
      default -> {
        emit.call(ILLEGAL_HELPER, Helper.Effect.STATE, emit.constant(operation));
        yield next(offset + 2);
      }
    };
  }

  private boolean next(long target) {
    emit.jump(emit.constant(pc + target), target);
    return false;
  }

  private void branch(Value taken, int distance, long next) {
    long target = next + distance;
    emit.branch(
        taken, emit.constant((pc + target) & 0xFFFF_FFFFL), target, emit.constant(pc + next), next);
  }

  /** A helper that does everything, the pc included, and the end of the block. */
  private boolean state(Helper helper, long next, Value argument) {
    emit.call(helper, Helper.Effect.STATE, argument, emit.constant(pc + next));
    emit.exit();
    return false;
  }

  private static long halt(CpuContext cpu, long a, long next, long c) {
    cpu.slots()[ToyRegisters.HALTED] = 1;
    cpu.slots()[PC] = next;
    return 0;
  }

  private static long flush(CpuContext cpu, long gva, long next, long c) {
    cpu.tlb().flushPage(gva);
    cpu.slots()[PC] = next;
    return 0;
  }

  private static long setRoot(CpuContext cpu, long root, long next, long c) {
    cpu.slots()[ToyRegisters.ROOT] = root;
    cpu.slots()[PC] = next;
    cpu.tlb().flush(false);
    return 0;
  }

  private static long interruptsOn(CpuContext cpu, long on, long next, long c) {
    cpu.slots()[ToyRegisters.INTERRUPTS_ON] = on & 1;
    cpu.slots()[PC] = next;
    cpu.interruptsChanged();
    return 0;
  }

  /** Stores r2 to [d], d += 4, r1 times; each time counts. */
  private static long fill(CpuContext cpu, long at, long next, long c) {
    long[] slots = cpu.slots();
    Privilege privilege = cpu.core().privilege(cpu.core().mode(slots));
    int r1 = R0 + 1;
    int r3 = R0 + 3;
    long self = cpu.pc();
    while (slots[r1] != 0) {
      cpu.memory().store(32, slots[r3], slots[R0 + 2], privilege);
      slots[r3] = (slots[r3] + 4) & 0xFFFF_FFFFL;
      slots[r1]--;
      if (slots[r1] == 0) {
        break;
      }
      if (cpu.budget() == 0) {
        slots[PC] = self;
        return 0;
      }
      cpu.retire(1);
    }
    slots[PC] = next;
    return 0;
  }
}
