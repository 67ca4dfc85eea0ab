package vmm.x86.fpu;

import static vmm.x86.fpu.ArithmeticInstructions.nextByTop;
import static vmm.x86.fpu.ArithmeticInstructions.onTop;
import static vmm.x86.fpu.ArithmeticInstructions.remainder;
import static vmm.x86.fpu.ArithmeticInstructions.toRegister;
import static vmm.x86.fpu.ArithmeticInstructions.toTop;
import static vmm.x86.fpu.ArithmeticInstructions.topByNext;
import static vmm.x86.fpu.ComparisonInstructions.intoFlags;
import static vmm.x86.fpu.ComparisonInstructions.withNext;
import static vmm.x86.fpu.ComparisonInstructions.withRegister;
import static vmm.x86.fpu.EscRow.Group.CONTROL;
import static vmm.x86.fpu.EscRow.Group.NO_WAIT;
import static vmm.x86.fpu.EscRow.Group.NUMERIC;
import static vmm.x86.fpu.MemoryFormat.M16_INTEGER;
import static vmm.x86.fpu.MemoryFormat.M32_INTEGER;
import static vmm.x86.fpu.MemoryFormat.M32_REAL;
import static vmm.x86.fpu.MemoryFormat.M64_INTEGER;
import static vmm.x86.fpu.MemoryFormat.M64_REAL;
import static vmm.x86.fpu.MemoryFormat.M80_DECIMAL;
import static vmm.x86.fpu.MemoryFormat.M80_REAL;
import static vmm.x86.fpu.TransferInstructions.conditionalMove;
import static vmm.x86.fpu.TransferInstructions.load;
import static vmm.x86.fpu.TransferInstructions.loadConstant;
import static vmm.x86.fpu.TransferInstructions.storeDouble;
import static vmm.x86.fpu.TransferInstructions.storeInteger;
import static vmm.x86.fpu.TransferInstructions.storeRegister;
import static vmm.x86.fpu.TransferInstructions.storeSingle;

import org.jspecify.annotations.Nullable;

/**
 * The escape instructions by opcode: SDM vol. 2, appendix A, "Escape Opcode Instructions". Rows
 * marked with an asterisk in their comment are aliases which the manual omits but every processor
 * of this family runs.
 */
final class EscTable {
  /** For each first byte, eight memory forms by the reg field. */
  private static final @Nullable EscRow[] MEMORY = new EscRow[8 * 8];

  /** For each first byte, 64 register forms by the low six bits of ModRM. */
  private static final @Nullable EscRow[] REGISTER = new EscRow[8 * 64];

  static {
    arithmetic();
    transfers();
    integerTransfers();
    comparisons();
    conditionalMoves();
    functions();
    control();
  }

  private EscTable() {}

  /**
   * The instruction, or null if the encoding is reserved.
   *
   * @param escape the first byte, D8 to DF
   */
  static @Nullable EscRow find(int escape, int modrm) {
    int first = escape & 7;
    return modrm < 0xC0
        ? MEMORY[first * 8 + (modrm >> 3 & 7)]
        : REGISTER[first * 64 + (modrm & 63)];
  }

  private static void memory(int escape, int reg, String mnemonic, EscAction action) {
    memory(escape, reg, mnemonic, NUMERIC, action);
  }

  private static void memory(
      int escape, int reg, String mnemonic, EscRow.Group group, EscAction action) {
    MEMORY[(escape & 7) * 8 + reg] = new EscRow(mnemonic, group, true, false, action);
  }

  /** Eight encodings that name ST(0) to ST(7). */
  private static void stack(int escape, int modrm, String mnemonic, EscAction action) {
    for (int i = 0; i < 8; i++) {
      single(escape, modrm + i, mnemonic, action);
    }
  }

  /** As {@link #stack}, of instructions that came with CMOV. */
  private static void conditional(int escape, int modrm, String mnemonic, EscAction action) {
    for (int i = 0; i < 8; i++) {
      REGISTER[(escape & 7) * 64 + (modrm + i & 63)] =
          new EscRow(mnemonic, NUMERIC, false, true, action);
    }
  }

  private static void single(int escape, int modrm, String mnemonic, EscAction action) {
    single(escape, modrm, mnemonic, NUMERIC, action);
  }

  private static void single(
      int escape, int modrm, String mnemonic, EscRow.Group group, EscAction action) {
    REGISTER[(escape & 7) * 64 + (modrm & 63)] = new EscRow(mnemonic, group, false, false, action);
  }

  private static void arithmetic() {
    arithmetic(0, "add", Arithmetic::add, 0, Arithmetic::add);
    arithmetic(1, "mul", Arithmetic::multiply, 1, Arithmetic::multiply);
    arithmetic(4, "sub", Arithmetic::subtract, 5, Arithmetic::subtract);
    arithmetic(5, "subr", Arithmetic::subtractReversed, 4, Arithmetic::subtractReversed);
    arithmetic(6, "div", Arithmetic::divide, 7, Arithmetic::divide);
    arithmetic(7, "divr", Arithmetic::divideReversed, 6, Arithmetic::divideReversed);
  }

  /**
   * All forms of one operation.
   *
   * @param row place among the eight forms that deliver to ST(0)
   * @param registerRow place among the eight forms that deliver to ST(i)
   */
  private static void arithmetic(
      int row,
      String name,
      ArithmeticInstructions.Binary operation,
      int registerRow,
      ArithmeticInstructions.Binary registerOperation) {
    memory(0xD8, row, "f" + name, ArithmeticInstructions.withMemory(operation, M32_REAL));
    memory(0xDA, row, "fi" + name, ArithmeticInstructions.withMemory(operation, M32_INTEGER));
    memory(0xDC, row, "f" + name, ArithmeticInstructions.withMemory(operation, M64_REAL));
    memory(0xDE, row, "fi" + name, ArithmeticInstructions.withMemory(operation, M16_INTEGER));
    stack(0xD8, 0xC0 + 8 * row, "f" + name, toTop(operation));
    stack(0xDC, 0xC0 + 8 * registerRow, "f" + name, toRegister(registerOperation, 0));
    stack(0xDE, 0xC0 + 8 * registerRow, "f" + name + "p", toRegister(registerOperation, 1));
  }

  private static void transfers() {
    memory(0xD9, 0, "fld", load(M32_REAL));
    memory(0xD9, 2, "fst", storeSingle(0));
    memory(0xD9, 3, "fstp", storeSingle(1));
    memory(0xDD, 0, "fld", load(M64_REAL));
    memory(0xDD, 2, "fst", storeDouble(0));
    memory(0xDD, 3, "fstp", storeDouble(1));
    memory(0xDB, 5, "fld", load(M80_REAL));
    memory(0xDB, 7, "fstp", TransferInstructions::storeExtended);
    stack(0xD9, 0xC0, "fld", TransferInstructions::loadRegister);
    stack(0xD9, 0xC8, "fxch", TransferInstructions::exchange);
    stack(0xDD, 0xC8, "fxch", TransferInstructions::exchange); // *
    stack(0xDF, 0xC8, "fxch", TransferInstructions::exchange); // *
    stack(0xDD, 0xD0, "fst", storeRegister(0));
    stack(0xDD, 0xD8, "fstp", storeRegister(1));
    stack(0xD9, 0xD8, "fstp", TransferInstructions::storeWithoutFault); // *
    stack(0xDF, 0xD0, "fstp", storeRegister(1)); // *
    stack(0xDF, 0xD8, "fstp", storeRegister(1)); // *
  }

  private static void integerTransfers() {
    memory(0xDB, 0, "fild", load(M32_INTEGER));
    memory(0xDB, 2, "fist", storeInteger(M32_INTEGER, 0));
    memory(0xDB, 3, "fistp", storeInteger(M32_INTEGER, 1));
    memory(0xDF, 0, "fild", load(M16_INTEGER));
    memory(0xDF, 2, "fist", storeInteger(M16_INTEGER, 0));
    memory(0xDF, 3, "fistp", storeInteger(M16_INTEGER, 1));
    memory(0xDF, 4, "fbld", load(M80_DECIMAL));
    memory(0xDF, 5, "fild", load(M64_INTEGER));
    memory(0xDF, 6, "fbstp", TransferInstructions::storeDecimal);
    memory(0xDF, 7, "fistp", storeInteger(M64_INTEGER, 1));
  }

  private static void comparisons() {
    for (int pops = 0; pops < 2; pops++) {
      String suffix = pops == 0 ? "" : "p";
      int row = 2 + pops;
      memory(0xD8, row, "fcom" + suffix, ComparisonInstructions.withMemory(M32_REAL, pops));
      memory(0xDA, row, "ficom" + suffix, ComparisonInstructions.withMemory(M32_INTEGER, pops));
      memory(0xDC, row, "fcom" + suffix, ComparisonInstructions.withMemory(M64_REAL, pops));
      memory(0xDE, row, "ficom" + suffix, ComparisonInstructions.withMemory(M16_INTEGER, pops));
      stack(0xD8, 0xC0 + 8 * row, "fcom" + suffix, withRegister(Comparison::ordered, pops));
      stack(0xDC, 0xC0 + 8 * row, "fcom" + suffix, withRegister(Comparison::ordered, pops)); // *
      stack(0xDD, 0xE0 + 8 * pops, "fucom" + suffix, withRegister(Comparison::unordered, pops));
      int flagsEscape = pops == 0 ? 0xDB : 0xDF;
      conditional(flagsEscape, 0xE8, "fucomi" + suffix, intoFlags(Comparison::unordered, pops));
      conditional(flagsEscape, 0xF0, "fcomi" + suffix, intoFlags(Comparison::ordered, pops));
    }
    stack(0xDE, 0xD0, "fcomp", withRegister(Comparison::ordered, 1)); // *
    single(0xDE, 0xD9, "fcompp", withNext(Comparison::ordered));
    single(0xDA, 0xE9, "fucompp", withNext(Comparison::unordered));
    single(0xD9, 0xE4, "ftst", ComparisonInstructions::withZero);
    single(0xD9, 0xE5, "fxam", ComparisonInstructions::examine);
  }

  private static void conditionalMoves() {
    String[] conditions = {"b", "e", "be", "u"};
    for (int i = 0; i < conditions.length; i++) {
      conditional(0xDA, 0xC0 + 8 * i, "fcmov" + conditions[i], conditionalMove(i, false));
      conditional(0xDB, 0xC0 + 8 * i, "fcmovn" + conditions[i], conditionalMove(i, true));
    }
  }

  private static void functions() {
    single(0xD9, 0xE0, "fchs", onTop(ArithmeticInstructions::changeSign));
    single(0xD9, 0xE1, "fabs", onTop(ArithmeticInstructions::absolute));
    constants();
    single(0xD9, 0xF0, "f2xm1", onTop(Logarithms::powerMinusOne));
    single(0xD9, 0xF1, "fyl2x", nextByTop(Logarithms::logarithm));
    single(0xD9, 0xF2, "fptan", TrigonometricInstructions::tangent);
    single(0xD9, 0xF3, "fpatan", nextByTop(Trigonometry::arcTangent));
    single(0xD9, 0xF4, "fxtract", ArithmeticInstructions::extract);
    single(0xD9, 0xF5, "fprem1", remainder(Remainders::nearest));
    single(0xD9, 0xF8, "fprem", remainder(Remainders::truncating));
    single(0xD9, 0xF9, "fyl2xp1", nextByTop(Logarithms::logarithmOfNext));
    single(0xD9, 0xFA, "fsqrt", onTop(Arithmetic::squareRoot));
    single(0xD9, 0xFB, "fsincos", TrigonometricInstructions::sineAndCosine);
    single(0xD9, 0xFC, "frndint", onTop(Scaling::roundToInteger));
    single(0xD9, 0xFD, "fscale", topByNext(Scaling::scale));
    single(0xD9, 0xFE, "fsin", TrigonometricInstructions.onTop(Trigonometry::sine));
    single(0xD9, 0xFF, "fcos", TrigonometricInstructions.onTop(Trigonometry::cosine));
  }

  /** The constants, of which each row gives the significands rounded to nearest, down and up. */
  private static void constants() {
    single(0xD9, 0xE8, "fld1", loadConstant(0x3FFF, 0x8000000000000000L));
    constant(0xE9, "fldl2t", 0x4000, 0xD49A784BCD1B8AFEL, 0xD49A784BCD1B8AFEL);
    constant(0xEA, "fldl2e", 0x3FFF, 0xB8AA3B295C17F0BCL, 0xB8AA3B295C17F0BBL);
    constant(0xEB, "fldpi", 0x4000, 0xC90FDAA22168C235L, 0xC90FDAA22168C234L);
    constant(0xEC, "fldlg2", 0x3FFD, 0x9A209A84FBCFF799L, 0x9A209A84FBCFF798L);
    constant(0xED, "fldln2", 0x3FFE, 0xB17217F7D1CF79ACL, 0xB17217F7D1CF79ABL);
    single(0xD9, 0xEE, "fldz", loadConstant(0, 0));
  }

  private static void constant(int modrm, String mnemonic, int exponent, long nearest, long down) {
    single(0xD9, modrm, mnemonic, loadConstant(exponent, nearest, down, down + 1, down));
  }

  private static void control() {
    memory(0xD9, 4, "fldenv", CONTROL, ControlInstructions::loadEnvironment);
    memory(0xD9, 5, "fldcw", CONTROL, ControlInstructions::loadControl);
    memory(0xD9, 6, "fnstenv", NO_WAIT, ControlInstructions::storeEnvironment);
    memory(0xD9, 7, "fnstcw", NO_WAIT, ControlInstructions::storeControl);
    memory(0xDD, 4, "frstor", CONTROL, ControlInstructions::restore);
    memory(0xDD, 6, "fnsave", NO_WAIT, ControlInstructions::save);
    memory(0xDD, 7, "fnstsw", NO_WAIT, ControlInstructions::storeStatus);
    single(0xDF, 0xE0, "fnstsw", NO_WAIT, (fpu, host, i) -> host.setAx(fpu.status()));
    single(0xDB, 0xE0, "fneni", NO_WAIT, ControlInstructions::nothing); // *
    single(0xDB, 0xE1, "fndisi", NO_WAIT, ControlInstructions::nothing); // *
    single(0xDB, 0xE2, "fnclex", NO_WAIT, ControlInstructions::clearExceptions);
    single(0xDB, 0xE3, "fninit", NO_WAIT, (fpu, host, i) -> fpu.initialize());
    single(0xDB, 0xE4, "fnsetpm", NO_WAIT, ControlInstructions::nothing); // *
    single(0xD9, 0xD0, "fnop", ControlInstructions::nothing);
    single(0xD9, 0xF6, "fdecstp", (fpu, host, i) -> ControlInstructions.rotate(fpu, -1));
    single(0xD9, 0xF7, "fincstp", (fpu, host, i) -> ControlInstructions.rotate(fpu, 1));
    stack(0xDD, 0xC0, "ffree", ControlInstructions::free);
    stack(0xDF, 0xC0, "ffreep", ControlInstructions::freeAndPop); // *
  }
}
