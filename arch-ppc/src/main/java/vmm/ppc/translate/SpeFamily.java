package vmm.ppc.translate;

import java.util.Map;
import vmm.api.cpu.Condition;
import vmm.api.cpu.CpuContext;
import vmm.api.cpu.Emitter;
import vmm.api.cpu.Helper.Effect;
import vmm.api.cpu.Value;
import vmm.ppc.InterruptType;
import vmm.ppc.PpcFault;
import vmm.ppc.PpcMode;
import vmm.ppc.PpcRegisters;
import vmm.ppc.decode.Fields;

/**
 * Signal processing on both halves of 64-bit general registers (SPE Programming Environments
 * Manual, chapter 5): what works on the upper half works on the lower one too.
 */
final class SpeFamily {
  private static final long ONES = 0xFFFF_FFFFL;

  private SpeFamily() {}

  /** Makes an operation of two operands with a block's emitter. */
  private interface Binary {
    Value emit(Emitter e, Value a, Value b);
  }

  /** Adds the meanings. */
  static void addTo(Map<String, Semantic> m) {
    sums(m);
    logic(m);
    shifts(m);
    merges(m);
    compares(m);
    accumulator(m);
    m.put("brinc", SpeFamily::brinc);
    SpeStorage.addTo(m);
  }

  // ---- frame

  /** Raises the interrupt if MSR[SPE] is clear; whether the instruction may go on. */
  static boolean available(Block b) {
    boolean available = b.in(PpcMode.SPV);
    if (!available) {
      b.raise(InterruptType.SPE_UNAVAILABLE, PpcFault.ESR_SPV);
    }
    return available;
  }

  /** The upper half of a general register. */
  static Value high(Block b, int number) {
    return b.e.get(PpcRegisters.R0_HIGH + number);
  }

  /** Writes both halves of RT. */
  static void put(Block b, Value high, Value low) {
    b.e.put(PpcRegisters.R0_HIGH + Fields.rt(b.word()), high);
    b.putRt(low);
  }

  /** The upper half of RA. */
  static Value highA(Block b) {
    return high(b, Fields.ra(b.word()));
  }

  /** The upper half of RB. */
  static Value highB(Block b) {
    return high(b, Fields.rb(b.word()));
  }

  /** An instruction that needs MSR[SPE]. */
  static Semantic ifAvailable(Semantic semantic) {
    return b -> {
      if (available(b)) {
        semantic.emit(b);
      }
    };
  }

  private static Semantic both(Binary operation) {
    return ifAvailable(
        b -> put(b, operation.emit(b.e, highA(b), highB(b)), operation.emit(b.e, b.ra(), b.rb())));
  }

  /** RA on both sides of an immediate number in RB's place. */
  private static Semantic immediateB(Binary operation) {
    return ifAvailable(
        b -> {
          Value immediate = b.e.constant(Fields.rb(b.word()));
          put(b, operation.emit(b.e, highA(b), immediate), operation.emit(b.e, b.ra(), immediate));
        });
  }

  /** RB on both sides of an immediate number in RA's place. */
  private static Semantic immediateA(Binary operation) {
    return ifAvailable(
        b -> {
          Value immediate = b.e.constant(Fields.ra(b.word()));
          put(b, operation.emit(b.e, immediate, highB(b)), operation.emit(b.e, immediate, b.rb()));
        });
  }

  // ---- families

  private static void sums(Map<String, Semantic> m) {
    m.put("evaddw", both((e, a, b) -> e.add(32, a, b)));
    m.put("evaddiw", immediateA((e, a, b) -> e.add(32, b, a)));
    m.put("evsubfw", both((e, a, b) -> e.sub(32, b, a)));
    m.put("evsubifw", immediateA((e, a, b) -> e.sub(32, b, a)));
    m.put("evneg", both((e, a, _) -> e.sub(32, e.constant(0), a)));
    m.put("evabs", both((e, a, _) -> absolute(e, a)));
    m.put("evextsb", both((e, a, _) -> e.signExtend(8, 32, a)));
    m.put("evextsh", both((e, a, _) -> e.signExtend(16, 32, a)));
    m.put("evrndw", both((e, a, _) -> round(e, a)));
    m.put("evcntlzw", both((e, a, _) -> e.countLeadingZeros(32, a)));
    m.put("evcntlsw", both((e, a, _) -> e.countLeadingZeros(32, e.xor(32, a, signs(e, a)))));
  }

  private static Value signs(Emitter e, Value a) {
    return e.shrS(32, a, e.constant(31));
  }

  private static Value absolute(Emitter e, Value a) {
    return e.sub(32, e.xor(32, a, signs(e, a)), signs(e, a));
  }

  private static Value round(Emitter e, Value a) {
    return e.and(32, e.add(32, a, e.constant(0x8000)), e.constant(0xFFFF_0000L));
  }

  private static void logic(Map<String, Semantic> m) {
    m.put("evand", both((e, a, b) -> e.and(32, a, b)));
    m.put("evandc", both((e, a, b) -> e.and(32, a, not(e, b))));
    m.put("evor", both((e, a, b) -> e.or(32, a, b)));
    m.put("evorc", both((e, a, b) -> e.or(32, a, not(e, b))));
    m.put("evxor", both((e, a, b) -> e.xor(32, a, b)));
    m.put("evnor", both((e, a, b) -> not(e, e.or(32, a, b))));
    m.put("eveqv", both((e, a, b) -> not(e, e.xor(32, a, b))));
    m.put("evnand", both((e, a, b) -> not(e, e.and(32, a, b))));
  }

  private static Value not(Emitter e, Value a) {
    return e.xor(32, a, e.constant(ONES));
  }

  private static void shifts(Map<String, Semantic> m) {
    m.put("evslw", both((e, a, b) -> e.shl(32, a, b)));
    m.put("evsrwu", both((e, a, b) -> e.shrU(32, a, b)));
    m.put("evsrws", both((e, a, b) -> e.shrS(32, a, b)));
    m.put("evrlw", both((e, a, b) -> e.rotl(32, a, b)));
    m.put("evslwi", immediateB((e, a, b) -> e.shl(32, a, b)));
    m.put("evsrwiu", immediateB((e, a, b) -> e.shrU(32, a, b)));
    m.put("evsrwis", immediateB((e, a, b) -> e.shrS(32, a, b)));
    m.put("evrlwi", immediateB((e, a, b) -> e.rotl(32, a, b)));
  }

  private static void merges(Map<String, Semantic> m) {
    m.put("evmergehi", ifAvailable(b -> put(b, highA(b), highB(b))));
    m.put("evmergelo", ifAvailable(b -> put(b, b.ra(), b.rb())));
    m.put("evmergehilo", ifAvailable(b -> put(b, highA(b), b.rb())));
    m.put("evmergelohi", ifAvailable(b -> put(b, b.ra(), highB(b))));
    m.put("evsplati", ifAvailable(b -> splat(b, 0)));
    m.put("evsplatfi", ifAvailable(b -> splat(b, 27)));
    m.put("evsel", ifAvailable(SpeFamily::select));
  }

  private static void splat(Block b, int left) {
    int immediate = Fields.ra(b.word()) << 27 >> 27;
    Value value = b.word((long) immediate << left);
    put(b, value, value);
  }

  /** Each half comes from RA or RB, as LT and GT of a condition field say. */
  private static void select(Block b) {
    int first = (b.word() & 7) * 4;
    Value high = b.e.select(b.cr.isSet(first + Conditions.LT), highA(b), highB(b));
    Value low = b.e.select(b.cr.isSet(first + Conditions.GT), b.ra(), b.rb());
    put(b, high, low);
  }

  private static void compares(Map<String, Semantic> m) {
    m.put("evcmpgtu", comparing((e, a, b) -> e.compare(Condition.LT_U, 32, b, a)));
    m.put("evcmpgts", comparing((e, a, b) -> e.compare(Condition.LT_S, 32, b, a)));
    m.put("evcmpltu", comparing((e, a, b) -> e.compare(Condition.LT_U, 32, a, b)));
    m.put("evcmplts", comparing((e, a, b) -> e.compare(Condition.LT_S, 32, a, b)));
    m.put("evcmpeq", comparing((e, a, b) -> e.compare(Condition.EQ, 32, a, b)));
  }

  /** A condition field gets what holds for the upper half, the lower, either, and both. */
  private static Semantic comparing(Binary relation) {
    return ifAvailable(
        b -> {
          Value high = relation.emit(b.e, highA(b), highB(b));
          Value low = relation.emit(b.e, b.ra(), b.rb());
          Value either = b.e.or(64, high, low);
          b.cr.set(Fields.bf(b.word()), high, low, either, b.e.and(64, high, low));
        });
  }

  // ---- accumulator

  private static void accumulator(Map<String, Semantic> m) {
    m.put("evmra", ifAvailable(b -> accumulate(b, whole(b, Fields.ra(b.word())))));
    SpeProducts.addTo(m);
    SpeDivision.addTo(m);
  }

  /** Both halves of a register. */
  static Value whole(Block b, int number) {
    return b.e.deposit(b.register(number), 32, 32, high(b, number));
  }

  /** Writes both halves of RT. */
  static void putWhole(Block b, Value value) {
    put(b, b.e.extract(value, 32, 32), b.e.extract(value, 0, 32));
  }

  private static void accumulate(Block b, Value value) {
    b.e.put(PpcRegisters.ACC, value);
    putWhole(b, value);
  }

  // ---- brinc

  /** Needs no MSR[SPE] and leaves the upper half alone. */
  private static void brinc(Block b) {
    b.putRt(b.e.call(SpeFamily::incrementReversed, Effect.PURE, b.ra(), b.rb()));
  }

  private static long incrementReversed(CpuContext cpu, long index, long mask, long unused) {
    int reversed = Integer.reverse((int) index | ~(int) mask) + 1;
    return Integer.reverse(reversed) & mask;
  }
}
