package vmm.engine.code;

import java.util.Arrays;

/** A growing row of ints. */
final class IntList {
  private static final int[] EMPTY = {};

  private int[] values = new int[64];
  private int size;

  void add(int value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, 2 * size);
    }
    values[size++] = value;
  }

  int get(int i) {
    return values[i];
  }

  int size() {
    return size;
  }

  void clear() {
    size = 0;
  }

  /** Removes the first element of that value, which there must be. */
  void removeValue(int value) {
    int i = 0;
    while (values[i] != value) {
      i++;
    }
    System.arraycopy(values, i + 1, values, i, --size - i);
  }

  int[] toArray() {
    return size == 0 ? EMPTY : Arrays.copyOf(values, size);
  }
}
