package vmm.ppc.translate;

import static vmm.ppc.PpcRegisters.XER_CA;

import vmm.api.cpu.Condition;
import vmm.api.cpu.Value;
import vmm.ppc.decode.Fields;

/** Logical instructions, rotates and shifts (Book I, sections 3.3.11 and 3.3.12), and isel. */
final class Logic {
  private static final long ONES = 0xFFFF_FFFFL;

  private Logic() {}

  static void ori(Block b) {
    b.putRegister(ra(b), b.e.or(32, b.rs(), b.word(Fields.ui(b.word()))));
  }

  static void oris(Block b) {
    b.putRegister(ra(b), b.e.or(32, b.rs(), b.word((long) b.word() << 16)));
  }

  static void xori(Block b) {
    b.putRegister(ra(b), b.e.xor(32, b.rs(), b.word(Fields.ui(b.word()))));
  }

  static void xoris(Block b) {
    b.putRegister(ra(b), b.e.xor(32, b.rs(), b.word((long) b.word() << 16)));
  }

  static void andiRecord(Block b) {
    andRecord(b, b.word(Fields.ui(b.word())));
  }

  static void andisRecord(Block b) {
    andRecord(b, b.word((long) b.word() << 16));
  }

  private static void andRecord(Block b, Value immediate) {
    Value result = b.e.and(32, b.rs(), immediate);
    b.putRegister(ra(b), result);
    b.cr.record(result);
  }

  static void and(Block b) {
    b.putRaAndRecord(b.e.and(32, b.rs(), b.rb()));
  }

  static void or(Block b) {
    b.putRaAndRecord(b.e.or(32, b.rs(), b.rb()));
  }

  static void xor(Block b) {
    b.putRaAndRecord(b.e.xor(32, b.rs(), b.rb()));
  }

  static void nand(Block b) {
    b.putRaAndRecord(not(b, b.e.and(32, b.rs(), b.rb())));
  }

  static void nor(Block b) {
    b.putRaAndRecord(not(b, b.e.or(32, b.rs(), b.rb())));
  }

  static void eqv(Block b) {
    b.putRaAndRecord(not(b, b.e.xor(32, b.rs(), b.rb())));
  }

  static void andc(Block b) {
    b.putRaAndRecord(b.e.and(32, b.rs(), not(b, b.rb())));
  }

  static void orc(Block b) {
    b.putRaAndRecord(b.e.or(32, b.rs(), not(b, b.rb())));
  }

  private static Value not(Block b, Value a) {
    return b.e.xor(32, a, b.e.constant(ONES));
  }

  static void extsb(Block b) {
    b.putRaAndRecord(b.e.signExtend(8, 32, b.rs()));
  }

  static void extsh(Block b) {
    b.putRaAndRecord(b.e.signExtend(16, 32, b.rs()));
  }

  static void cntlzw(Block b) {
    b.putRaAndRecord(b.e.countLeadingZeros(32, b.rs()));
  }

  /** RT gets RA (or 0) or RB, as a bit of CR says. */
  static void isel(Block b) {
    int word = b.word();
    Value bit = b.cr.isSet(Fields.rc(word));
    b.putRt(b.e.select(bit, b.registerOrZero(Fields.ra(word)), b.rb()));
  }

  // ---- rotates

  static void rlwinm(Block b) {
    int word = b.word();
    int left = Fields.rb(word);
    int mb = Fields.rc(word);
    int me = Fields.me(word);
    b.putRaAndRecord(
        mb <= me
            ? field(b, b.rs(), left, mb, me)
            : b.e.and(32, b.e.rotl(32, b.rs(), b.e.constant(left)), mask(b, mb, me)));
  }

  /** Bits mb to me of a value rotated left, by the cheapest operations. */
  private static Value field(Block b, Value value, int left, int mb, int me) {
    int low = 31 - me;
    int bits = me - mb + 1;
    if (bits == 32) {
      return b.e.rotl(32, value, b.e.constant(left));
    }
    if (low >= left) {
      Value shifted = b.e.shl(32, value, b.e.constant(left));
      return mb == 0 && low == left ? shifted : b.e.and(32, shifted, mask(b, mb, me));
    }
    if (low + bits <= left) {
      Value extracted = b.e.extract(value, 32 - left + low, bits);
      return b.e.shl(32, extracted, b.e.constant(low));
    }
    return b.e.and(32, b.e.rotl(32, value, b.e.constant(left)), mask(b, mb, me));
  }

  static void rlwnm(Block b) {
    int word = b.word();
    Value rotated = b.e.rotl(32, b.rs(), b.rb());
    b.putRaAndRecord(b.e.and(32, rotated, mask(b, Fields.rc(word), Fields.me(word))));
  }

  static void rlwimi(Block b) {
    int word = b.word();
    int left = Fields.rb(word);
    int mb = Fields.rc(word);
    int me = Fields.me(word);
    int low = 31 - me;
    int bits = me - mb + 1;
    int from = low - left & 31;
    if (mb <= me && from + bits <= 32) {
      Value part = b.e.extract(b.rs(), from, bits);
      b.putRaAndRecord(b.e.deposit(b.ra(), low, bits, part));
      return;
    }
    long mask = Fields.mask(mb, me) & ONES;
    Value rotated = b.e.rotl(32, b.rs(), b.e.constant(left));
    Value inserted = b.e.and(32, rotated, b.e.constant(mask));
    Value kept = b.e.and(32, b.ra(), b.e.constant(~mask & ONES));
    b.putRaAndRecord(b.e.or(32, inserted, kept));
  }

  private static Value mask(Block b, int mb, int me) {
    return b.word(Fields.mask(mb, me));
  }

  // ---- shifts: the count is 6 bits of RB, so that 32 to 63 shift everything out

  static void slw(Block b) {
    b.putRaAndRecord(b.e.shl(32, b.rs(), b.rb()));
  }

  static void srw(Block b) {
    b.putRaAndRecord(b.e.shrU(32, b.rs(), b.rb()));
  }

  static void sraw(Block b) {
    Value value = b.e.signExtend(32, 64, b.rs());
    Value shifted = b.e.shrS(64, value, b.rb());
    Value back = b.e.shl(64, shifted, b.rb());
    Value lost = b.e.compare(Condition.NE, 64, back, value);
    b.e.put(XER_CA, b.e.and(64, lost, b.e.extract(value, 63, 1)));
    b.putRaAndRecord(b.e.extract(shifted, 0, 32));
  }

  static void srawi(Block b) {
    int right = Fields.rb(b.word());
    Value value = b.rs();
    Value lost = b.e.and(32, value, b.e.constant((1L << right) - 1));
    Value some = b.e.compare(Condition.NE, 32, lost, b.e.constant(0));
    b.e.put(XER_CA, b.e.and(64, some, b.e.extract(value, 31, 1)));
    b.putRaAndRecord(b.e.shrS(32, value, b.e.constant(right)));
  }

  private static int ra(Block b) {
    return Fields.ra(b.word());
  }
}
