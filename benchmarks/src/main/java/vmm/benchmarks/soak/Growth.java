package vmm.benchmarks.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Watches the size of something that may grow for a while, but not for ever. The first third of the
 * samples is warm-up. What is steady has about the same median in the second third and in the last;
 * what leaks has grown by half from the middle of one to the middle of the other. Maxima would not
 * tell: a sample behind the largest guest, which comes rarely, still has some of it.
 */
final class Growth {
  /** How much higher the last third may be. */
  private static final double TOLERANCE = 1.25;

  private static final int THIRDS = 3;

  private final String name;
  private final List<Long> samples = new ArrayList<>();

  Growth(String name) {
    this.name = name;
  }

  /** Enters a size in bytes. */
  void sample(long bytes) {
    samples.add(bytes);
  }

  /** The last size; 0 if there is none. */
  long last() {
    return samples.isEmpty() ? 0 : samples.getLast();
  }

  /** The samples of a third of the time, the smallest first. */
  private List<Long> sorted(int third) {
    int from = samples.size() * third / THIRDS;
    int to = samples.size() * (third + 1) / THIRDS;
    return samples.subList(from, to).stream().sorted().toList();
  }

  private long median(int third) {
    List<Long> sorted = sorted(third);
    return sorted.isEmpty() ? 0 : sorted.get(sorted.size() / 2);
  }

  private long maximum(int third) {
    List<Long> sorted = sorted(third);
    return sorted.isEmpty() ? 0 : sorted.getLast();
  }

  /** What is wrong, in one line. Fewer samples than three say nothing. */
  Optional<String> complaint() {
    boolean grown = samples.size() >= THIRDS && median(2) > TOLERANCE * median(1);
    return grown ? Optional.of(name + " grows: " + thirds()) : Optional.empty();
  }

  /** The figures, for people. */
  String summary() {
    return name + ": " + thirds();
  }

  private String thirds() {
    return IntStream.range(0, THIRDS)
        .mapToObj(i -> "%s (at most %s)".formatted(mebibytes(median(i)), mebibytes(maximum(i))))
        .collect(Collectors.joining(", then ", "median ", " in the thirds of the time"));
  }

  static String mebibytes(long bytes) {
    return "%.1f MiB".formatted(bytes / (double) (1 << 20));
  }
}
