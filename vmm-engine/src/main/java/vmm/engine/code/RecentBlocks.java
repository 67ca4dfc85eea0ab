package vmm.engine.code;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Blocks by the pc at which they begin, one for each place: for ends of blocks that no link
 * follows. Whoever takes one from here has to compare pc and mode, and its {@link Block#hpa} with
 * what the pc is fetched from now.
 */
public final class RecentBlocks {
  private static final int PLACES = 1 << 12;

  /** Public for the interpreter. None of them runs into another page, or is single by order. */
  public final @Nullable Block[] blocks = new Block[PLACES];

  /** The place of a block that begins at {@code pc}. */
  public static int index(long pc) {
    // Instructions may be 4 bytes apart, and functions a multiple of 16.
    return (int) (pc ^ pc >>> 2 ^ pc >>> 12) & (PLACES - 1);
  }

  /** Enters a block, if it can be. */
  public void add(Block block) {
    if (block.hpa >= 0 && block.secondHpa < 0 && !block.single) {
      blocks[index(block.pc)] = block;
    }
  }

  /** Forgets all. */
  void clear() {
    Arrays.fill(blocks, null);
  }
}
