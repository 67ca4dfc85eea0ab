package vmm.kit;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The ids of a TLB that software fills.
 *
 * @param entries what entries may have besides 0
 * @param held the lists of ids that the processor may hold at once
 */
public record TlbIds(List<Integer> entries, List<List<Integer>> held) {
  /** Copies the lists. */
  public TlbIds {
    entries = List.copyOf(entries);
    held = held.stream().map(List::copyOf).toList();
  }

  /**
   * Ids from 1 on.
   *
   * @param last the highest
   * @param atOnce of how many different ones, 0 among them, the processor holds any
   */
  public static TlbIds upTo(int last, int atOnce) {
    return new TlbIds(
        IntStream.rangeClosed(1, last).boxed().toList(), choices(last, atOnce, List.of()));
  }

  /** Every way to add so many ids to those that are chosen, in each order. */
  private static List<List<Integer>> choices(int last, int more, List<Integer> chosen) {
    if (more == 0) {
      return List.of(chosen);
    }
    List<List<Integer>> all = new ArrayList<>();
    for (int id = 0; id <= last; id++) {
      if (!chosen.contains(id)) {
        List<Integer> next = new ArrayList<>(chosen);
        next.add(id);
        all.addAll(choices(last, more - 1, next));
      }
    }
    return all;
  }
}
