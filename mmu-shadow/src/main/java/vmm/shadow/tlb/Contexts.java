package vmm.shadow.tlb;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.IntConsumer;

/**
 * The contexts of the real TLB and what each stands for. A guest that returns to a space finds the
 * context of before, so its switches flush nothing; when all are taken, the one unused for longest
 * comes to stand for something else.
 *
 * <p>Coherence: a context is handed out again only after {@code recycled} was told to drop all that
 * the hardware holds under it.
 */
final class Contexts {
  /** A regime uses two at once, one for fetches and one for data. */
  static final int LEAST = 2;

  /** The highest number that a real view can name. */
  private static final int HIGHEST = 4095;

  private static final float LOAD_FACTOR = 0.75f;

  private final SequencedMap<ContextKey, Integer> numbers =
      new LinkedHashMap<>(16, LOAD_FACTOR, true);

  /** What each context stands for, from number 1 on. */
  private final List<ContextKey> keys = new ArrayList<>();

  private final int most;
  private final IntConsumer recycled;
  private long recycledCount;

  /**
   * Makes the contexts 1 to {@code most}, none of them in use.
   *
   * @param most at least {@link #LEAST}
   * @param recycled is told of a context that is about to stand for something else
   */
  Contexts(int most, IntConsumer recycled) {
    this.most = Math.min(most, HIGHEST);
    this.recycled = recycled;
  }

  /** The context for {@code key}, which becomes the one used last. */
  int use(ContextKey key) {
    Integer number = numbers.get(key);
    if (number == null) {
      if (numbers.size() < most) {
        keys.add(key);
        number = keys.size();
      } else {
        number = recycle();
        keys.set(number - 1, key);
      }
      numbers.put(key, number);
    }
    return number;
  }

  /** What a context in use stands for. */
  ContextKey key(int number) {
    return keys.get(number - 1);
  }

  /** Every context in use, the one used last first. */
  Collection<Map.Entry<ContextKey, Integer>> latestFirst() {
    return numbers.sequencedEntrySet().reversed();
  }

  /** Number of contexts in use. */
  long inUse() {
    return numbers.size();
  }

  /** How often a context came to stand for something else. */
  long recycled() {
    return recycledCount;
  }

  private int recycle() {
    Iterator<Integer> longestUnused = numbers.values().iterator();
    int number = longestUnused.next();
    longestUnused.remove();
    recycledCount++;
    recycled.accept(number);
    return number;
  }
}
