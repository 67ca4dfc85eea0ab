package vmm.kit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Makes a failing history short, and prints it as a test.
 *
 * @param <T> a step of a history; its text is the Java that makes it
 */
public final class HistoryShrinker<T> {
  private static final int MOST_RUNS = 3000;

  private final String name;
  private final Consumer<List<T>> runner;
  private int runs;

  /**
   * Makes a shrinker.
   *
   * @param name what is under test, for people
   * @param runner runs a history, and throws what goes wrong
   */
  public HistoryShrinker(String name, Consumer<List<T>> runner) {
    this.name = name;
    this.runner = runner;
  }

  /** Makes a shrinker of page-table histories. */
  static HistoryShrinker<Op> of(HistorySetup setup) {
    return new HistoryShrinker<>(
        setup.strategy().name(), history -> HistoryRunner.run(setup, history));
  }

  /** What goes wrong in a history; empty if nothing does. */
  public Optional<Throwable> failure(List<T> history) {
    try {
      runner.accept(history);
      return Optional.empty();
    } catch (RuntimeException | AssertionError failure) {
      return Optional.of(failure);
    }
  }

  /** Leaves steps out as long as what is left still fails. */
  public List<T> shrink(List<T> failing) {
    List<T> best = failing;
    for (int chunk = Math.max(1, best.size() / 2); chunk > 0; chunk /= 2) {
      for (int from = 0; from < best.size() && runs < MOST_RUNS; ) {
        List<T> shorter = new ArrayList<>(best.subList(0, from));
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
  public AssertionError explain(long seed, List<T> failing) {
    List<T> shortest = shrink(failing);
    Throwable cause = failure(shortest).or(() -> failure(failing)).orElseThrow();
    String steps = shortest.stream().map(op -> "        " + op).collect(Collectors.joining(",\n"));
    return new AssertionError(
        "seed %d, %s: %s%n    replay(%n        List.of(%n%s));".formatted(seed, name, cause, steps),
        cause);
  }
}
