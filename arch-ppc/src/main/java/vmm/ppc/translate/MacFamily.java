package vmm.ppc.translate;

import java.util.Map;
import vmm.api.cpu.Condition;
import vmm.api.cpu.CpuContext;
import vmm.api.cpu.Helper.Effect;
import vmm.api.cpu.Value;
import vmm.ppc.PpcRegisters;
import vmm.ppc.decode.Fields;

/** The 440's multiply-accumulate instructions, and dlmzb (PPC440x5 User's Manual, chapter 9). */
final class MacFamily {
  private static final int BYTES = 8;
  private static final int FIELD_SHIFT = 8;

  private MacFamily() {}

  /** Which halves of RA and RB are multiplied. */
  private enum Halves {
    CROSS("c", 0, 16),
    HIGH("h", 16, 16),
    LOW("l", 0, 0);

    private final String letter;
    private final int lowOfA;
    private final int lowOfB;

    Halves(String letter, int lowOfA, int lowOfB) {
      this.letter = letter;
      this.lowOfA = lowOfA;
      this.lowOfB = lowOfB;
    }

    /** The product, in 64 bits. */
    Value product(Block b, boolean signed) {
      return b.e.mul(64, half(b, b.ra(), lowOfA, signed), half(b, b.rb(), lowOfB, signed));
    }

    private static Value half(Block b, Value register, int low, boolean signed) {
      Value half = b.e.extract(register, low, 16);
      return signed ? b.e.signExtend(16, 64, half) : half;
    }
  }

  /** Adds the meanings. */
  static void addTo(Map<String, Semantic> m) {
    for (Halves halves : Halves.values()) {
      String name = halves.letter + "hw";
      m.put("mul" + name, b -> multiply(b, halves, true));
      m.put("mul" + name + "u", b -> multiply(b, halves, false));
      m.put("mac" + name, b -> accumulateSigned(b, halves.product(b, true), false));
      m.put("mac" + name + "s", b -> accumulateSigned(b, halves.product(b, true), true));
      m.put("mac" + name + "u", b -> accumulateUnsigned(b, halves.product(b, false), false));
      m.put("mac" + name + "su", b -> accumulateUnsigned(b, halves.product(b, false), true));
      m.put("nmac" + name, b -> accumulateSigned(b, negative(b, halves), false));
      m.put("nmac" + name + "s", b -> accumulateSigned(b, negative(b, halves), true));
    }
    m.put("dlmzb", MacFamily::dlmzb);
  }

  private static Value negative(Block b, Halves halves) {
    return b.e.sub(64, b.e.constant(0), halves.product(b, true));
  }

  private static void multiply(Block b, Halves halves, boolean signed) {
    b.putRtAndRecord(b.e.extract(halves.product(b, signed), 0, 32));
  }

  private static void accumulateSigned(Block b, Value product, boolean saturates) {
    Value whole = b.e.add(64, b.e.signExtend(32, 64, b.rs()), product);
    Value sum = b.e.extract(whole, 0, 32);
    Value over = b.e.compare(Condition.NE, 64, b.e.signExtend(32, 64, sum), whole);
    Value limit = b.e.add(32, b.word(Integer.MAX_VALUE), b.e.extract(whole, 63, 1));
    finish(b, saturates ? b.e.select(over, limit, sum) : sum, over);
  }

  private static void accumulateUnsigned(Block b, Value product, boolean saturates) {
    Value whole = b.e.add(64, b.rs(), product);
    Value sum = b.e.extract(whole, 0, 32);
    Value over = b.e.extract(whole, 32, 1);
    finish(b, saturates ? b.e.select(over, b.word(-1), sum) : sum, over);
  }

  private static void finish(Block b, Value result, Value overflow) {
    if (Fields.oe(b.word())) {
      Arithmetic.putOverflow(b, overflow);
    }
    b.putRtAndRecord(result);
  }

  /** RA and XER get the number of bytes up to the first zero byte of RS and RB, that included. */
  static void dlmzb(Block b) {
    Value found = b.e.call(MacFamily::findZeroByte, Effect.PURE, b.rs(), b.rb());
    Value count = b.e.extract(found, 0, FIELD_SHIFT);
    b.putRegister(Fields.ra(b.word()), count);
    b.e.put(PpcRegisters.XER_COUNT, count);
    if (Fields.record(b.word())) {
      b.cr.set(
          0,
          b.e.extract(found, FIELD_SHIFT + 3, 1),
          b.e.extract(found, FIELD_SHIFT + 2, 1),
          b.e.extract(found, FIELD_SHIFT + 1, 1),
          b.e.get(PpcRegisters.XER_SO));
    }
  }

  /**
   * The number of bytes, and from bit 8 on a condition field: GT if the byte is one of the first
   * four, LT if it is one of the others, EQ if there is none.
   */
  private static long findZeroByte(CpuContext cpu, long high, long low, long unused) {
    long bytes = high << 32 | low;
    for (int count = 1; count <= BYTES; count++) {
      if ((bytes >>> (64 - 8 * count) & 0xFF) == 0) {
        return count | (count <= BYTES / 2 ? 4L : 8L) << FIELD_SHIFT;
      }
    }
    return BYTES | 2L << FIELD_SHIFT;
  }
}
