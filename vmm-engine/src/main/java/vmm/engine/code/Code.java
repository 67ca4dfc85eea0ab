package vmm.engine.code;

import vmm.api.cpu.Helper;

/**
 * What lowering makes of a block, with the tables that tell, wherever execution can be interrupted,
 * which guest instruction it is in and which slots are not up to date. A recovery is the place in
 * {@code recoveries} of a count followed by as many pairs of slot and index of its value.
 *
 * @param words the operations
 * @param offsets of each instruction, in bytes from the first
 * @param boundaries index of the first operation of each instruction
 * @param boundaryRecoveries recovery before each instruction
 * @param pointInstructions number of the instruction of each point
 * @param pointRecoveries recovery at each point
 * @param linkOffsets distances of the targets of the two exits from the block's first byte
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared; the interpreter wants bare arrays.
public record Code(
    long[] words,
    int[] offsets,
    int[] boundaries,
    int[] boundaryRecoveries,
    int[] pointInstructions,
    int[] pointRecoveries,
    int[] recoveries,
    long[] linkOffsets,
    Helper[] helpers) {
  private static final long[] NO_WORDS = {};

  /** The same for who has the words elsewhere. */
  Code withoutWords() {
    return new Code(
        NO_WORDS,
        offsets,
        boundaries,
        boundaryRecoveries,
        pointInstructions,
        pointRecoveries,
        recoveries,
        linkOffsets,
        helpers);
  }

  void recover(int recovery, long[] frame) {
    int count = recoveries[recovery];
    for (int i = 1; i <= 2 * count; i += 2) {
      frame[recoveries[recovery + i]] = frame[recoveries[recovery + i + 1]];
    }
  }
}
