package vmm.x86.translate;

import static vmm.x86.X86Registers.CC_LEFT;
import static vmm.x86.X86Registers.CC_OP;
import static vmm.x86.X86Registers.CC_RESULT;
import static vmm.x86.X86Registers.CC_RIGHT;

import org.jspecify.annotations.Nullable;
import vmm.api.cpu.Condition;
import vmm.api.cpu.Emitter;
import vmm.api.cpu.Helper.Effect;
import vmm.api.cpu.Value;
import vmm.x86.Flags;
import vmm.x86.X86Registers;

/**
 * What a block knows of the arithmetic flags. Slots are written only when something could see them
 * (an access that may fault, a helper, the end of the block), so that flags which the next
 * instruction overwrites cost nothing.
 */
final class LazyFlags {
  /** Number of ZF's condition, "e"; an odd number is the opposite of the even one before it. */
  static final int CONDITION_ZERO = 4;

  /** Number of OF's condition, "o". */
  static final int CONDITION_OVERFLOW = 0;

  private static final int UNKNOWN = -1;

  private final Emitter e;

  /** CC_OP as the last instruction set it, or {@link #UNKNOWN}. */
  private int operation = UNKNOWN;

  private @Nullable Value left;
  private @Nullable Value right;
  private @Nullable Value result;

  /** Whether the slots are yet to be written. */
  private boolean pending;

  /** Of pending INC and DEC: what carry is taken from; null if from the slots. */
  private @Nullable Value keptCarry;

  /** CF and OF of a pending rotate, which keeps the other flags; null if there is none. */
  private @Nullable Value rotatedCarry;

  private @Nullable Value rotatedOverflow;

  /** Whether the engine may leave the block behind the instruction at hand. */
  private boolean observed;

  /** CC_OP as the slot holds it, or {@link #UNKNOWN}. */
  private int operationInSlot = UNKNOWN;

  LazyFlags(Emitter emitter) {
    e = emitter;
  }

  /** An operation of two operands set all flags; {@code kind} is one of {@link Flags}. */
  void set(int kind, int bits, Value left, Value right, Value result) {
    operation = Flags.operation(kind, bits);
    this.left = left;
    this.right = right;
    this.result = result;
    pending = true;
    keptCarry = null;
    rotatedCarry = null;
    rotatedOverflow = null;
  }

  /** A logical operation set all flags. */
  void setLogic(int bits, Value result) {
    set(Flags.LOGIC, bits, result, result, result);
  }

  /** INC or DEC set all flags but CF. */
  void setKeepingCarry(int kind, int bits, Value result) {
    boolean stillInSlots =
        rotatedCarry == null
            && (operation == UNKNOWN || (pending && isCount() && keptCarry == null));
    Value kept = stillInSlots ? null : carry();
    set(kind, bits, result, result, result);
    keptCarry = kept;
  }

  /** A rotate set CF and OF; the other flags stay. */
  void setRotated(Value carry, Value overflow) {
    rotatedCarry = carry;
    rotatedOverflow = overflow;
  }

  /** As {@link #set}, but only if {@code condition} is not 0: a shift by a variable count. */
  void setIf(Value condition, int kind, int bits, Value left, Value result) {
    flush();
    Value operationNow = e.constant(Flags.operation(kind, bits));
    e.put(CC_OP, e.select(condition, operationNow, e.get(CC_OP)));
    e.put(CC_LEFT, e.select(condition, left, e.get(CC_LEFT)));
    e.put(CC_RESULT, e.select(condition, result, e.get(CC_RESULT)));
    forget();
  }

  /** A helper changed the flags, or may have. */
  void forget() {
    operation = UNKNOWN;
    operationInSlot = UNKNOWN;
    pending = false;
    left = null;
    right = null;
    result = null;
    keptCarry = null;
    rotatedCarry = null;
    rotatedOverflow = null;
  }

  /** Before an access or a helper: whoever looks then must find the flags. */
  void flushForObserver() {
    flush();
    observed = true;
  }

  /** After an instruction, behind which the block may be left if something happened in it. */
  void endInstruction() {
    if (observed) {
      flush();
      observed = false;
    }
  }

  /** Makes the slots say what the flags are. */
  void flush() {
    flushOperation();
    if (rotatedCarry != null) {
      flushRotated(known(rotatedCarry), known(rotatedOverflow));
    }
  }

  private void flushRotated(Value carry, Value overflow) {
    rotatedCarry = null;
    rotatedOverflow = null;
    putFlag(Flags.CF, carry);
    putFlag(Flags.OF, overflow);
  }

  private void flushOperation() {
    if (!pending) {
      return;
    }
    pending = false;
    if (isCount()) {
      flushCount();
    } else {
      flushOperands();
    }
    if (operationInSlot != operation) {
      e.put(CC_OP, e.constant(operation));
      operationInSlot = operation;
    }
  }

  private void flushOperands() {
    int kind = operation & ~3;
    if (kind != Flags.LOGIC) {
      e.put(CC_LEFT, known(left));
    }
    if (kind == Flags.ADD || kind == Flags.SUB || kind == Flags.ADC || kind == Flags.SBB) {
      e.put(CC_RIGHT, known(right));
    }
    if (kind != Flags.ADD && kind != Flags.SUB) {
      e.put(CC_RESULT, known(result));
    }
  }

  /** After another INC or DEC, as in a loop, the carry is where it must be. */
  private void flushCount() {
    if (keptCarry != null) {
      e.put(CC_LEFT, keptCarry);
    } else {
      Value kind = e.shrU(8, e.get(CC_OP), e.constant(3));
      Value other = e.compare(Condition.NE, 8, kind, e.constant(Flags.INC >> 3));
      e.callIf(other, FlagHelpers::keepCarry);
      observed = true;
      keptCarry = e.get(CC_LEFT);
    }
    e.put(CC_RESULT, known(result));
  }

  private boolean isCount() {
    return operation >= 0 && operation >> 3 == Flags.INC >> 3;
  }

  /** The whole of EFLAGS as a value. */
  Value read() {
    settle();
    return e.get(X86Registers.EFLAGS);
  }

  /** Makes the flags plain bits of the slot of EFLAGS. */
  void settle() {
    flush();
    if (operation != Flags.PLAIN) {
      put(e.call(FlagHelpers::read, Effect.READS));
    }
  }

  /** Replaces the whole of EFLAGS. */
  void put(Value flags) {
    e.put(X86Registers.EFLAGS, flags);
    forget();
    operation = Flags.PLAIN;
    e.put(CC_OP, e.constant(Flags.PLAIN));
    operationInSlot = Flags.PLAIN;
  }

  /** Sets one flag, a mask with one bit, to the low bit of {@code value}; the others stay. */
  void putFlag(int flag, Value value) {
    settle();
    int bit = Integer.numberOfTrailingZeros(flag);
    e.put(X86Registers.EFLAGS, e.deposit(e.get(X86Registers.EFLAGS), bit, 1, value));
  }

  /** CF, 0 or 1. */
  Value carry() {
    return condition(2);
  }

  /** Whether the condition that opcodes number {@code code} holds, 0 or 1. */
  Value condition(int code) {
    boolean negate = (code & 1) != 0;
    if (rotatedCarry != null) {
      switch (code >> 1) {
        case 0 -> {
          return negate(known(rotatedOverflow), negate);
        }
        case 1 -> {
          return negate(known(rotatedCarry), negate);
        }
        case 2, 4, 5 -> {} // of the result before
        default -> flush();
      }
    }
    if (operation == Flags.PLAIN || operation == UNKNOWN) {
      return fromSlots(code);
    }
    return switch (code >> 1) {
      case 0 -> negate(overflow(), negate);
      case 1 -> below(negate);
      case 2 -> zero(negate);
      case 3 -> belowOrEqual(negate);
      case 4 -> relation(Condition.LT_S, known(result), e.constant(0), negate);
      case 5 -> parity(negate);
      case 6 -> less(negate);
      default -> lessOrEqual(negate);
    };
  }

  private Value fromSlots(int code) {
    int simple =
        switch (code >> 1) {
          case 0 -> Flags.OF;
          case 1 -> Flags.CF;
          case 2 -> Flags.ZF;
          case 4 -> Flags.SF;
          case 5 -> Flags.PF;
          default -> 0;
        };
    if (operation == Flags.PLAIN && simple != 0) {
      int bit = Integer.numberOfTrailingZeros(simple);
      return negate(e.extract(e.get(X86Registers.EFLAGS), bit, 1), (code & 1) != 0);
    }
    return e.call(FlagHelpers::condition, Effect.READS, e.constant(code));
  }

  private int bits() {
    return 8 << (operation & 3);
  }

  private Value below(boolean negate) {
    int bits = bits();
    return switch (operation & ~3) {
      case Flags.ADD -> relation(Condition.LT_U, known(result), known(left), negate);
      case Flags.SUB -> relation(Condition.LT_U, known(left), known(right), negate);
      case Flags.ADC, Flags.SBB -> negate(e.extract(carryVector(), bits - 1, 1), negate);
      case Flags.INC, Flags.DEC -> negate(countCarry(), negate);
      case Flags.MUL -> negate(known(left), negate);
      case Flags.SHL -> negate(e.extract(known(left), bits - 1, 1), negate);
      case Flags.SHR -> negate(e.extract(known(left), 0, 1), negate);
      default -> e.constant(negate ? 1 : 0);
    };
  }

  private Value countCarry() {
    if (keptCarry == null) {
      keptCarry = e.call(FlagHelpers::carry, Effect.READS);
    }
    return keptCarry;
  }

  /** The carry out of each bit: of left + right, or of ~left + right for the borrow. */
  private Value carryVector() {
    int bits = bits();
    boolean borrow = (operation & ~3) == Flags.SBB;
    Value a = borrow ? e.xor(bits, known(left), e.constant(-1)) : known(left);
    Value r = borrow ? known(result) : e.xor(bits, known(result), e.constant(-1));
    Value b = known(right);
    return e.or(bits, e.and(bits, a, b), e.and(bits, e.or(bits, a, b), r));
  }

  private Value zero(boolean negate) {
    if ((operation & ~3) == Flags.SUB) {
      return relation(Condition.EQ, known(left), known(right), negate);
    }
    return relation(Condition.EQ, known(result), e.constant(0), negate);
  }

  private Value belowOrEqual(boolean negate) {
    return switch (operation & ~3) {
      case Flags.SUB -> relation(Condition.LE_U, known(left), known(right), negate);
      case Flags.LOGIC -> zero(negate);
      default -> negate(e.or(8, below(false), zero(false)), negate);
    };
  }

  private Value less(boolean negate) {
    return switch (operation & ~3) {
      case Flags.SUB -> relation(Condition.LT_S, known(left), known(right), negate);
      case Flags.LOGIC -> relation(Condition.LT_S, known(result), e.constant(0), negate);
      default -> negate(signUnlikeOverflow(), negate);
    };
  }

  private Value lessOrEqual(boolean negate) {
    return switch (operation & ~3) {
      case Flags.SUB -> relation(Condition.LE_S, known(left), known(right), negate);
      case Flags.LOGIC -> relation(Condition.LE_S, known(result), e.constant(0), negate);
      default -> negate(e.or(8, signUnlikeOverflow(), zero(false)), negate);
    };
  }

  private Value signUnlikeOverflow() {
    return e.xor(8, e.extract(known(result), bits() - 1, 1), overflow());
  }

  private Value overflow() {
    int bits = bits();
    return switch (operation & ~3) {
      case Flags.ADD, Flags.ADC -> differ(known(left), known(right), known(result));
      case Flags.SUB, Flags.SBB -> differ(known(right), known(result), known(left));
      case Flags.INC -> equals(1L << (bits - 1));
      case Flags.DEC -> equals((1L << (bits - 1)) - 1);
      case Flags.SHL -> e.extract(e.xor(bits, known(left), known(result)), bits - 1, 1);
      case Flags.SHR -> {
        Value next = e.shl(bits, known(result), e.constant(1));
        yield e.extract(e.xor(bits, known(result), next), bits - 1, 1);
      }
      case Flags.MUL -> known(left);
      default -> e.constant(0);
    };
  }

  /** Whether the sign of {@code c} differs from that of both others. */
  private Value differ(Value a, Value b, Value c) {
    int bits = bits();
    return e.extract(e.and(bits, e.xor(bits, a, c), e.xor(bits, b, c)), bits - 1, 1);
  }

  private Value equals(long number) {
    return e.compare(Condition.EQ, bits(), known(result), e.constant(number));
  }

  private Value parity(boolean negate) {
    Value ones = e.popCount(8, known(result));
    return e.extract(negate ? ones : e.xor(8, ones, e.constant(1)), 0, 1);
  }

  private Value relation(Condition condition, Value a, Value b, boolean negate) {
    if (!negate) {
      return e.compare(condition, bits(), a, b);
    }
    return switch (condition) {
      case EQ -> e.compare(Condition.NE, bits(), a, b);
      case NE -> e.compare(Condition.EQ, bits(), a, b);
      case LT_U -> e.compare(Condition.LE_U, bits(), b, a);
      case LE_U -> e.compare(Condition.LT_U, bits(), b, a);
      case LT_S -> e.compare(Condition.LE_S, bits(), b, a);
      case LE_S -> e.compare(Condition.LT_S, bits(), b, a);
    };
  }

  private Value negate(Value bit, boolean negate) {
    return negate ? e.xor(8, bit, e.constant(1)) : bit;
  }

  private static Value known(@Nullable Value value) {
    if (value == null) {
      throw new IllegalStateException("flags without operands");
    }
    return value;
  }
}
