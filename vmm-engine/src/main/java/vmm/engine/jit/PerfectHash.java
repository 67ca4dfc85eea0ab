package vmm.engine.jit;

import java.util.Collection;
import java.util.Optional;

/**
 * A function that sends each of a few numbers to a small number of its own: the top {@code bits}
 * bits of its product with {@code factor}.
 *
 * <p>A switch over these is a table, one jump, where one over the numbers themselves would be a
 * search: several branches that the processor cannot predict.
 */
record PerfectHash(int factor, int bits) {
  private static final int MOST_BITS = 7;
  private static final int TRIES = 200;

  /** The golden ratio; its odd multiples are as good as random. */
  private static final int SPREAD = 0x9E37_79B9;

  /** The smallest one that is found for these different numbers. */
  static Optional<PerfectHash> of(Collection<Integer> numbers) {
    int fewest = Integer.SIZE - Integer.numberOfLeadingZeros(numbers.size() - 1);
    for (int bits = Math.max(fewest, 1); bits <= MOST_BITS; bits++) {
      for (int i = 0; i < TRIES; i++) {
        var hash = new PerfectHash(SPREAD * (2 * i + 1), bits);
        if (numbers.stream().map(hash::apply).distinct().count() == numbers.size()) {
          return Optional.of(hash);
        }
      }
    }
    return Optional.empty();
  }

  /** What is behind the largest result. */
  int size() {
    return 1 << bits;
  }

  /** How far the product has to be shifted right. */
  int shift() {
    return Integer.SIZE - bits;
  }

  int apply(int number) {
    return number * factor >>> shift();
  }
}
