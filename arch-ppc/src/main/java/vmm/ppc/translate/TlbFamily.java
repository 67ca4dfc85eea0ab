package vmm.ppc.translate;

import vmm.api.cpu.Condition;
import vmm.api.cpu.Value;
import vmm.ppc.PpcModel;
import vmm.ppc.decode.Fields;

/**
 * Instructions on the TLB (PPC440x5 User's Manual, section 5.11; e500 Core Family Reference Manual,
 * section 12.6; Book III-E, section 6.11.4). The same mnemonics mean words of an entry on a 440 and
 * the MAS registers elsewhere.
 */
final class TlbFamily {
  private static final long NOT_FOUND = -1;

  private TlbFamily() {}

  static void tlbwe(Block b) {
    if (byWords(b)) {
      b.call(b.system::tlbWriteWord, b.ra(), wordNumber(b), b.rs());
    } else {
      b.call(b.system::tlbWrite);
    }
    b.jumpNext();
  }

  static void tlbre(Block b) {
    if (byWords(b)) {
      Value word = b.call(b.system::tlbReadWord, b.ra(), wordNumber(b));
      b.putRt(b.e.extract(word, 0, 32));
    } else {
      b.call(b.system::tlbRead);
    }
  }

  private static boolean byWords(Block b) {
    return b.has(PpcModel.Feature.TLB_440);
  }

  private static Value wordNumber(Block b) {
    return b.e.constant(Fields.rb(b.word()));
  }

  /** On a 440, RT is undefined if nothing is found: it gets ones. */
  static void tlbsx(Block b) {
    Value gva = b.addressX();
    if (!byWords(b)) {
      b.call(b.system::tlbSearch, gva);
      return;
    }
    Value found = b.call(b.system::tlbSearchEntry, gva);
    b.putRt(b.e.extract(found, 0, 32));
    if (Fields.record(b.word())) {
      b.cr.setEqual(0, b.e.compare(Condition.NE, 64, found, b.e.constant(NOT_FOUND)));
    }
  }

  static void tlbsrxRecord(Block b) {
    b.cr.setEqual(0, b.call(b.system::tlbSearchAndReserve, b.addressX()));
  }

  static void tlbivax(Block b) {
    b.call(b.system::tlbInvalidateAddress, b.addressX());
    b.jumpNext();
  }

  static void tlbilx(Block b) {
    Value type = b.e.constant(Fields.rt(b.word()) & 3);
    b.call(b.system::tlbInvalidateLocal, type, b.addressX());
    b.jumpNext();
  }

  static void tlbsync(Block b) {
    b.call(b.system::tlbSynchronize);
  }
}
