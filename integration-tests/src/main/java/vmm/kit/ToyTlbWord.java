package vmm.kit;

import java.util.Optional;
import vmm.api.mmu.TlbEntry;

/**
 * An entry of the toy TLB as the guest reads it: from the top gva and address without their low ten
 * bits, rights, space, id, and log2 of the size; 0 if there is none.
 */
final class ToyTlbWord {
  private static final int LOW_BITS = 10;
  private static final int SHIFT_BITS = 5;
  private static final int ID_BITS = 4;
  private static final int SPACE_BITS = 1;
  private static final int RIGHTS_BITS = 6;
  private static final int ADDRESS_BITS = 26;
  private static final int GVA_BITS = 22;

  private ToyTlbWord() {}

  static long encode(TlbEntry entry) {
    long word = entry.gva() >>> LOW_BITS;
    word = word << ADDRESS_BITS | entry.address() >>> LOW_BITS;
    word = word << RIGHTS_BITS | entry.rights();
    word = word << SPACE_BITS | entry.space();
    word = word << ID_BITS | entry.id();
    return word << SHIFT_BITS | entry.pageShift();
  }

  static Optional<TlbEntry> decode(long word) {
    if (word == 0) {
      return Optional.empty();
    }
    int at = SHIFT_BITS;
    final int shift = field(word, 0, SHIFT_BITS);
    final int id = field(word, at, ID_BITS);
    at += ID_BITS;
    final int space = field(word, at, SPACE_BITS);
    at += SPACE_BITS;
    final int rights = field(word, at, RIGHTS_BITS);
    at += RIGHTS_BITS;
    long address = (long) field(word, at, ADDRESS_BITS) << LOW_BITS;
    at += ADDRESS_BITS;
    long gva = (long) field(word, at, GVA_BITS) << LOW_BITS;
    return Optional.of(new TlbEntry(gva, shift, address, rights, space, id));
  }

  private static int field(long word, int at, int bits) {
    return (int) (word >>> at & (1L << bits) - 1);
  }
}
