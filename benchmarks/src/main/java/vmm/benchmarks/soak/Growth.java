package vmm.benchmarks.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Watches the size of something that may grow for a while, but not for ever. The first third of the
 * samples is warm-up. What is steady has about the same maximum in the second third and in the
 * last; what leaks has grown by half from the middle of one to the middle of the other.
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

  private long maximum(int third) {
    int from = samples.size() * third / THIRDS;
    int to = samples.size() * (third + 1) / THIRDS;
    return samples.subList(from, to).stream().mapToLong(Long::longValue).max().orElse(0);
  }

  /** What is wrong, in one line. Fewer samples than three say nothing. */
  Optional<String> complaint() {
    boolean grown = samples.size() >= THIRDS && maximum(2) > TOLERANCE * maximum(1);
    return grown ? Optional.of(name + " grows: " + maxima()) : Optional.empty();
  }

  /** The maxima, for people. */
  String summary() {
    return name + ": " + maxima();
  }

  private String maxima() {
    return "at most %s, then %s, then %s in the thirds of the time"
        .formatted(mebibytes(maximum(0)), mebibytes(maximum(1)), mebibytes(maximum(2)));
  }

  static String mebibytes(long bytes) {
    return "%.1f MiB".formatted(bytes / (double) (1 << 20));
  }
}
