package vmm.ppc.translate;

import static vmm.ppc.PpcRegisters.XER_CA;
import static vmm.ppc.PpcRegisters.XER_OV;
import static vmm.ppc.PpcRegisters.XER_SO;

import vmm.api.cpu.CpuContext;
import vmm.api.cpu.Helper.Effect;
import vmm.api.cpu.Value;
import vmm.ppc.ConditionRegister;
import vmm.ppc.decode.Fields;

/** The condition register's own instructions (Book I, sections 2.5 and 3.3.15). */
final class ConditionLogic {
  private ConditionLogic() {}

  static void crand(Block b) {
    put(b, b.e.and(64, bitA(b), bitB(b)));
  }

  static void crandc(Block b) {
    put(b, b.e.and(64, bitA(b), not(b, bitB(b))));
  }

  static void cror(Block b) {
    put(b, b.e.or(64, bitA(b), bitB(b)));
  }

  static void crorc(Block b) {
    put(b, b.e.or(64, bitA(b), not(b, bitB(b))));
  }

  static void crxor(Block b) {
    put(b, b.e.xor(64, bitA(b), bitB(b)));
  }

  static void creqv(Block b) {
    put(b, not(b, b.e.xor(64, bitA(b), bitB(b))));
  }

  static void crnand(Block b) {
    put(b, not(b, b.e.and(64, bitA(b), bitB(b))));
  }

  static void crnor(Block b) {
    put(b, not(b, b.e.or(64, bitA(b), bitB(b))));
  }

  private static Value bitA(Block b) {
    return b.cr.isSet(Fields.ra(b.word()));
  }

  private static Value bitB(Block b) {
    return b.cr.isSet(Fields.rb(b.word()));
  }

  private static Value not(Block b, Value bit) {
    return b.e.xor(64, bit, b.e.constant(1));
  }

  private static void put(Block b, Value bit) {
    b.cr.setBit(Fields.rt(b.word()), bit);
  }

  static void mcrf(Block b) {
    b.cr.copy(Fields.bf(b.word()), Fields.bfa(b.word()));
  }

  /** Moves SO, OV and CA of XER to a field and clears them. */
  static void mcrxr(Block b) {
    int field = Fields.bf(b.word());
    Value zero = b.e.constant(0);
    b.cr.set(field, b.e.get(XER_SO), b.e.get(XER_OV), b.e.get(XER_CA), zero);
    b.e.put(XER_SO, zero);
    b.e.put(XER_OV, zero);
    b.e.put(XER_CA, zero);
  }

  /** The form for one field writes the others too, as the cores do. */
  static void mfcr(Block b) {
    b.putRt(b.e.call(ConditionLogic::read, Effect.READS));
  }

  private static long read(CpuContext cpu, long a, long b, long c) {
    return ConditionRegister.read(cpu.slots()) & 0xFFFF_FFFFL;
  }

  static void mtcrf(Block b) {
    Value source = b.rs();
    int fields = Fields.fxm(b.word());
    for (int n = 0; n < 8; n++) {
      if ((fields & 0x80 >> n) != 0) {
        int so = 28 - 4 * n;
        b.cr.set(
            n,
            b.e.extract(source, so + 3, 1),
            b.e.extract(source, so + 2, 1),
            b.e.extract(source, so + 1, 1),
            b.e.extract(source, so, 1));
      }
    }
  }
}
