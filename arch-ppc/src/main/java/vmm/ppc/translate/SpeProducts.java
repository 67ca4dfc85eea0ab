package vmm.ppc.translate;

import java.util.Locale;
import java.util.Map;
import vmm.api.cpu.Condition;
import vmm.api.cpu.Value;
import vmm.ppc.PpcRegisters;
import vmm.ppc.decode.Fields;

/**
 * Products of halves and of words, which may be added to or subtracted from the accumulator (SPE
 * Programming Environments Manual, chapter 5).
 *
 * <p>A mnemonic is built of parts: which elements are multiplied ({@code evmhe}: the even
 * halfwords), how ({@code smf}: signed, modulo, fractional) and what becomes of the products
 * ({@code aaw}: they are added to the words of the accumulator).
 */
final class SpeProducts {
  private static final int WORD = 32;
  private static final int HALF = 16;
  private static final int GUARDED = 64;

  private SpeProducts() {}

  /** How two elements are multiplied. */
  private enum Kind {
    /** Unsigned integers. */
    UMI,
    /** Signed integers. */
    SMI,
    /** Signed fractions: the product of -1 and -1 wraps around. */
    SMF,
    /** Signed fractions: the product of -1 and -1 saturates, which is an overflow. */
    SSF;

    /** Multiplies the low {@code bits} of two values into twice as many. */
    SpeResult multiply(Block b, int bits, Value a, Value c) {
      Value integer = b.e.mul(2 * bits, extended(b, bits, a), extended(b, bits, c));
      if (this == UMI || this == SMI) {
        return SpeResult.exact(b, integer);
      }
      Value fraction = b.e.shl(2 * bits, integer, b.e.constant(1));
      if (this == SMF) {
        return SpeResult.exact(b, fraction);
      }
      Value least = b.e.constant(1L << (2 * bits - 1));
      Value over = b.e.compare(Condition.EQ, 2 * bits, fraction, least);
      return new SpeResult(b.e.sub(2 * bits, fraction, over), over);
    }

    private Value extended(Block b, int bits, Value a) {
      return this == UMI ? b.e.extract(a, 0, bits) : b.e.signExtend(bits, 2 * bits, a);
    }
  }

  /** What is added to, or subtracted from, a word of the accumulator. */
  private interface Term {
    /** The term out of one half of RA and of RB. */
    SpeResult of(Block b, Value a, Value c);
  }

  /** Adds the meanings. */
  static void addTo(Map<String, Semantic> m) {
    halfwords(m, "evmhe", HALF);
    halfwords(m, "evmho", 0);
    guarded(m, "evmheg", HALF);
    guarded(m, "evmhog", 0);
    wordsHigh(m);
    wordsLow(m);
    wholeWords(m);
    sums(m);
  }

  private static String name(String elements, Kind kind, String end) {
    return elements + kind.name().toLowerCase(Locale.ROOT) + end;
  }

  // ---- halfwords

  private static Term halves(Kind kind, int low) {
    return (b, a, c) ->
        kind.multiply(b, HALF, b.e.extract(a, low, HALF), b.e.extract(c, low, HALF));
  }

  private static void halfwords(Map<String, Semantic> m, String elements, int low) {
    for (Kind kind : Kind.values()) {
      products(m, name(elements, kind, ""), halves(kind, low), kind == Kind.SSF);
    }
    for (Kind kind : new Kind[] {Kind.UMI, Kind.SMI, Kind.SMF}) {
      accumulate(m, name(elements, kind, ""), Accumulation.MODULO, halves(kind, low));
    }
    accumulate(m, elements + "usi", Accumulation.UNSIGNED, halves(Kind.UMI, low));
    accumulate(m, elements + "ssi", Accumulation.SIGNED, halves(Kind.SMI, low));
    accumulate(m, elements + "ssf", Accumulation.SIGNED, halves(Kind.SSF, low));
  }

  /** One product of halfwords of the lower words, to the whole accumulator. */
  private static void guarded(Map<String, Semantic> m, String elements, int low) {
    for (Kind kind : new Kind[] {Kind.UMI, Kind.SMI, Kind.SMF}) {
      Whole product = b -> guardedProduct(b, kind, low);
      accumulateWhole(m, name(elements, kind, ""), product);
    }
  }

  /** The product in 64 bits, in which that of -1 and -1 is +1. */
  private static SpeResult guardedProduct(Block b, Kind kind, int low) {
    Value a = kind.extended(b, WORD, halfOperand(b, b.ra(), low, kind));
    Value c = kind.extended(b, WORD, halfOperand(b, b.rb(), low, kind));
    Value integer = b.e.mul(GUARDED, a, c);
    return SpeResult.exact(
        b, kind == Kind.SMF ? b.e.shl(GUARDED, integer, b.e.constant(1)) : integer);
  }

  private static Value halfOperand(Block b, Value register, int low, Kind kind) {
    Value half = b.e.extract(register, low, HALF);
    return kind == Kind.UMI ? half : b.e.signExtend(HALF, WORD, half);
  }

  // ---- words

  private static void wordsHigh(Map<String, Semantic> m) {
    for (Kind kind : Kind.values()) {
      Term high =
          (b, a, c) -> {
            SpeResult product = kind.multiply(b, WORD, a, c);
            return new SpeResult(b.e.extract(product.value(), WORD, WORD), product.overflow());
          };
      products(m, name("evmwh", kind, ""), high, kind == Kind.SSF);
    }
  }

  private static void wordsLow(Map<String, Semantic> m) {
    Term low = (b, a, c) -> SpeResult.exact(b, b.e.mul(WORD, a, c));
    products(m, "evmwlumi", low, false);
    accumulate(m, "evmwlumi", Accumulation.MODULO, low);
    accumulate(m, "evmwlsmi", Accumulation.MODULO, low);
    accumulate(m, "evmwlusi", Accumulation.UNSIGNED, low);
    accumulate(m, "evmwlssi", Accumulation.SIGNED, low);
  }

  /** The lower words alone, into 64 bits. */
  private static void wholeWords(Map<String, Semantic> m) {
    for (Kind kind : Kind.values()) {
      Whole product = b -> kind.multiply(b, WORD, b.ra(), b.rb());
      boolean overflows = kind == Kind.SSF;
      m.put(name("evmw", kind, ""), whole(product, overflows, false));
      m.put(name("evmw", kind, "a"), whole(product, overflows, true));
      if (overflows) {
        m.put("evmwssfaa", wholeWithOverflow(product, false));
        m.put("evmwssfan", wholeWithOverflow(product, true));
      } else {
        accumulateWhole(m, name("evmw", kind, ""), product);
      }
    }
  }

  // ---- without a product

  private static void sums(Map<String, Semantic> m) {
    Term operand = (b, a, _) -> SpeResult.exact(b, a);
    m.put("evaddumiaaw", words(Accumulation.MODULO, operand, false));
    m.put("evaddsmiaaw", words(Accumulation.MODULO, operand, false));
    m.put("evaddusiaaw", words(Accumulation.UNSIGNED, operand, false));
    m.put("evaddssiaaw", words(Accumulation.SIGNED, operand, false));
    m.put("evsubfumiaaw", words(Accumulation.MODULO, operand, true));
    m.put("evsubfsmiaaw", words(Accumulation.MODULO, operand, true));
    m.put("evsubfusiaaw", words(Accumulation.UNSIGNED, operand, true));
    m.put("evsubfssiaaw", words(Accumulation.SIGNED, operand, true));
  }

  // ---- what becomes of results

  /** How a term joins a word of the accumulator. */
  private enum Accumulation {
    MODULO,
    UNSIGNED,
    SIGNED;

    SpeResult join(Block b, Value held, SpeResult term, boolean subtract) {
      Value whole = sum(b, GUARDED, extended(b, held), extended(b, term.value()), subtract);
      Value word = b.e.extract(whole, 0, WORD);
      if (this == MODULO) {
        return SpeResult.exact(b, word);
      }
      Value over = b.e.compare(Condition.NE, GUARDED, extended(b, word), whole);
      Value limit = limit(b, whole, subtract);
      return new SpeResult(b.e.select(over, limit, word), b.e.or(GUARDED, over, term.overflow()));
    }

    private Value extended(Block b, Value word) {
      return this == SIGNED ? b.e.signExtend(WORD, GUARDED, word) : b.e.extract(word, 0, WORD);
    }

    private Value limit(Block b, Value whole, boolean subtract) {
      return this == SIGNED
          ? b.e.add(WORD, b.word(Integer.MAX_VALUE), b.e.extract(whole, 63, 1))
          : b.word(subtract ? 0 : -1);
    }
  }

  private static Value sum(Block b, int bits, Value held, Value term, boolean subtract) {
    return subtract ? b.e.sub(bits, held, term) : b.e.add(bits, held, term);
  }

  private static void products(
      Map<String, Semantic> m, String mnemonic, Term term, boolean overflows) {
    m.put(mnemonic, words(term, overflows, false));
    m.put(mnemonic + "a", words(term, overflows, true));
  }

  private static void accumulate(
      Map<String, Semantic> m, String mnemonic, Accumulation accumulation, Term term) {
    m.put(mnemonic + "aaw", words(accumulation, term, false));
    m.put(mnemonic + "anw", words(accumulation, term, true));
  }

  /** RT gets a term for each half, and so may the accumulator. */
  private static Semantic words(Term term, boolean overflows, boolean toAccumulator) {
    return SpeFamily.ifAvailable(
        b -> {
          SpeResult high = term.of(b, SpeFamily.highA(b), SpeFamily.highB(b));
          SpeResult low = term.of(b, b.ra(), b.rb());
          finish(b, high, low, overflows, toAccumulator);
        });
  }

  /** RT and the accumulator get the accumulator with a term for each half. */
  private static Semantic words(Accumulation accumulation, Term term, boolean subtract) {
    boolean overflows = accumulation != Accumulation.MODULO;
    return SpeFamily.ifAvailable(
        b -> {
          Value held = b.e.get(PpcRegisters.ACC);
          SpeResult termHigh = term.of(b, SpeFamily.highA(b), SpeFamily.highB(b));
          SpeResult termLow = term.of(b, b.ra(), b.rb());
          Value heldHigh = b.e.extract(held, WORD, WORD);
          SpeResult high = accumulation.join(b, heldHigh, termHigh, subtract);
          SpeResult low = accumulation.join(b, b.e.extract(held, 0, WORD), termLow, subtract);
          finish(b, high, low, overflows, true);
        });
  }

  private static void finish(
      Block b, SpeResult high, SpeResult low, boolean overflows, boolean toAccumulator) {
    if (overflows) {
      Spefscr.putOverflow(b, high.overflow(), low.overflow());
    }
    SpeFamily.put(b, high.value(), low.value());
    if (toAccumulator) {
      b.e.put(PpcRegisters.ACC, SpeFamily.whole(b, Fields.rt(b.word())));
    }
  }

  /** A result of 64 bits. */
  private interface Whole {
    SpeResult of(Block b);
  }

  private static Semantic whole(Whole product, boolean overflows, boolean toAccumulator) {
    return SpeFamily.ifAvailable(
        b -> {
          SpeResult result = product.of(b);
          if (overflows) {
            Spefscr.putOverflow(b, b.e.constant(0), result.overflow());
          }
          SpeFamily.putWhole(b, result.value());
          if (toAccumulator) {
            b.e.put(PpcRegisters.ACC, result.value());
          }
        });
  }

  private static void accumulateWhole(Map<String, Semantic> m, String mnemonic, Whole product) {
    m.put(mnemonic + "aa", whole(b -> joined(b, product.of(b), false), false, true));
    m.put(mnemonic + "an", whole(b -> joined(b, product.of(b), true), false, true));
  }

  /** The product saturates, the sum does not; the overflow of either is kept. */
  private static Semantic wholeWithOverflow(Whole product, boolean subtract) {
    return whole(b -> joined(b, product.of(b), subtract), true, true);
  }

  private static SpeResult joined(Block b, SpeResult term, boolean subtract) {
    Value held = b.e.get(PpcRegisters.ACC);
    Value result = sum(b, GUARDED, held, term.value(), subtract);
    // A sum overflows if both operands have the other sign; a difference is the sum read backwards.
    Value one = b.e.xor(GUARDED, subtract ? held : result, term.value());
    Value other = b.e.xor(GUARDED, held, result);
    Value over = b.e.extract(b.e.and(GUARDED, one, other), 63, 1);
    return new SpeResult(result, b.e.or(GUARDED, over, term.overflow()));
  }
}
