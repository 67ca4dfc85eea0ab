package vmm.x86.fpu;

/**
 * The image of control word, status word, tag word and last-instruction pointers that FSTENV and
 * FSAVE write: SDM vol. 1, "Saving the x87 FPU's State", figures "Protected Mode x87 FPU State
 * Image in Memory, 32-Bit Format" and the three after it. It has seven fields of the operand size.
 */
final class EnvironmentImage {
  private static final int FIELDS = 7;
  private static final int CONTROL = 0;
  private static final int STATUS = 1;
  private static final int TAGS = 2;
  private static final int INSTRUCTION_OFFSET = 3;
  private static final int INSTRUCTION_SELECTOR = 4;
  private static final int DATA_OFFSET = 5;
  private static final int DATA_SELECTOR = 6;

  /** What stands in the upper half of fields that hold 16 bits. */
  private static final long FILL = 0xFFFF_0000L;

  private EnvironmentImage() {}

  /** Size of the image: 14 or 28 bytes. */
  static int bytes(FpuHost host) {
    return FIELDS * fieldBytes(host);
  }

  private static int fieldBytes(FpuHost host) {
    return host.wideOperands() ? 4 : 2;
  }

  /** Writes the image; if that faults, nothing of it counts. */
  static void store(FpuState fpu, FpuHost host) {
    boolean wide = host.wideOperands();
    long[] fields = host.realAddresses() ? realPointers(fpu, wide) : protectedPointers(fpu, wide);
    long fill = wide ? FILL : 0;
    fields[CONTROL] = fpu.control() | fill;
    fields[STATUS] = fpu.status() | fill;
    fields[TAGS] = fpu.tags() | fill;
    int size = fieldBytes(host);
    host.checkWritable(FIELDS * size);
    for (int field = 0; field < FIELDS; field++) {
      host.write(field * size, size, fields[field]);
    }
  }

  private static long[] protectedPointers(FpuState fpu, boolean wide) {
    long[] fields = new long[FIELDS];
    fields[INSTRUCTION_OFFSET] = fpu.instructionOffset();
    fields[INSTRUCTION_SELECTOR] = fpu.instructionSelector();
    fields[DATA_OFFSET] = fpu.dataOffset();
    fields[DATA_SELECTOR] = fpu.dataSelector();
    if (wide) {
      fields[INSTRUCTION_SELECTOR] |= (long) fpu.opcode() << 16;
      fields[DATA_SELECTOR] |= FILL;
    }
    return fields;
  }

  private static long[] realPointers(FpuState fpu, boolean wide) {
    long instruction = ((long) fpu.instructionSelector() << 4) + fpu.instructionOffset();
    long data = ((long) fpu.dataSelector() << 4) + fpu.dataOffset();
    long upperMask = wide ? 0xFFFF : 0xF;
    long fill = wide ? FILL : 0;
    long[] fields = new long[FIELDS];
    fields[INSTRUCTION_OFFSET] = (instruction & 0xFFFF) | fill;
    fields[INSTRUCTION_SELECTOR] = (instruction >> 16 & upperMask) << 12 | fpu.opcode();
    fields[DATA_OFFSET] = (data & 0xFFFF) | fill;
    fields[DATA_SELECTOR] = (data >> 16 & upperMask) << 12;
    return fields;
  }

  /** Reads the seven fields of an image, changing nothing. */
  static long[] fetch(FpuHost host) {
    int size = fieldBytes(host);
    long[] fields = new long[FIELDS];
    for (int field = 0; field < FIELDS; field++) {
      fields[field] = host.read(field * size, size);
    }
    return fields;
  }

  /** Loads fields that {@link #fetch} read. */
  static void load(FpuState fpu, FpuHost host, long[] fields) {
    fpu.setControl((int) fields[CONTROL]);
    fpu.setStatus((int) fields[STATUS]);
    fpu.setTags((int) fields[TAGS]);
    if (host.realAddresses()) {
      loadRealPointers(fpu, fields);
    } else {
      int opcode = host.wideOperands() ? (int) (fields[INSTRUCTION_SELECTOR] >> 16) : 0;
      fpu.notePointers(opcode, fields[INSTRUCTION_OFFSET], (int) fields[INSTRUCTION_SELECTOR]);
      fpu.noteData(fields[DATA_OFFSET], (int) fields[DATA_SELECTOR]);
    }
  }

  /** A linear address comes back as an offset from segment 0. */
  private static void loadRealPointers(FpuState fpu, long[] fields) {
    long instruction = linear(fields[INSTRUCTION_OFFSET], fields[INSTRUCTION_SELECTOR]);
    fpu.notePointers((int) fields[INSTRUCTION_SELECTOR], instruction, 0);
    fpu.noteData(linear(fields[DATA_OFFSET], fields[DATA_SELECTOR]), 0);
  }

  private static long linear(long low, long high) {
    return (low & 0xFFFF) | high >> 12 << 16;
  }
}
