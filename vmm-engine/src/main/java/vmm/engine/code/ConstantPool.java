package vmm.engine.code;

import java.util.Arrays;

/**
 * Constants that operations use as if they were registers: a part of the frame. It fills up; what
 * comes later is loaded by an operation of its own.
 */
public final class ConstantPool {
  private static final long SEAL = 0x5EA1_ED50_0C0D_E5EAL;
  private static final long MIX = 0x9E37_79B9;

  private final long[] frame;
  private final int first;

  /** The constants, in the order of the frame. */
  private final long[] values;

  private int count;

  /** Numbers of constants plus 1, found by hashing with open addressing; 0 is an empty place. */
  private final int[] table;

  /** Makes a pool in {@code frame} from index {@code first} to the end. */
  public ConstantPool(long[] frame, int first) {
    this.frame = frame;
    this.first = first;
    values = new long[frame.length - 1 - first];
    table = new int[4 * Integer.highestOneBit(values.length | 1)];
    seal();
  }

  private void seal() {
    frame[frame.length - 1] = SEAL;
  }

  /** Index of a constant in the frame; -1 if the pool is full. */
  int index(long value) {
    int mask = table.length - 1;
    int place = (int) ((value ^ value >>> 32) * MIX >>> 16) & mask;
    while (table[place] != 0) {
      int number = table[place] - 1;
      if (values[number] == value) {
        return first + number;
      }
      place = (place + 1) & mask;
    }
    if (count == values.length) {
      return -1;
    }
    values[count] = value;
    frame[first + count] = value;
    count++;
    table[place] = count;
    return first + count - 1;
  }

  /** Forgets every constant; no code that uses one may be left. */
  void clear() {
    Arrays.fill(table, 0);
    count = 0;
  }

  /**
   * Puts the constants back if somebody cleared the whole row of registers, the engine's part
   * included, as a processor reset may.
   */
  public void restoreIfCleared() {
    if (frame[frame.length - 1] != SEAL) {
      System.arraycopy(values, 0, frame, first, count);
      seal();
    }
  }
}
