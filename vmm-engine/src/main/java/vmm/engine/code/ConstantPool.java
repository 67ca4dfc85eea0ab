package vmm.engine.code;

import java.util.HashMap;
import java.util.Map;

/**
 * Constants that operations use as if they were registers: a part of the frame. It fills up; what
 * comes later is loaded by an operation of its own.
 */
public final class ConstantPool {
  private static final long SEAL = 0x5EA1_ED50_0C0D_E5EAL;

  private final long[] frame;
  private final int first;
  private final Map<Long, Integer> indices = new HashMap<>();

  /** Makes a pool in {@code frame} from index {@code first} to the end. */
  public ConstantPool(long[] frame, int first) {
    this.frame = frame;
    this.first = first;
    seal();
  }

  private void seal() {
    frame[frame.length - 1] = SEAL;
  }

  /** Index of a constant in the frame; -1 if the pool is full. */
  int index(long value) {
    Integer found = indices.get(value);
    if (found != null) {
      return found;
    }
    int index = first + indices.size();
    if (index >= frame.length - 1) {
      return -1;
    }
    frame[index] = value;
    indices.put(value, index);
    return index;
  }

  /** Forgets every constant; no code that uses one may be left. */
  void clear() {
    indices.clear();
  }

  /**
   * Puts the constants back if somebody cleared the whole row of registers, the engine's part
   * included, as a processor reset may.
   */
  public void restoreIfCleared() {
    if (frame[frame.length - 1] != SEAL) {
      indices.forEach((value, index) -> frame[index] = value);
      seal();
    }
  }
}
