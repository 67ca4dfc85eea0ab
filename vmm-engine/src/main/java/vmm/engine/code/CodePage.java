package vmm.engine.code;

import java.util.ArrayList;
import java.util.List;

/** The blocks whose bytes lie, in part at least, in one frame. */
final class CodePage {
  /** log2 of the size of a line: a page has 64, one for each bit of a long. */
  private static final int LINE_SHIFT = 6;

  private final List<Block> blocks = new ArrayList<>();
  private long lines;

  void add(Block block, int from, int bytes) {
    blocks.add(block);
    lines |= lines(from, bytes);
  }

  boolean empty() {
    return blocks.isEmpty();
  }

  /** Whether code may be among the bytes: a quick answer, true too often by less than a line. */
  boolean mayHoldCode(int from, int bytes) {
    return (lines & lines(from, bytes)) != 0;
  }

  private static long lines(int from, int bytes) {
    int first = from >>> LINE_SHIFT;
    int last = (from + bytes - 1) >>> LINE_SHIFT;
    return -1L << first & -1L >>> (63 - last);
  }

  /** The blocks that have a byte in the range. */
  List<Block> overlapping(long hpa, long bytes) {
    return blocks.stream().filter(block -> block.overlaps(hpa, bytes)).toList();
  }

  /** Removes a block; {@link #recount} must follow. */
  void remove(Block block) {
    blocks.remove(block);
  }

  /** Finds out anew which lines hold code. */
  void recount(long pageHpa) {
    lines = 0;
    for (Block block : blocks) {
      for (int line = 0; line < Long.SIZE; line++) {
        if (block.overlaps(pageHpa + ((long) line << LINE_SHIFT), 1L << LINE_SHIFT)) {
          lines |= 1L << line;
        }
      }
    }
  }
}
