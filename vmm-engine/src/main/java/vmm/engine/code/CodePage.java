package vmm.engine.code;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import vmm.api.memory.Frame;
import vmm.engine.mmu.CodeAddress;

/** The blocks whose bytes lie, in part at least, in one frame. */
final class CodePage {
  /**
   * log2 of the size of a line. Kernels have data beside code and write it often: with 64 bytes,
   * four of five writes that looked for blocks found none.
   */
  private static final int LINE_SHIFT = 2;

  private final List<Block> blocks = new ArrayList<>();
  private final BitSet lines = new BitSet(Frame.SIZE >> LINE_SHIFT);

  /** Takes a block that has bytes in the page, whose hpa is given. */
  void add(Block block, long pageHpa) {
    blocks.add(block);
    mark(block, pageHpa);
  }

  boolean empty() {
    return blocks.isEmpty();
  }

  /** Whether code may be among the bytes: a quick answer, true too often by less than a line. */
  boolean mayHoldCode(int from, int bytes) {
    int line = lines.nextSetBit(from >>> LINE_SHIFT);
    return line >= 0 && line <= (from + bytes - 1) >>> LINE_SHIFT;
  }

  private void mark(Block block, long pageHpa) {
    int from = (int) (block.hpa & Frame.OFFSET_MASK);
    int inFirst = Math.min(block.bytes, Frame.SIZE - from);
    if (isIn(block.hpa, pageHpa)) {
      mark(from, inFirst);
    }
    if (block.secondHpa >= 0 && isIn(block.secondHpa, pageHpa)) {
      mark(0, block.bytes - inFirst);
    }
  }

  private void mark(int from, int bytes) {
    lines.set(from >>> LINE_SHIFT, ((from + bytes - 1) >>> LINE_SHIFT) + 1);
  }

  private static boolean isIn(long code, long pageHpa) {
    return Frame.base(CodeAddress.hpa(code)) == pageHpa;
  }

  /** The blocks that have a byte in the range. */
  List<Block> overlapping(long hpa, long bytes) {
    List<Block> found = new ArrayList<>();
    for (Block block : blocks) {
      if (block.overlaps(hpa, bytes)) {
        found.add(block);
      }
    }
    return found;
  }

  /** Removes a block; {@link #recount} must follow. */
  void remove(Block block) {
    blocks.remove(block);
  }

  /** Finds out anew which lines hold code. */
  void recount(long pageHpa) {
    lines.clear();
    for (Block block : blocks) {
      mark(block, pageHpa);
    }
  }
}
