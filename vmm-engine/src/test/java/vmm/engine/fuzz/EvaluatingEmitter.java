package vmm.engine.fuzz;

import vmm.api.cpu.Condition;
import vmm.api.cpu.CpuContext;
import vmm.api.cpu.Emitter;
import vmm.api.cpu.Helper;
import vmm.api.cpu.Value;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.Privilege;

/** Does what is emitted at once: the meaning of {@link Emitter}, word for word. */
final class EvaluatingEmitter implements Emitter {
  private record Known(long value) implements Value {}

  private final CpuContext context;
  private final int pcSlot;
  private final Privilege privilege;

  EvaluatingEmitter(CpuContext context, int pcSlot, Privilege privilege) {
    this.context = context;
    this.pcSlot = pcSlot;
    this.privilege = privilege;
  }

  private static long of(Value value) {
    return ((Known) value).value;
  }

  private static Value known(int bits, long value) {
    return new Known(bits == 64 ? value : value & ((1L << bits) - 1));
  }

  private static long unsigned(int bits, Value value) {
    return of(known(bits, of(value)));
  }

  private static long signed(int bits, Value value) {
    long v = unsigned(bits, value);
    boolean negative = ((v >>> (bits - 1)) & 1) != 0;
    return negative && bits < 64 ? v - (1L << bits) : v;
  }

  @Override
  public Value constant(long value) {
    return new Known(value);
  }

  @Override
  public Value get(int slot) {
    return new Known(context.slots()[slot]);
  }

  @Override
  public void put(int slot, Value value) {
    context.slots()[slot] = of(value);
  }

  @Override
  public Value add(int bits, Value a, Value b) {
    return known(bits, of(a) + of(b));
  }

  @Override
  public Value sub(int bits, Value a, Value b) {
    return known(bits, of(a) - of(b));
  }

  @Override
  public Value mul(int bits, Value a, Value b) {
    return known(bits, of(a) * of(b));
  }

  @Override
  public Value and(int bits, Value a, Value b) {
    return known(bits, of(a) & of(b));
  }

  @Override
  public Value or(int bits, Value a, Value b) {
    return known(bits, of(a) | of(b));
  }

  @Override
  public Value xor(int bits, Value a, Value b) {
    return known(bits, of(a) ^ of(b));
  }

  @Override
  public Value shl(int bits, Value a, Value count) {
    long by = of(count) & 63;
    return known(bits, by >= bits ? 0 : of(a) << by);
  }

  @Override
  public Value shrU(int bits, Value a, Value count) {
    return known(bits, unsigned(bits, a) >>> (of(count) & 63));
  }

  @Override
  public Value shrS(int bits, Value a, Value count) {
    return known(bits, signed(bits, a) >> (of(count) & 63));
  }

  @Override
  public Value rotl(int bits, Value a, Value count) {
    long value = unsigned(bits, a);
    for (long i = Math.floorMod(of(count), (long) bits); i > 0; i--) {
      value = unsigned(bits, new Known((value << 1) | (value >>> (bits - 1))));
    }
    return new Known(value);
  }

  @Override
  public Value signExtend(int fromBits, int bits, Value a) {
    return known(bits, signed(fromBits, a));
  }

  @Override
  public Value extract(Value a, int low, int bits) {
    return known(bits, of(a) >>> low);
  }

  @Override
  public Value deposit(Value base, int low, int bits, Value a) {
    long result = of(base);
    for (int i = 0; i < bits && low + i < 64; i++) {
      long bit = (of(a) >>> i) & 1;
      result = (result & ~(1L << (low + i))) | (bit << (low + i));
    }
    return new Known(result);
  }

  @Override
  public Value byteSwap(int bits, Value a) {
    long result = 0;
    for (int i = 0; i < bits; i += 8) {
      result = (result << 8) | ((of(a) >>> i) & 0xFF);
    }
    return new Known(result);
  }

  @Override
  public Value countLeadingZeros(int bits, Value a) {
    int count = 0;
    while (count < bits && ((of(a) >>> (bits - 1 - count)) & 1) == 0) {
      count++;
    }
    return new Known(count);
  }

  @Override
  public Value countTrailingZeros(int bits, Value a) {
    int count = 0;
    while (count < bits && ((of(a) >>> count) & 1) == 0) {
      count++;
    }
    return new Known(count);
  }

  @Override
  public Value popCount(int bits, Value a) {
    return new Known(Long.bitCount(unsigned(bits, a)));
  }

  @Override
  public Value compare(Condition condition, int bits, Value a, Value b) {
    int unsigned = Long.compareUnsigned(unsigned(bits, a), unsigned(bits, b));
    int signed = Long.compare(signed(bits, a), signed(bits, b));
    boolean holds =
        switch (condition) {
          case EQ -> unsigned == 0;
          case NE -> unsigned != 0;
          case LT_U -> unsigned < 0;
          case LE_U -> unsigned <= 0;
          case LT_S -> signed < 0;
          case LE_S -> signed <= 0;
        };
    return new Known(holds ? 1 : 0);
  }

  @Override
  public Value select(Value condition, Value ifTrue, Value ifFalse) {
    return of(condition) != 0 ? ifTrue : ifFalse;
  }

  @Override
  public Value load(int bits, Value gva, AccessType access) {
    return new Known(
        access == AccessType.UPDATE
            ? context.memory().loadForUpdate(bits, of(gva), privilege)
            : context.memory().load(bits, of(gva), privilege));
  }

  @Override
  public void store(int bits, Value gva, Value value) {
    context.memory().store(bits, of(gva), unsigned(bits, value), privilege);
  }

  @Override
  public Value call(Helper helper, Helper.Effect effect, Value... arguments) {
    return new Known(
        helper.call(
            context, argument(arguments, 0), argument(arguments, 1), argument(arguments, 2)));
  }

  private static long argument(Value[] arguments, int i) {
    return i < arguments.length ? of(arguments[i]) : 0;
  }

  @Override
  public void callIf(Value condition, Helper helper, Value... arguments) {
    if (of(condition) != 0) {
      call(helper, Helper.Effect.STATE, arguments);
    }
  }

  @Override
  public void checkIf(Value condition, Helper helper, Value... arguments) {
    callIf(condition, helper, arguments);
  }

  @Override
  public void jump(Value pc, long codeOffset) {
    put(pcSlot, pc);
  }

  @Override
  public void jumpIndirect(Value pc) {
    put(pcSlot, pc);
  }

  @Override
  public void branch(
      Value condition, Value takenPc, long takenOffset, Value otherPc, long otherOffset) {
    put(pcSlot, of(condition) != 0 ? takenPc : otherPc);
  }

  @Override
  public void exit() {}
}
