package vmm.engine;

import org.jspecify.annotations.Nullable;
import vmm.engine.code.Block;

/** How far a processor has come, and where in a block it is while it leaves the fast path. */
final class Run {
  /** Slots, temporaries and constants. */
  final long[] frame;

  private final int pcSlot;

  /** The number of retired instructions at which the budget is used up. */
  long end;

  /** What is left of the budget, the whole of the running block taken off. */
  long remaining;

  /** Someone wants the dispatcher to look around at the next instruction boundary. */
  volatile boolean attention;

  /** The block that runs, set wherever somebody may ask; null in the dispatcher. */
  @Nullable Block block;

  /** Where in it. */
  int point;

  Run(long[] frame, int pcSlot) {
    this.frame = frame;
    this.pcSlot = pcSlot;
  }

  /** Notes where execution is, and brings all slots up to date. */
  void enter(Block at, int newPoint) {
    block = at;
    point = newPoint;
    at.recover(newPoint, frame);
  }

  /** Number of instructions retired before the one that runs. */
  long retired() {
    long counted = end - remaining;
    Block at = block;
    return at == null ? counted : counted - (at.instructions - at.instructionAt(point));
  }

  /** The pc of the instruction that runs. */
  long pc() {
    Block at = block;
    return at == null ? frame[pcSlot] : at.pc(at.instructionAt(point));
  }

  /** Leaves the block before the instruction that runs, which has not been done. */
  void abandon() {
    Block at = block;
    if (at != null) {
      leave(at, at.instructionAt(point));
    }
  }

  /** Leaves a block before {@code instruction}. */
  void leave(Block at, int instruction) {
    frame[pcSlot] = at.pc(instruction);
    remaining += at.instructions - instruction;
    block = null;
  }
}
