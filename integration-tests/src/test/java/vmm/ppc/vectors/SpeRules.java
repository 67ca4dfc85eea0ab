package vmm.ppc.vectors;

/**
 * What of signal processing counts, where QEMU and the manual differ (SPE Programming Environments
 * Manual, chapter 5; the README of the vectors tells how).
 */
final class SpeRules {
  private static final int RT = 6;
  private static final int RB = 16;
  private static final long WORD = 0xFFFF_FFFFL;
  private static final int BRINC_BITS = 16;
  private static final int EITHER = 2;
  private static final int BOTH = 1;
  private static final int WHICH = 12;

  private SpeRules() {}

  static Expectation expectation(PpcVector vector) {
    var expectation = new Expectation(vector);
    String mnemonic = vector.mnemonic();
    if (mnemonic.startsWith("ef") || mnemonic.startsWith("evfs")) {
      expectation.undefineStatus(-1);
    }
    if (mnemonic.matches("evfs(cmp|tst)..")) {
      correctComparison(vector, expectation);
    } else if (mnemonic.startsWith("evfsctsi")) {
      expectation.undefineRegister(target(vector), ~WORD);
    } else if (mnemonic.equals("brinc")) {
      boolean wide = operand(vector, RB) >>> BRINC_BITS != 0;
      expectation.undefineRegister(target(vector), wide ? WORD : WORD & -1L << BRINC_BITS);
    }
    return expectation;
  }

  /**
   * QEMU has all four bits two places to the left: "either" and "both" where "upper" and "lower"
   * should be, and those among the bits of the field before.
   */
  private static void correctComparison(PpcVector vector, Expectation expectation) {
    int field = vector.field(RT) >>> 2;
    int shift = 28 - 4 * field;
    int found = vector.after().condition() >>> shift & 15;
    int either = found >>> 2 & EITHER;
    int both = found >>> 2 & BOTH;
    expectation.setConditionField(field, either | both | (both != 0 ? WHICH : 0));
    if (field != 0) {
      int before = vector.before().condition() >>> (shift + 4) & 15;
      expectation.setConditionField(field - 1, before);
    }
    if (either != 0 && both == 0) {
      expectation.undefineCondition(WHICH << shift);
    }
  }

  private static int target(PpcVector vector) {
    return vector.field(RT) - 3;
  }

  private static long operand(PpcVector vector, int field) {
    return vector.before().registers().get(vector.field(field) - 3) & WORD;
  }
}
