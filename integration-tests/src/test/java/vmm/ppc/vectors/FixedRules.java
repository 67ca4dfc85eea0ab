package vmm.ppc.vectors;

/** What of fixed-point results counts. QEMU's are right wherever the manual defines them. */
final class FixedRules {
  private static final long WORD = 0xFFFF_FFFFL;

  /** LT, GT and EQ of condition field 0. */
  private static final int FIELD_0_ORDER = 0xE000_0000;

  /** Bits that XER has not (Book I, 3.2.2); QEMU keeps what is written to them. */
  private static final int XER_RESERVED = 0x1FFF_FF80;

  private FixedRules() {}

  static Expectation expectation(PpcVector vector) {
    var expectation = new Expectation(vector);
    if (isUndefinedDivision(vector)) {
      expectation.undefineRegister(vector.field(6) - 3, WORD);
      expectation.undefineCondition(vector.records() ? FIELD_0_ORDER : 0);
    }
    if (vector.mnemonic().equals("mtxer")) {
      expectation.undefineStatus(XER_RESERVED);
    }
    return expectation;
  }

  /** Book I, 3.3.8, divw and divwu: a quotient that there is not is undefined; OV is not. */
  private static boolean isUndefinedDivision(PpcVector vector) {
    if (!vector.mnemonic().startsWith("div")) {
      return false;
    }
    int dividend = vector.before().registers().get(vector.field(11) - 3).intValue();
    int divisor = vector.before().registers().get(vector.field(16) - 3).intValue();
    boolean tooLarge =
        vector.mnemonic().equals("divw") && dividend == Integer.MIN_VALUE && divisor == -1;
    return divisor == 0 || tooLarge;
  }
}
