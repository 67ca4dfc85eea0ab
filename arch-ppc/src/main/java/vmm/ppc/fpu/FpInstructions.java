package vmm.ppc.fpu;

import static java.util.Map.entry;
import static java.util.Map.ofEntries;
import static vmm.ppc.fpu.FpFormat.DOUBLE;
import static vmm.ppc.fpu.FpFormat.SINGLE;

import java.util.Map;
import vmm.api.cpu.CpuContext;
import vmm.api.cpu.Helper;

/**
 * The floating-point instructions of Book I by mnemonic: what each does to the registers.
 *
 * <p>Each is a {@link Helper} with the arguments ({@code operands}, {@code rc}, 0) and the effect
 * {@link Helper.Effect#STATE}; its result is 0. {@code rc} is 1 if the instruction sets condition
 * field 1 from FPSCR, else 0 (it is always 0 for fcmpu, fcmpo and mcrfs). {@code operands} packs
 * register numbers, five bits each:
 *
 * <table>
 * <caption>What operands holds, by bits from the least significant</caption>
 * <tr><th>instructions</th><th>0-4</th><th>5-9</th><th>10-14</th><th>15-19</th></tr>
 * <tr><td>arithmetic, moves, fsel</td><td>FRT</td><td>FRA</td><td>FRB</td><td>FRC</td></tr>
 * <tr><td>fcmpu, fcmpo</td><td>BF (0-7)</td><td>FRA</td><td>FRB</td><td></td></tr>
 * <tr><td>mffs</td><td>FRT</td><td></td><td></td><td></td></tr>
 * <tr><td>mtfsb0, mtfsb1</td><td>BT (0-31)</td><td></td><td></td><td></td></tr>
 * <tr><td>mtfsfi</td><td>BF (0-7)</td><td></td><td>U (0-15)</td><td></td></tr>
 * <tr><td>mcrfs</td><td>BF (0-7)</td><td>BFA (0-7)</td><td></td><td></td></tr>
 * <tr><td>mtfsf</td><td colspan="2">bits 0-7: FLM</td><td>FRB</td><td></td></tr>
 * </table>
 *
 * <p>fsqrt and fsqrts are not among them: no model has them.
 *
 * <p>Fields that an instruction does not use are ignored. The caller has checked MSR[FP].
 *
 * <p>An enabled exception, with MSR[FE0] or MSR[FE1] set, ends in a program interrupt with ESR[FP]
 * (Book E, "Program interrupt"), always precise: the registers are what Book I, 4.4 says, and the
 * saved address is the instruction's own.
 */
public final class FpInstructions {
  private static final Map<String, Helper> BY_MNEMONIC =
      ofEntries(
          entry("fadd", in(DOUBLE, FpArithmetic::add)),
          entry("fadds", in(SINGLE, FpArithmetic::add)),
          entry("fsub", in(DOUBLE, FpArithmetic::subtract)),
          entry("fsubs", in(SINGLE, FpArithmetic::subtract)),
          entry("fmul", in(DOUBLE, FpArithmetic::multiply)),
          entry("fmuls", in(SINGLE, FpArithmetic::multiply)),
          entry("fdiv", in(DOUBLE, FpArithmetic::divide)),
          entry("fdivs", in(SINGLE, FpArithmetic::divide)),
          entry("fmadd", in(DOUBLE, MultiplyAdd::add)),
          entry("fmadds", in(SINGLE, MultiplyAdd::add)),
          entry("fmsub", in(DOUBLE, MultiplyAdd::subtract)),
          entry("fmsubs", in(SINGLE, MultiplyAdd::subtract)),
          entry("fnmadd", in(DOUBLE, MultiplyAdd::negatedAdd)),
          entry("fnmadds", in(SINGLE, MultiplyAdd::negatedAdd)),
          entry("fnmsub", in(DOUBLE, MultiplyAdd::negatedSubtract)),
          entry("fnmsubs", in(SINGLE, MultiplyAdd::negatedSubtract)),
          entry("frsp", FpConversions::roundToSingle),
          entry("fctiw", FpConversions::toInteger),
          entry("fctiwz", FpConversions::toIntegerTowardZero),
          entry("fres", FpArithmetic::reciprocal),
          entry("frsqrte", FpArithmetic::reciprocalRoot),
          entry("fcmpu", FpComparison::unordered),
          entry("fcmpo", FpComparison::ordered),
          entry("fabs", FpMoves::absolute),
          entry("fmr", FpMoves::copy),
          entry("fnabs", FpMoves::negativeAbsolute),
          entry("fneg", FpMoves::negate),
          entry("fsel", FpMoves::select),
          entry("mcrfs", FpStatus::moveToCondition),
          entry("mffs", FpStatus::moveFrom),
          entry("mtfsb0", FpStatus::clearBit),
          entry("mtfsb1", FpStatus::setBit),
          entry("mtfsf", FpStatus::moveFields),
          entry("mtfsfi", FpStatus::moveImmediate));

  private FpInstructions() {}

  /** An instruction that exists for both formats. */
  @FunctionalInterface
  private interface Formatted {
    long call(CpuContext cpu, long operands, long rc, FpFormat format);
  }

  private static Helper in(FpFormat format, Formatted instruction) {
    return (cpu, operands, rc, _) -> instruction.call(cpu, operands, rc, format);
  }

  /**
   * The helper of an instruction.
   *
   * @param mnemonic in lower case, without the trailing dot of forms that set condition field 1
   * @throws IllegalArgumentException if there is no such instruction
   */
  public static Helper of(String mnemonic) {
    Helper helper = BY_MNEMONIC.get(mnemonic);
    if (helper == null) {
      throw new IllegalArgumentException("no floating-point instruction " + mnemonic);
    }
    return helper;
  }

  /**
   * A {@link Helper.Effect#PURE} helper: what lfs and its like put into a register, from the 32
   * bits of a single in memory (Book I, 4.6.2).
   */
  public static long loadSingle(CpuContext cpu, long bits, long unused, long unused2) {
    return SingleFormat.widen((int) bits);
  }

  /**
   * A {@link Helper.Effect#PURE} helper: the 32 bits that stfs and its like store from the 64 bits
   * of a register, zero-extended (Book I, 4.6.3).
   */
  public static long storeSingle(CpuContext cpu, long bits, long unused, long unused2) {
    return SingleFormat.narrow(bits) & 0xFFFF_FFFFL;
  }
}
