package vmm.engine.code;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The operations of all blocks, in one array, with what the interpreter has to know to go from one
 * block to the next in front of them: so cold code is a miss or two of the data cache a block, as
 * nothing is behind a pointer. A block begins with two words:
 *
 * <ol>
 *   <li>its cost in bits 0-7, its number in bits 8-31, and its heat, which is signed, above: if the
 *       word is negative somebody has to look before the block is entered;
 *   <li>where the blocks begin to which its links 0 and 1 lead, 32 bits each, or 0.
 * </ol>
 *
 * <p>What a block takes is free again only once the arena is cleared.
 */
public final class CodeArena {
  /** Number of words in front of the operations of a block. */
  public static final int HEADER = 2;

  /** The bits of a block's first word that are its cost. */
  public static final long COST = 0xFF;

  /** Position of the heat in a block's first word. */
  public static final int HEAT = 32;

  private static final int NUMBER = 8;
  private static final int NUMBERS = 1 << HEAT - NUMBER;
  private static final long WORD = 0xFFFF_FFFFL;
  private static final int FIRST_WORDS = 1 << 16;

  /** Where the first block begins; nothing is at 0. */
  private static final int FIRST = 1;

  /** Public for the interpreter; another array whenever a block has been added. */
  public long[] words = new long[FIRST_WORDS];

  private int used = FIRST;
  private @Nullable Block[] blocks = new Block[FIRST_WORDS / 16];
  private int count;

  /** Adds a block with its operations, and returns where it begins. */
  int add(Block block, long[] operations) {
    int at = used;
    used += HEADER + operations.length;
    if (used > words.length) {
      words = Arrays.copyOf(words, Math.max(used, 2 * words.length));
    }
    if (count == blocks.length) {
      blocks = Arrays.copyOf(blocks, 2 * count);
    }
    blocks[count] = block;
    words[at] = block.instructions | (long) count++ << NUMBER | (long) Integer.MAX_VALUE << HEAT;
    words[at + 1] = 0;
    System.arraycopy(operations, 0, words, at + HEADER, operations.length);
    return at;
  }

  /** Takes a block back to which nothing leads, if it is the last that was added. */
  void takeBack(Block block) {
    if (count > 0 && blocks[count - 1] == block) {
      used = block.at;
      count--;
      blocks[count] = null;
    }
  }

  /** Number of words taken. */
  int used() {
    return used - FIRST;
  }

  /** Whether there is room for no more than a few blocks. */
  boolean full(long capacity) {
    return used() >= capacity || count >= NUMBERS - 1;
  }

  /** The block that begins there, or null if it is gone. */
  public @Nullable Block block(int at) {
    return at == 0 ? null : blocks[(int) (words[at] >>> NUMBER) & NUMBERS - 1];
  }

  /** The block to which a link leads, or null. */
  @Nullable Block link(int at, int link) {
    return block((int) (words[at + 1] >>> Integer.SIZE * link));
  }

  /** Lets a link lead to where a block begins, or nowhere if that is 0. */
  void setLink(int at, int link, int target) {
    int shift = Integer.SIZE * link;
    words[at + 1] = words[at + 1] & ~(WORD << shift) | (long) target << shift;
  }

  int heat(int at) {
    return (int) (words[at] >> HEAT);
  }

  void setHeat(int at, int heat) {
    words[at] = words[at] & WORD | (long) heat << HEAT;
  }

  /** The block is not to be entered any more. */
  void forget(int at) {
    blocks[(int) (words[at] >>> NUMBER) & NUMBERS - 1] = null;
    setHeat(at, -1);
  }

  /** Forgets all. */
  void clear() {
    Arrays.fill(blocks, 0, count, null);
    count = 0;
    used = FIRST;
  }
}
