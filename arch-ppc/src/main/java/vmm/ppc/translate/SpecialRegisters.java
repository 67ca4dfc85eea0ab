package vmm.ppc.translate;

import java.util.BitSet;

/** What the translator must know of special registers, by number. */
final class SpecialRegisters {
  private static final BitSet PLAIN = plain();

  private SpecialRegisters() {}

  /** Whether writing a register changes neither the mode word nor the mapping of code. */
  static boolean plain(int spr) {
    return PLAIN.get(spr);
  }

  private static BitSet plain() {
    BitSet plain = new BitSet();
    plain.set(22); // DEC
    plain.set(26, 28); // SRR0, SRR1
    plain.set(54); // DECAR
    plain.set(58, 60); // CSRR0, CSRR1
    plain.set(61, 63); // DEAR, ESR
    plain.set(256); // USPRG0
    plain.set(272, 280); // SPRG0 to SPRG7
    plain.set(284, 286); // TBL, TBU
    plain.set(570, 573); // MCSRR0, MCSRR1, MCSR
    plain.set(604, 606); // SPRG8, SPRG9
    plain.set(624, 629); // MAS0 to MAS4
    plain.set(630); // MAS6
    plain.set(944); // MAS7
    plain.set(946); // MMUCR
    return plain;
  }
}
