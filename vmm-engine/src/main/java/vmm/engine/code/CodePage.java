package vmm.engine.code;

import java.util.ArrayList;
import java.util.List;
import vmm.api.memory.Frame;
import vmm.engine.mmu.CodeAddress;

/** The blocks whose bytes lie, in part at least, in one frame. */
final class CodePage {
  /** log2 of the size of a line: a page has 64, one for each bit of a long. */
  private static final int LINE_SHIFT = 6;

  private final List<Block> blocks = new ArrayList<>();
  private long lines;

  /** Takes a block that has bytes in the page, whose hpa is given. */
  void add(Block block, long pageHpa) {
    blocks.add(block);
    lines |= lines(block, pageHpa);
  }

  boolean empty() {
    return blocks.isEmpty();
  }

  /** Whether code may be among the bytes: a quick answer, true too often by less than a line. */
  boolean mayHoldCode(int from, int bytes) {
    return (lines & lines(from, bytes)) != 0;
  }

  private static long lines(Block block, long pageHpa) {
    int from = (int) (block.hpa & Frame.OFFSET_MASK);
    int inFirst = Math.min(block.bytes, Frame.SIZE - from);
    long found = isIn(block.hpa, pageHpa) ? lines(from, inFirst) : 0;
    return block.secondHpa >= 0 && isIn(block.secondHpa, pageHpa)
        ? found | lines(0, block.bytes - inFirst)
        : found;
  }

  private static boolean isIn(long code, long pageHpa) {
    return Frame.base(CodeAddress.hpa(code)) == pageHpa;
  }

  private static long lines(int from, int bytes) {
    int first = from >>> LINE_SHIFT;
    int last = (from + bytes - 1) >>> LINE_SHIFT;
    return -1L << first & -1L >>> (63 - last);
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
    lines = 0;
    for (Block block : blocks) {
      lines |= lines(block, pageHpa);
    }
  }
}
