package vmm.ppc.translate;

import java.util.Map;
import vmm.api.cpu.Value;
import vmm.ppc.PpcFault;
import vmm.ppc.decode.Fields;

/**
 * Loads and stores of both halves of a general register (SPE Programming Environments Manual,
 * chapter 5). They must be aligned (e500 Core Family Reference Manual, "Alignment interrupt").
 */
final class SpeStorage {
  private SpeStorage() {}

  /** Spreads what was loaded over RT. */
  private interface Spread {
    void emit(Block b, Value loaded);
  }

  /** Gathers what is to be stored from RS. */
  private interface Gather {
    Value emit(Block b, Value high, Value low);
  }

  /** Adds the meanings. */
  static void addTo(Map<String, Semantic> m) {
    doublewords(m, "d", 64);
    doublewords(m, "w", 32);
    doublewords(m, "h", 16);
    load(m, "evlhhesplat", 16, 16, (b, v) -> same(b, b.e.shl(32, v, b.e.constant(16))));
    load(m, "evlhhousplat", 16, 16, SpeStorage::same);
    load(m, "evlhhossplat", 16, 16, (b, v) -> same(b, b.e.signExtend(16, 32, v)));
    load(m, "evlwhe", 32, 16, SpeStorage::evenHalves);
    load(m, "evlwhou", 32, 16, (b, v) -> SpeFamily.put(b, b.e.extract(v, 16, 16), low(b, v)));
    load(m, "evlwhos", 32, 16, SpeStorage::signedHalves);
    load(m, "evlwwsplat", 32, 32, SpeStorage::same);
    load(m, "evlwhsplat", 32, 16, SpeStorage::splatHalves);
    store(m, "evstwhe", 32, 16, (b, h, l) -> b.e.deposit(h, 0, 16, b.e.extract(l, 16, 16)));
    store(m, "evstwho", 32, 16, (b, h, l) -> b.e.deposit(low(b, l), 16, 16, h));
    store(m, "evstwwe", 32, 32, (_, high, _) -> high);
    store(m, "evstwwo", 32, 32, (_, _, low) -> low);
  }

  private static void doublewords(Map<String, Semantic> m, String letter, int unit) {
    load(m, "evld" + letter, 64, unit, SpeFamily::putWhole);
    store(m, "evstd" + letter, 64, unit, (b, _, _) -> SpeFamily.whole(b, Fields.rt(b.word())));
  }

  private static Value low(Block b, Value word) {
    return b.e.extract(word, 0, 16);
  }

  private static void same(Block b, Value value) {
    SpeFamily.put(b, value, value);
  }

  private static void evenHalves(Block b, Value word) {
    Value high = b.e.and(32, word, b.e.constant(0xFFFF_0000L));
    SpeFamily.put(b, high, b.e.shl(32, word, b.e.constant(16)));
  }

  private static void signedHalves(Block b, Value word) {
    Value high = b.e.signExtend(16, 32, b.e.extract(word, 16, 16));
    SpeFamily.put(b, high, b.e.signExtend(16, 32, word));
  }

  private static void splatHalves(Block b, Value word) {
    Value high = b.e.extract(word, 16, 16);
    Value low = low(b, word);
    SpeFamily.put(b, b.e.deposit(high, 16, 16, high), b.e.deposit(low, 16, 16, low));
  }

  private static void load(
      Map<String, Semantic> m, String mnemonic, int bits, int unit, Spread spread) {
    m.put(mnemonic, b -> load(b, scaled(b, bits), bits, unit, spread));
    m.put(mnemonic + "x", b -> load(b, b.addressX(), bits, unit, spread));
  }

  /** Loads element by element, as in little-endian pages each has its own byte order. */
  private static void load(Block b, Value gva, int bits, int unit, Spread spread) {
    if (SpeFamily.available(b)) {
      Storage.checkAligned(b, gva, bits / 8, PpcFault.ESR_SPV);
      Value loaded = Storage.loadBigEndian(b, unit, gva);
      for (int at = unit; at < bits; at += unit) {
        Value next = Storage.loadBigEndian(b, unit, behind(b, gva, at));
        loaded = b.e.or(64, b.e.shl(64, loaded, b.e.constant(unit)), next);
      }
      spread.emit(b, loaded);
    }
  }

  private static Value behind(Block b, Value gva, int bits) {
    return b.e.add(32, gva, b.e.constant(bits / 8));
  }

  private static void store(
      Map<String, Semantic> m, String mnemonic, int bits, int unit, Gather gather) {
    m.put(mnemonic, b -> store(b, scaled(b, bits), bits, unit, gather));
    m.put(mnemonic + "x", b -> store(b, b.addressX(), bits, unit, gather));
  }

  private static void store(Block b, Value gva, int bits, int unit, Gather gather) {
    if (SpeFamily.available(b)) {
      Storage.checkAligned(b, gva, bits / 8, PpcFault.ESR_SPV | PpcFault.ESR_ST);
      Value value = gather.emit(b, SpeFamily.high(b, Fields.rt(b.word())), b.rs());
      for (int at = 0; at < bits; at += unit) {
        Value element = b.e.extract(value, bits - unit - at, unit);
        Storage.storeBigEndian(b, unit, behind(b, gva, at), element);
      }
    }
  }

  /** (RA or 0) + the number in RB's place, in units of the access. */
  private static Value scaled(Block b, int bits) {
    Value base = b.registerOrZero(Fields.ra(b.word()));
    return b.e.add(32, base, b.e.constant((long) Fields.rb(b.word()) * (bits / 8)));
  }
}
