package vmm.engine.code;

import java.util.Arrays;

/**
 * Where blocks begin, by pc, one for each place: for ends of blocks that no link follows. Whoever
 * takes one from here has to compare pc and mode, and the hpa with what the pc is fetched from now.
 */
public final class RecentBlocks {
  /**
   * What a place holds, in words: the pc, the mode word, the {@link Block#hpa}, and {@link #AT}.
   */
  public static final int MODE = 1;

  /** Where the hpa is. */
  public static final int HPA = 2;

  /** Where it is said where in the {@link CodeArena} the block begins. */
  public static final int AT = 3;

  private static final int PLACE_SHIFT = 2;
  private static final int PLACES = 1 << 12;

  /** Neither an hpa nor the answer that there is none. */
  private static final long NOTHING = -2;

  /** Public for the interpreter. No block here runs into another page, or is single by order. */
  public final long[] places = new long[PLACES << PLACE_SHIFT];

  RecentBlocks() {
    clear();
  }

  /** The index of the place of a block that begins at {@code pc}. */
  public static int index(long pc) {
    // Instructions may be 4 bytes apart, and functions a multiple of 16.
    return ((int) (pc ^ pc >>> 2 ^ pc >>> 12) & (PLACES - 1)) << PLACE_SHIFT;
  }

  /** Where in the {@link CodeArena} a block begins, or -1. */
  int find(long pc, long mode, long hpa) {
    int place = index(pc);
    boolean found =
        places[place] == pc && places[place + MODE] == mode && places[place + HPA] == hpa;
    return found ? (int) places[place + AT] : -1;
  }

  /** Enters a block, if it can be. */
  public void add(Block block) {
    if (block.hpa >= 0 && block.secondHpa < 0 && !block.single) {
      int place = index(block.pc);
      places[place] = block.pc;
      places[place + MODE] = block.mode;
      places[place + HPA] = block.hpa;
      places[place + AT] = block.at;
    }
  }

  /** Forgets all. */
  void clear() {
    Arrays.fill(places, NOTHING);
  }
}
