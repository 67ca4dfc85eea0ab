package vmm.ppc.translate;

import java.util.Map;
import java.util.function.IntToLongFunction;
import vmm.api.cpu.Condition;
import vmm.api.cpu.Helper.Effect;
import vmm.api.cpu.Value;
import vmm.ppc.InterruptType;
import vmm.ppc.PpcFault;
import vmm.ppc.PpcMode;
import vmm.ppc.PpcModel;
import vmm.ppc.PpcRegisters;
import vmm.ppc.decode.Fields;
import vmm.ppc.fpu.FpInstructions;
import vmm.ppc.translate.Storage.Address;

/** The floating-point instructions (Book I, chapter 4): storage accesses, and the way to others. */
final class FloatingPoint {
  private static final int QUADWORD = 16;

  private static final String[] ARITHMETIC = {
    "fabs", "fadd", "fadds", "fctiw", "fctiwz", "fdiv", "fdivs", "fmadd", "fmadds", "fmr", "fmsub",
    "fmsubs", "fmul", "fmuls", "fnabs", "fneg", "fnmadd", "fnmadds", "fnmsub", "fnmsubs", "fres",
    "frsp", "frsqrte", "fsel", "fsub", "fsubs"
  };

  private FloatingPoint() {}

  /** Adds the meanings. */
  static void addTo(Map<String, Semantic> m) {
    for (String mnemonic : ARITHMETIC) {
      m.put(mnemonic, calling(mnemonic, FloatingPoint::registers));
    }
    m.put("fcmpu", calling("fcmpu", FloatingPoint::comparison));
    m.put("fcmpo", calling("fcmpo", FloatingPoint::comparison));
    m.put("mffs", calling("mffs", Fields::rt));
    m.put("mtfsb0", calling("mtfsb0", Fields::rt));
    m.put("mtfsb1", calling("mtfsb1", Fields::rt));
    m.put("mtfsfi", calling("mtfsfi", FloatingPoint::immediate));
    m.put("mcrfs", calling("mcrfs", w -> Fields.bf(w) | Fields.bfa(w) << 5));
    m.put("mtfsf", calling("mtfsf", w -> (w >>> 17 & 0xFF) | Fields.rb(w) << 10));
    m.put("fsqrt", FloatingPoint::unimplemented);
    m.put("fsqrts", FloatingPoint::unimplemented);
    storage(m, "lfs", FloatingPoint::loadSingle);
    storage(m, "lfd", FloatingPoint::loadDouble);
    storage(m, "stfs", FloatingPoint::storeSingle);
    storage(m, "stfd", FloatingPoint::storeDouble);
    m.put("stfiwx", b -> access(b, Address.X, FloatingPoint::storeWord));
  }

  private static void storage(Map<String, Semantic> m, String mnemonic, Access access) {
    m.put(mnemonic, b -> access(b, Address.D, access));
    m.put(mnemonic + "u", b -> access(b, Address.D_UPDATE, access));
    m.put(mnemonic + "x", b -> access(b, Address.X, access));
    m.put(mnemonic + "ux", b -> access(b, Address.X_UPDATE, access));
  }

  // ---- what helpers do

  private static Semantic calling(String mnemonic, IntToLongFunction operands) {
    return b -> {
      if (available(b)) {
        long packed = operands.applyAsLong(b.word());
        long rc = Fields.record(b.word()) && records(mnemonic) ? 1 : 0;
        b.call(FpInstructions.of(mnemonic), b.e.constant(packed), b.e.constant(rc));
      }
    };
  }

  private static boolean records(String mnemonic) {
    return switch (mnemonic) {
      case "fcmpu", "fcmpo", "mcrfs" -> false;
      default -> true;
    };
  }

  private static long registers(int word) {
    return Fields.rt(word) | Fields.ra(word) << 5 | Fields.rb(word) << 10 | Fields.rc(word) << 15;
  }

  private static long comparison(int word) {
    return Fields.bf(word) | Fields.ra(word) << 5 | Fields.rb(word) << 10;
  }

  private static long immediate(int word) {
    return Fields.bf(word) | (Fields.rb(word) >>> 1) << 10;
  }

  /** Raises the interrupt if MSR[FP] is clear; whether the instruction may go on. */
  static boolean available(Block b) {
    boolean available = b.in(PpcMode.FP);
    if (!available) {
      b.raise(InterruptType.FP_UNAVAILABLE, 0);
    }
    return available;
  }

  /** The units recognize square roots and have none. */
  private static void unimplemented(Block b) {
    if (available(b)) {
      b.raiseProgram(PpcFault.ESR_PUO);
    }
  }

  // ---- storage

  /** A floating-point access to a place. */
  @FunctionalInterface
  private interface Access {
    void emit(Block b, Value gva);
  }

  private static void access(Block b, Address address, Access access) {
    if (available(b)) {
      Value gva = address.of(b);
      access.emit(b, gva);
      Storage.update(b, address, gva);
    }
  }

  private static void loadSingle(Block b, Value gva) {
    checkQuadword(b, gva, 4, 0);
    Value single = Storage.loadBigEndian(b, 32, gva);
    b.e.put(register(b), b.e.call(FpInstructions::loadSingle, Effect.PURE, single));
  }

  private static void loadDouble(Block b, Value gva) {
    checkQuadword(b, gva, 8, 0);
    b.e.put(register(b), Storage.loadBigEndian(b, 64, gva));
  }

  private static void storeSingle(Block b, Value gva) {
    checkQuadword(b, gva, 4, PpcFault.ESR_ST);
    Value single = b.e.call(FpInstructions::storeSingle, Effect.PURE, b.e.get(register(b)));
    Storage.storeBigEndian(b, 32, gva, single);
  }

  private static void storeDouble(Block b, Value gva) {
    checkQuadword(b, gva, 8, PpcFault.ESR_ST);
    Storage.storeBigEndian(b, 64, gva, b.e.get(register(b)));
  }

  private static void storeWord(Block b, Value gva) {
    checkQuadword(b, gva, 4, PpcFault.ESR_ST);
    Storage.storeBigEndian(b, 32, gva, b.e.get(register(b)));
  }

  private static int register(Block b) {
    return PpcRegisters.F0 + Fields.rt(b.word());
  }

  /** The 440 wants such operands inside a quadword (User's Manual, "Alignment Interrupt"). */
  private static void checkQuadword(Block b, Value gva, int bytes, long esr) {
    if (b.has(PpcModel.Feature.TLB_440)) {
      Value place = b.e.and(32, gva, b.e.constant(QUADWORD - 1));
      Value crosses = b.e.compare(Condition.LT_U, 32, b.e.constant(QUADWORD - bytes), place);
      b.checkAlignment(crosses, esr | PpcFault.ESR_FP, gva);
    }
  }
}
