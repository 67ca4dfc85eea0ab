package vmm.ppc.programs;

/** Instruction words, as the manuals draw their formats. */
final class Words {
  private Words() {}

  /** A displacement or immediate operand behind two registers. */
  static int d(int opcode, int rt, int ra, int low) {
    return opcode << 26 | rt << 21 | ra << 16 | low & 0xFFFF;
  }

  /** Primary opcode 31: three registers and an extended opcode. */
  static int x(int extended, int rt, int ra, int rb) {
    return 31 << 26 | rt << 21 | ra << 16 | rb << 11 | extended << 1;
  }

  /** Primary opcode 4, category SPE. */
  static int ev(int extended, int rt, int ra, int rb) {
    return 4 << 26 | rt << 21 | ra << 16 | rb << 11 | extended;
  }

  static int lwz(int rt, int ra, int displacement) {
    return d(32, rt, ra, displacement);
  }

  static int stw(int rs, int ra, int displacement) {
    return d(36, rs, ra, displacement);
  }

  /** mtspr. */
  static int mtspr(int spr, int rs) {
    return x(467, rs, spr & 31, spr >>> 5);
  }

  static int tlbwe(int rs, int ra, int ws) {
    return x(978, rs, ra, ws);
  }
}
