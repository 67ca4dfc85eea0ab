package vmm.tiny;

import vmm.api.cpu.CodeReader;

/**
 * An instruction, decoded. Each has 4 bytes, little-endian: opcode in bits 31 to 24, registers d
 * and s in bits 23 to 20 and 19 to 16, immediate in bits 15 to 0.
 *
 * @param d number of the first register
 * @param s number of the second register
 * @param immediate sign-extended
 */
record TinyInstruction(TinyOpcode opcode, int d, int s, int immediate) {
  static final int BYTES = 4;

  static TinyInstruction fetch(CodeReader code) {
    return decode(code.next8() | code.next8() << 8 | code.next8() << 16 | code.next8() << 24);
  }

  static TinyInstruction decode(int word) {
    return new TinyInstruction(
        TinyOpcode.of(word >>> 24), word >>> 20 & 15, word >>> 16 & 15, (short) word);
  }

  int encode() {
    return opcode.code() << 24 | d << 20 | s << 16 | (immediate & 0xFFFF);
  }
}
