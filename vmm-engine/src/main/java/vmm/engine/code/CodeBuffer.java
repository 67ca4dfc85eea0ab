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

  /** Where the last operation is if it copies, and no label is behind it. */
  private int lastCopies = NO_MOVE;

  private final List<Helper> helpers = new ArrayList<>();

  void clear() {
    size = 0;
    forgetCopies();
    helpers.clear();
  }

  int size() {
    return size;
  }

  /** Marks the place of the next operation as one to which control may come from elsewhere. */
  int label() {
    forgetCopies();
    return size;
  }

  private void forgetCopies() {
    lastMove = NO_MOVE;
    lastCopies = NO_MOVE;
  }

  void op(int opcode, int d, int a, int b, int c) {
    forgetCopies();
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
    lastCopies = size;
    append(Opcode.word(Opcode.MOVE, to, from, 0, 0));
  }

  /**
   * Takes the last operation back if all it does is to copy, for the end of a block, which is next,
   * to do that; {@code idle} is an element that may be copied to itself.
   */
  Copies takeCopies(int idle) {
    if (lastCopies == NO_MOVE) {
      return new Copies(idle, idle, idle, idle);
    }
    long word = words[lastCopies];
    size = lastCopies;
    forgetCopies();
    return Opcode.opcode(word) == Opcode.MOVE
        ? new Copies(Opcode.d(word), Opcode.a(word), idle, idle)
        : new Copies(Opcode.d(word), Opcode.a(word), Opcode.b(word), Opcode.c(word));
  }

  /** Copies from {@code a} to {@code d}, then from {@code c} to {@code b}. */
  record Copies(int d, int a, int b, int c) {
    long word() {
      return Opcode.word(Opcode.MOVE_2, d, a, b, c);
    }

    /** Where that is before the copies what is at {@code index} behind them. */
    int before(int index) {
      int behindFirst = index == b ? c : index;
      return behindFirst == d ? a : behindFirst;
    }
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
