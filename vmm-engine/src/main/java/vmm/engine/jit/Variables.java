package vmm.engine.jit;

import java.lang.classfile.CodeBuilder;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;

/** The local variables of a region's method. */
final class Variables {
  static final int THIS = 0;

  /** What is left of the budget. */
  static final int REMAINING = 1;

  /** Whether the block is to be left at the next boundary. */
  static final int LEAVE = 3;

  /** What the method will return. */
  static final int RESULT = 4;

  private static final int FIRST = 5;

  private final Constants constants;
  private final int[] slots;
  private final ArrayDeque<Integer> free = new ArrayDeque<>();
  private int next = FIRST;

  Variables(Constants constants, int slotCount) {
    this.constants = constants;
    slots = new int[slotCount];
    Arrays.fill(slots, -1);
  }

  /** The variable of a slot. */
  int slot(int slot) {
    if (slots[slot] < 0) {
      slots[slot] = next;
      next += 2;
    }
    return slots[slot];
  }

  /** A variable for a value. */
  int take() {
    if (!free.isEmpty()) {
      return free.pop();
    }
    next += 2;
    return next - 2;
  }

  /** Gives a variable back. */
  void give(int variable) {
    free.push(variable);
  }

  /** Loads slots from the frame. */
  void reload(CodeBuilder code, BitSet which) {
    which.stream()
        .forEach(slot -> constants.frame(code).loadConstant(slot).laload().lstore(slot(slot)));
  }

  /** Writes slots to the frame. */
  void spill(CodeBuilder code, BitSet which) {
    int[] all = which.stream().toArray();
    for (int from = 0; from < all.length; from += 4) {
      spill(code, Arrays.copyOfRange(all, from, Math.min(from + 4, all.length)));
    }
  }

  private void spill(CodeBuilder code, int[] which) {
    constants.frame(code);
    if (which.length == 1) {
      code.loadConstant(which[0]).lload(slot(which[0])).lastore();
      return;
    }
    long packed = 0;
    for (int i = 0; i < which.length; i++) {
      packed |= (long) which[i] << i * Guest.SLOT_BITS;
    }
    code.loadConstant(packed);
    for (int slot : which) {
      code.lload(slot(slot));
    }
    code.invokestatic(Types.GUEST, "spill", Types.spill(which.length));
  }
}
