package vmm.x86.fpu;

/**
 * The 512-byte image of FXSAVE and FXRSTOR: SDM vol. 2, "FXSAVE", table "Non-64-bit-Mode Layout".
 * The fields of SSE are neither written nor read: the processors modelled here have none.
 */
final class FxsaveImage {
  /** Size of the image, which must be aligned to 16 bytes. */
  static final int BYTES = 512;

  private static final int CONTROL = 0;
  private static final int STATUS = 2;
  private static final int TAGS = 4;
  private static final int OPCODE = 6;
  private static final int INSTRUCTION_OFFSET = 8;
  private static final int INSTRUCTION_SELECTOR = 12;
  private static final int DATA_OFFSET = 16;
  private static final int DATA_SELECTOR = 20;
  private static final int REGISTERS = 32;
  private static final int REGISTER_BYTES = 16;

  private FxsaveImage() {}

  /** Writes the image; pending exceptions stay pending. */
  static void store(FpuState fpu, FpuHost host) {
    host.checkWritable(BYTES);
    host.write(CONTROL, 2, fpu.control());
    host.write(STATUS, 2, fpu.status());
    host.write(TAGS, 2, fpu.occupied());
    host.write(OPCODE, 2, fpu.opcode());
    host.write(INSTRUCTION_OFFSET, 4, fpu.instructionOffset());
    host.write(INSTRUCTION_SELECTOR, 4, fpu.instructionSelector());
    host.write(DATA_OFFSET, 4, fpu.dataOffset());
    host.write(DATA_SELECTOR, 4, fpu.dataSelector());
    for (int i = 0; i < 8; i++) {
      int place = REGISTERS + REGISTER_BYTES * i;
      host.write(place, 8, fpu.significand(i));
      host.write(place + 8, 8, fpu.signExponent(i));
    }
  }

  /** Reads all of the image, then loads it. */
  static void load(FpuState fpu, FpuHost host) {
    long[] words = new long[(REGISTERS + 8 * REGISTER_BYTES) / 8];
    for (int word = 0; word < words.length; word++) {
      words[word] = host.read(8 * word, 8);
    }
    fpu.setControl(field(words, CONTROL, 16));
    fpu.setStatus(field(words, STATUS, 16));
    fpu.setOccupied(field(words, TAGS, 8));
    fpu.notePointers(
        field(words, OPCODE, 16),
        Integer.toUnsignedLong(field(words, INSTRUCTION_OFFSET, 32)),
        field(words, INSTRUCTION_SELECTOR, 16));
    fpu.noteData(
        Integer.toUnsignedLong(field(words, DATA_OFFSET, 32)), field(words, DATA_SELECTOR, 16));
    for (int i = 0; i < 8; i++) {
      int word = (REGISTERS + REGISTER_BYTES * i) / 8;
      fpu.setRegister(i, (int) words[word + 1], words[word]);
    }
  }

  private static int field(long[] words, int place, int bits) {
    return (int) (words[place / 8] >>> (place % 8 * 8) & (1L << bits) - 1);
  }
}
