package vmm.ppc.translate;

import java.util.Arrays;
import vmm.api.cpu.Condition;
import vmm.api.cpu.CpuContext;
import vmm.api.cpu.Emitter;
import vmm.api.cpu.Helper;
import vmm.api.cpu.Value;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.Privilege;
import vmm.ppc.PpcRegisters;

/** Does what is emitted at once, as the documentation of {@link Emitter} says. */
final class EvaluatingEmitter implements Emitter {
  private record Known(long value) implements Value {}

  private final CpuContext cpu;
  private final Privilege privilege;
  private boolean ended;

  EvaluatingEmitter(CpuContext cpu, Privilege privilege) {
    this.cpu = cpu;
    this.privilege = privilege;
  }

  boolean ended() {
    return ended;
  }

  private static long of(Value value) {
    return ((Known) value).value;
  }

  private static long mask(int bits) {
    return -1L >>> (64 - bits);
  }

  private static long unsigned(int bits, Value value) {
    return of(value) & mask(bits);
  }

  private static long signed(int bits, Value value) {
    return of(value) << (64 - bits) >> (64 - bits);
  }

  private Value known(int bits, long value) {
    if (ended) {
      throw new IllegalStateException("emitted behind the end of the block");
    }
    return new Known(value & mask(bits));
  }

  @Override
  public Value constant(long value) {
    return known(64, value);
  }

  @Override
  public Value get(int slot) {
    return known(64, cpu.slots()[slot]);
  }

  @Override
  public void put(int slot, Value value) {
    cpu.slots()[slot] = of(known(64, of(value)));
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
    return known(bits, of(a) << of(count));
  }

  @Override
  public Value shrU(int bits, Value a, Value count) {
    return known(bits, unsigned(bits, a) >>> of(count));
  }

  @Override
  public Value shrS(int bits, Value a, Value count) {
    return known(bits, signed(bits, a) >> of(count));
  }

  @Override
  public Value rotl(int bits, Value a, Value count) {
    int left = (int) of(count) & (bits - 1);
    long value = unsigned(bits, a);
    return known(bits, left == 0 ? value : value << left | value >>> (bits - left));
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
    long mask = mask(bits) << low;
    return known(64, (of(base) & ~mask) | (of(a) << low & mask));
  }

  @Override
  public Value byteSwap(int bits, Value a) {
    return known(bits, Long.reverseBytes(of(a)) >>> (64 - bits));
  }

  @Override
  public Value countLeadingZeros(int bits, Value a) {
    return known(64, Long.numberOfLeadingZeros(unsigned(bits, a)) - (64 - bits));
  }

  @Override
  public Value countTrailingZeros(int bits, Value a) {
    return known(64, Math.min(bits, Long.numberOfTrailingZeros(unsigned(bits, a))));
  }

  @Override
  public Value popCount(int bits, Value a) {
    return known(64, Long.bitCount(unsigned(bits, a)));
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
    return known(1, holds ? 1 : 0);
  }

  @Override
  public Value select(Value condition, Value ifTrue, Value ifFalse) {
    return of(condition) != 0 ? ifTrue : ifFalse;
  }

  @Override
  public Value load(int bits, Value gva, AccessType access) {
    return known(
        bits,
        access == AccessType.UPDATE
            ? cpu.memory().loadForUpdate(bits, of(gva), privilege)
            : cpu.memory().load(bits, of(gva), privilege));
  }

  @Override
  public void store(int bits, Value gva, Value value) {
    cpu.memory().store(bits, of(gva), unsigned(bits, value), privilege);
  }

  @Override
  public Value call(Helper helper, Helper.Effect effect, Value... arguments) {
    long[] before = cpu.slots().clone();
    long result =
        helper.call(cpu, argument(arguments, 0), argument(arguments, 1), argument(arguments, 2));
    if (effect != Helper.Effect.STATE && !Arrays.equals(before, cpu.slots())) {
      throw new AssertionError("a helper that must not has written a slot");
    }
    return known(64, result);
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
    if (of(condition) != 0) {
      call(helper, Helper.Effect.CHECK, arguments);
    }
  }

  @Override
  public void jump(Value pc, long codeOffset) {
    jumpIndirect(pc);
  }

  @Override
  public void jumpIndirect(Value pc) {
    put(PpcRegisters.PC, pc);
    ended = true;
  }

  @Override
  public void branch(
      Value condition, Value takenPc, long takenOffset, Value otherPc, long otherOffset) {
    jumpIndirect(of(condition) != 0 ? takenPc : otherPc);
  }

  @Override
  public void exit() {
    ended = true;
  }
}
