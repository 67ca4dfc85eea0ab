package vmm.kit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Makes a failing history short, and prints it as a test. */
public final class HistoryShrinker {
  private static final int MOST_RUNS = 3000;

  private final HistorySetup setup;
  private int runs;

  /** Makes a shrinker of histories on {@code setup}. */
  public HistoryShrinker(HistorySetup setup) {
    this.setup = setup;
  }

  /** What goes wrong in a history; empty if nothing does. */
  public Optional<Throwable> failure(List<Op> history) {
    try {
      HistoryRunner.run(setup, history);
      return Optional.empty();
    } catch (RuntimeException | AssertionError failure) {
      return Optional.of(failure);
    }
  }

  /** Leaves steps out as long as what is left still fails. */
  public List<Op> shrink(List<Op> failing) {
    List<Op> best = failing;
    for (int chunk = Math.max(1, best.size() / 2); chunk > 0; chunk /= 2) {
      for (int from = 0; from < best.size() && runs < MOST_RUNS; ) {
        List<Op> shorter = new ArrayList<>(best.subList(0, from));
        shorter.addAll(best.subList(Math.min(from + chunk, best.size()), best.size()));
        runs++;
        if (failure(shorter).isPresent()) {
          best = shorter;
        } else {
          from += chunk;
        }
      }
    }
    return best;
  }

  /** The error to throw for a failing history: the shortest one found, as Java. */
  public AssertionError explain(long seed, List<Op> failing) {
    List<Op> shortest = shrink(failing);
    Throwable cause = failure(shortest).or(() -> failure(failing)).orElseThrow();
    String steps = shortest.stream().map(op -> "        " + op).collect(Collectors.joining(",\n"));
    return new AssertionError(
        "seed %d, %s: %s%n    replay(%n        List.of(%n%s));"
            .formatted(seed, setup.strategy().name(), cause, steps),
        cause);
  }
}
