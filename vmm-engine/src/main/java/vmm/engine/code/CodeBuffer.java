package vmm.engine.code;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import vmm.api.cpu.Helper;

/** Takes the operations of a block while it is lowered. */
final class CodeBuffer {
  private static final int NO_MOVE = -1;
  private static final Helper[] NO_HELPERS = {};

  private long[] words = new long[256];
  private int size;
  private int lastMove = NO_MOVE;
  private final List<Helper> helpers = new ArrayList<>();

  void clear() {
    size = 0;
    lastMove = NO_MOVE;
    helpers.clear();
  }

  int size() {
    return size;
  }

  /** Marks the place of the next operation as one to which control may come from elsewhere. */
  int label() {
    lastMove = NO_MOVE;
    return size;
  }

  void op(int opcode, int d, int a, int b, int c) {
    lastMove = NO_MOVE;
    append(Opcode.word(opcode, d, a, b, c));
  }

  /** Appends a word that belongs to the operation before it. */
  void data(long word) {
    append(word);
  }

  /** Copies; two copies in a row become one operation. */
  void move(int to, int from) {
    if (lastMove != NO_MOVE) {
      long first = words[lastMove];
      words[lastMove] = Opcode.word(Opcode.MOVE_2, Opcode.d(first), Opcode.a(first), to, from);
      lastMove = NO_MOVE;
      return;
    }
    lastMove = size;
    append(Opcode.word(Opcode.MOVE, to, from, 0, 0));
  }

  /** Sets the field d of the word at {@code place}: the target of a branch. */
  void patchTarget(int place, int target) {
    long word = words[place];
    words[place] =
        Opcode.word(Opcode.opcode(word), target, Opcode.a(word), Opcode.b(word), Opcode.c(word));
  }

  int helper(Helper helper) {
    int known = helpers.indexOf(helper);
    if (known >= 0) {
      return known;
    }
    helpers.add(helper);
    return helpers.size() - 1;
  }

  long[] words() {
    return Arrays.copyOf(words, size);
  }

  Helper[] helpers() {
    return helpers.isEmpty() ? NO_HELPERS : helpers.toArray(NO_HELPERS);
  }

  private void append(long word) {
    if (size == words.length) {
      words = Arrays.copyOf(words, 2 * size);
    }
    words[size++] = word;
  }
}
