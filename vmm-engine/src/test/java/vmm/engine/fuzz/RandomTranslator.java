package vmm.engine.fuzz;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import vmm.api.cpu.CodeReader;
import vmm.api.cpu.Condition;
import vmm.api.cpu.Emitter;
import vmm.api.cpu.Helper;
import vmm.api.cpu.Translator;
import vmm.api.cpu.Value;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.Privilege;
import vmm.engine.toy.ToyRegisters;

/**
 * Means something random, but always the same, by each instruction: what, depends on a seed and on
 * the instruction's address. Each is four bytes long, whatever they are.
 */
final class RandomTranslator implements Translator {
  static final int LENGTH = 4;
  static final long CODE_FROM = 0x1000;
  static final long CODE_TO = 0x4000;
  static final long DATA_FROM = 0x10000;
  static final int DATA_PAGES = 16;

  private static final List<Condition> CONDITIONS = List.of(Condition.values());
  private static final int[] WIDTHS = {8, 16, 32, 64};
  private static final long[] NUMBERS = {
    0,
    1,
    2,
    3,
    7,
    8,
    31,
    32,
    63,
    64,
    0x7F,
    0x80,
    0xFF,
    0xFFFF,
    0x7FFF_FFFFL,
    0x8000_0000L,
    0xFFFF_FFFFL,
    0x1_0000_0000L,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    -1,
    -2
  };

  private static final int[] DATA_SLOTS = {
    ToyRegisters.R0,
    ToyRegisters.R0 + 1,
    ToyRegisters.R0 + 2,
    ToyRegisters.R0 + 3,
    ToyRegisters.R0 + 4,
    ToyRegisters.FLAG_OP,
    ToyRegisters.FLAG_RESULT,
    ToyRegisters.FLAG_SOURCE
  };

  private static final Helper MIX = (cpu, a, b, c) -> (a * 31 + b * 17 + c) ^ 0x5555;
  private static final Helper READ_SLOTS =
      (cpu, a, b, c) -> {
        long sum = a;
        for (int slot : DATA_SLOTS) {
          sum = sum * 3 + cpu.slots()[slot];
        }
        return sum + (cpu.pc() & 0xFFFF);
      };
  private static final Helper WRITE_SLOTS =
      (cpu, a, b, c) -> {
        cpu.slots()[DATA_SLOTS[(int) (a & 7)]] = b & 0xFFFF_FFFFL;
        cpu.slots()[DATA_SLOTS[(int) (c & 7)]] ^= cpu.retired() & 0xFFFF;
        return a - b;
      };
  private static final Helper FAULT_SOMETIMES =
      (cpu, a, b, c) -> {
        if ((a & 3) == 0) {
          return cpu.memory().load(32, 0, Privilege.SUPERVISOR);
        }
        return a;
      };
  private static final Helper SET_PC =
      (cpu, a, b, c) -> {
        cpu.slots()[ToyRegisters.PC] = a;
        return 0;
      };

  private final long seed;
  private final Map<Integer, Value> lastPut = new HashMap<>();
  private final List<Value> values = new ArrayList<>();
  private Random random = new Random(0);
  private Emitter emit;
  private long pc;

  RandomTranslator(long seed) {
    this.seed = seed;
  }

  @Override
  public void begin(long mode, long newPc, Emitter emitter) {
    emit = emitter;
    pc = newPc;
    lastPut.clear();
  }

  @Override
  public void end(long offset) {
    emit.jump(emit.constant(pc + offset), offset);
  }

  @Override
  public boolean translate(CodeReader code, long offset) {
    for (int i = 0; i < LENGTH; i++) {
      code.next8();
    }
    random = new Random((seed * 0x9E3779B97F4A7C15L) ^ ((pc + offset) * 0xD6E8FEB86659FD93L));
    values.clear();
    values.add(emit.constant(NUMBERS[random.nextInt(NUMBERS.length)]));
    for (int i = 1 + random.nextInt(10); i > 0; i--) {
      operation();
    }
    return random.nextInt(6) != 0 || endSomewhere(offset + LENGTH);
  }

  private Value value() {
    return switch (random.nextInt(4)) {
      case 0 -> emit.constant(NUMBERS[random.nextInt(NUMBERS.length)]);
      case 1 -> slotValue(DATA_SLOTS[random.nextInt(DATA_SLOTS.length)]);
      default -> values.get(random.nextInt(values.size()));
    };
  }

  /** A value kept from an earlier instruction of the block, or the slot. */
  private Value slotValue(int slot) {
    boolean kept = random.nextBoolean();
    Value last = lastPut.get(slot);
    return kept && last != null ? last : emit.get(slot);
  }

  private Value gva() {
    long page = DATA_FROM + 0x1000L * random.nextInt(DATA_PAGES);
    long offset = random.nextInt(4) == 0 ? 0xFF8 + random.nextInt(8) : random.nextInt(0xFF8);
    Value base = emit.and(32, slotValue(ToyRegisters.R0), emit.constant(4));
    // Engines may take a sum of 32 bits into the access, and no other.
    return emit.add(random.nextInt(4) == 0 ? 64 : 32, base, emit.constant(page + offset));
  }

  /** Maybe with the bytes in the other order, as big-endian processors load and store. */
  private Value maybeSwapped(int bits, Value value) {
    return bits > 8 && random.nextBoolean() ? emit.byteSwap(bits, value) : value;
  }

  private void operation() {
    int bits = WIDTHS[random.nextInt(4)];
    switch (random.nextInt(16)) {
      case 14 -> exchange();
      case 15 -> loadIntoExchange(gva());
      case 0 -> values.add(maybeSwapped(bits, emit.load(bits, gva(), AccessType.READ)));
      case 1 -> {
        Value gva = gva();
        Value old = emit.load(bits, gva, AccessType.UPDATE);
        emit.store(bits, gva, value());
        values.add(old);
        if (random.nextBoolean()) {
          putKept(ToyRegisters.FLAG_RESULT, old); // all 64 bits of it can be seen there
        }
      }
      case 2 -> emit.store(bits, gva(), maybeSwapped(bits, value()));
      case 3, 4, 5, 6 -> put();
      case 7 -> helper();
      default -> values.add(compute(bits));
    }
  }

  private void put() {
    int slot = DATA_SLOTS[random.nextInt(DATA_SLOTS.length)];
    boolean register = slot <= ToyRegisters.R0 + 7;
    putKept(slot, register ? emit.extract(value(), 0, 32) : value());
  }

  private int slot() {
    return DATA_SLOTS[random.nextInt(5)];
  }

  /** Two registers change places. */
  private void exchange() {
    int x = slot();
    int y = slot();
    Value old = emit.get(x);
    putKept(x, emit.get(y));
    putKept(y, old);
  }

  /** A value goes into a register whose old value is read behind that and stored. */
  private void loadIntoExchange(Value gva) {
    int x = slot();
    int y = slot();
    Value loaded = emit.load(32, gva, AccessType.READ);
    Value old = emit.get(x);
    putKept(x, loaded);
    putKept(y, old);
    emit.store(32, gva(), old);
  }

  private void putKept(int slot, Value value) {
    emit.put(slot, value);
    lastPut.put(slot, value);
  }

  private void helper() {
    switch (random.nextInt(8)) {
      case 4 -> {
        Value a = value();
        values.add(emit.call(FAULT_SOMETIMES, Helper.Effect.CHECK, a));
      }
      case 5 -> emit.checkIf(value(), FAULT_SOMETIMES, value());
      case 0 -> values.add(emit.call(MIX, Helper.Effect.PURE, value(), value(), value()));
      case 1 -> values.add(emit.call(READ_SLOTS, Helper.Effect.READS, value()));
      case 2 -> values.add(state(WRITE_SLOTS));
      case 3 -> values.add(state(FAULT_SOMETIMES));
      default -> {
        emit.callIf(value(), WRITE_SLOTS, value(), value(), value());
        lastPut.clear();
      }
    }
  }

  private Value state(Helper helper) {
    Value result = emit.call(helper, Helper.Effect.STATE, value(), value(), value());
    lastPut.clear();
    return result;
  }

  private Value compute(int bits) {
    int low = random.nextInt(64);
    int width = 1 + random.nextInt(64 - low);
    return switch (random.nextInt(18)) {
      case 0, 1 -> emit.add(bits, value(), value());
      case 2 -> emit.sub(bits, value(), value());
      case 3 -> emit.mul(bits, value(), value());
      case 4 -> emit.and(bits, value(), value());
      case 5 -> emit.or(bits, value(), value());
      case 6 -> emit.xor(bits, value(), value());
      case 7 -> emit.shl(bits, value(), value());
      case 8 -> emit.shrU(bits, value(), value());
      case 9 -> emit.shrS(bits, value(), value());
      case 10 -> emit.rotl(bits, value(), value());
      case 11 -> emit.signExtend(1 + random.nextInt(64), bits, value());
      case 12 -> emit.extract(value(), low, width);
      case 13 -> emit.deposit(value(), low, width, value());
      case 14 -> emit.select(value(), value(), value());
      case 15 -> count(bits);
      default -> emit.compare(condition(), bits, value(), value());
    };
  }

  private Value count(int bits) {
    return switch (random.nextInt(4)) {
      case 0 -> emit.byteSwap(Math.max(16, bits), value());
      case 1 -> emit.countLeadingZeros(bits, value());
      case 2 -> emit.countTrailingZeros(bits, value());
      default -> emit.popCount(bits, value());
    };
  }

  private Condition condition() {
    return CONDITIONS.get(random.nextInt(CONDITIONS.size()));
  }

  private long target() {
    return CODE_FROM + LENGTH * random.nextLong((CODE_TO - CODE_FROM) / LENGTH);
  }

  /** Ends the block, {@code next} bytes from its first, with somewhere to go. */
  private boolean endSomewhere(long next) {
    long target = target();
    long distance = target - pc;
    switch (random.nextInt(4)) {
      case 0 -> emit.jump(emit.constant(target), distance);
      case 1 ->
          emit.jumpIndirect(emit.select(value(), emit.constant(target), emit.constant(CODE_FROM)));
      case 2 -> {
        Value taken =
            random.nextBoolean() ? compute(32) : emit.compare(condition(), 32, value(), value());
        emit.branch(taken, emit.constant(target), distance, emit.constant(pc + next), next);
      }
      default -> {
        emit.call(SET_PC, Helper.Effect.STATE, emit.constant(target));
        emit.exit();
      }
    }
    return false;
  }
}
