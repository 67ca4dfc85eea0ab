package vmm.ppc.translate;

import java.util.Map;
import vmm.api.cpu.CpuContext;
import vmm.api.cpu.Helper;
import vmm.api.cpu.Helper.Effect;
import vmm.api.cpu.Value;

/**
 * evdivws and evdivwu (SPE Programming Environments Manual, chapter 5). A quotient that there is
 * not is the nearest number of its sign, and an overflow.
 */
final class SpeDivision {
  private static final int WORD = 32;
  private static final long OVERFLOW = 1L << WORD;

  private SpeDivision() {}

  /** Adds the meanings. */
  static void addTo(Map<String, Semantic> m) {
    m.put("evdivws", divided(SpeDivision::signed));
    m.put("evdivwu", divided(SpeDivision::unsigned));
  }

  private static Semantic divided(Helper quotient) {
    return SpeFamily.ifAvailable(
        b -> {
          Value high = b.e.call(quotient, Effect.PURE, SpeFamily.highA(b), SpeFamily.highB(b));
          Value low = b.e.call(quotient, Effect.PURE, b.ra(), b.rb());
          Value highOverflow = b.e.extract(high, WORD, 1);
          Spefscr.putOverflow(b, highOverflow, b.e.extract(low, WORD, 1));
          SpeFamily.put(b, b.e.extract(high, 0, WORD), b.e.extract(low, 0, WORD));
        });
  }

  /** The quotient, and above it 1 if it overflowed. */
  private static long signed(CpuContext cpu, long a, long b, long unused) {
    int dividend = (int) a;
    int divisor = (int) b;
    if (divisor == 0) {
      return OVERFLOW | (dividend < 0 ? Integer.MIN_VALUE & 0xFFFF_FFFFL : Integer.MAX_VALUE);
    }
    return dividend == Integer.MIN_VALUE && divisor == -1
        ? OVERFLOW | Integer.MAX_VALUE
        : dividend / divisor & 0xFFFF_FFFFL;
  }

  private static long unsigned(CpuContext cpu, long a, long b, long unused) {
    return b == 0 ? OVERFLOW | 0xFFFF_FFFFL : a / b;
  }
}
