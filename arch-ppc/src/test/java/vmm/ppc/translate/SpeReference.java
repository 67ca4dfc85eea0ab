package vmm.ppc.translate;

import java.math.BigInteger;

/**
 * The SPE multiply-accumulate instructions on integers without bounds, read from their mnemonics as
 * the manual builds them (SPE Programming Environments Manual, table "Mnemonic extensions for
 * multiply-accumulate instructions").
 */
final class SpeReference {
  private final String elements;
  private final boolean signed;
  private final boolean saturates;
  private final boolean fraction;
  private final String end;

  private final BigInteger acc;
  private final BigInteger a;
  private final BigInteger b;

  BigInteger result;
  boolean highOverflow;
  boolean lowOverflow;

  SpeReference(String mnemonic, long acc, long a, long b) {
    String rest = mnemonic.replaceFirst("evm(h[eo]g?|w[hl]?)", "");
    elements = mnemonic.substring(3, mnemonic.length() - rest.length());
    signed = rest.charAt(0) == 's';
    saturates = rest.charAt(1) == 's';
    fraction = rest.charAt(2) == 'f';
    end = rest.substring(3);
    this.acc = BigInteger.valueOf(acc);
    this.a = BigInteger.valueOf(a);
    this.b = BigInteger.valueOf(b);
    run();
  }

  boolean accumulates() {
    return !end.isEmpty();
  }

  private void run() {
    if (elements.endsWith("g") || elements.equals("w")) {
      lowOverflow = whole();
      return;
    }
    BigInteger[] high = word(32);
    BigInteger[] low = word(0);
    result = high[0].shiftLeft(32).or(low[0]);
    highOverflow = high[1].signum() != 0;
    lowOverflow = low[1].signum() != 0;
  }

  /** One product into 64 bits; whether something overflowed. */
  private boolean whole() {
    int bits = elements.equals("w") ? 32 : 16;
    BigInteger product = product(0, bits);
    boolean over = false;
    if (saturates && !fits(product, 64, true)) {
      product = greatest(64, true);
      over = true;
    }
    BigInteger held = field(acc, 0, 64, true);
    BigInteger sum =
        switch (end) {
          case "aa" -> held.add(product);
          case "an" -> held.subtract(product);
          default -> product;
        };
    result = modulo(sum, 64);
    return saturates && (over || !fits(sum, 64, true));
  }

  /** The word at a place, and 1 if something overflowed. */
  private BigInteger[] word(int low) {
    BigInteger term = term(low);
    boolean over = false;
    if (saturates && fraction && !fits(term, 32, true)) {
      term = greatest(32, true);
      over = true;
    }
    if (end.length() < 3) {
      return new BigInteger[] {modulo(term, 32), bit(over)};
    }
    BigInteger part = field(term, 0, 32, signed);
    BigInteger held = field(acc, low, 32, signed);
    BigInteger sum = end.equals("aaw") ? held.add(part) : held.subtract(part);
    if (saturates && !fits(sum, 32, signed)) {
      over = true;
      sum = sum.signum() < 0 ? least(32, signed) : greatest(32, signed);
    }
    return new BigInteger[] {modulo(sum, 32), bit(over)};
  }

  private BigInteger term(int low) {
    if (elements.startsWith("h")) {
      return product(low, 16);
    }
    BigInteger product = product(low, 32);
    if (elements.equals("wl")) {
      return field(product, 0, 32, signed);
    }
    if (saturates && !fits(product, 64, true)) {
      return BigInteger.ONE.shiftLeft(31); // one more than the greatest
    }
    return field(product, 32, 32, signed);
  }

  private BigInteger product(int low, int bits) {
    int at = elements.startsWith("he") ? low + 16 : low;
    BigInteger product = field(a, at, bits, signed).multiply(field(b, at, bits, signed));
    return fraction ? product.shiftLeft(1) : product;
  }

  private static BigInteger field(BigInteger value, int low, int bits, boolean signed) {
    BigInteger field = modulo(value.shiftRight(low), bits);
    return signed && field.testBit(bits - 1)
        ? field.subtract(BigInteger.ONE.shiftLeft(bits))
        : field;
  }

  private static BigInteger modulo(BigInteger value, int bits) {
    return value.mod(BigInteger.ONE.shiftLeft(bits));
  }

  private static boolean fits(BigInteger value, int bits, boolean signed) {
    return value.compareTo(least(bits, signed)) >= 0
        && value.compareTo(greatest(bits, signed)) <= 0;
  }

  private static BigInteger least(int bits, boolean signed) {
    return signed ? BigInteger.ONE.shiftLeft(bits - 1).negate() : BigInteger.ZERO;
  }

  private static BigInteger greatest(int bits, boolean signed) {
    return BigInteger.ONE.shiftLeft(signed ? bits - 1 : bits).subtract(BigInteger.ONE);
  }

  private static BigInteger bit(boolean set) {
    return set ? BigInteger.ONE : BigInteger.ZERO;
  }
}
