package vmm.shadow;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * The roots to which the guest may return, each with a context of its own, so that what the TLB
 * holds of one survives while another is in use. The least recently loaded is replaced.
 */
final class RootCache {
  private static final int MOST_ROOTS = 64;

  private final SequencedMap<RealTable, Integer> contexts = new LinkedHashMap<>();
  private final Deque<Integer> free = new ArrayDeque<>();
  private long hits;
  private long misses;

  /**
   * What loading a root meant.
   *
   * @param fresh whether the context was another root's before
   * @param replaced the root that gave way, or null
   */
  record Entry(int context, boolean fresh, @Nullable RealTable replaced) {}

  RootCache(int firstContext) {
    for (int i = 0; i < MOST_ROOTS; i++) {
      free.add(firstContext + i);
    }
  }

  Entry load(RealTable table) {
    Integer known = contexts.remove(table);
    if (known != null) {
      contexts.putLast(table, known);
      hits++;
      return new Entry(known, false, null);
    }
    misses++;
    RealTable replaced = null;
    if (free.isEmpty()) {
      replaced = contexts.firstEntry().getKey();
      remove(replaced);
    }
    int context = free.remove();
    table.root = true;
    contexts.putLast(table, context);
    return new Entry(context, true, replaced);
  }

  void remove(RealTable table) {
    Integer context = contexts.remove(table);
    if (context != null) {
      free.addLast(context);
    }
  }

  long hits() {
    return hits;
  }

  long misses() {
    return misses;
  }
}
