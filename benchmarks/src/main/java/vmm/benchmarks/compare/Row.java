package vmm.benchmarks.compare;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A guest under a strategy, measured in pairs with QEMU.
 *
 * @param name the guest's
 * @param strategy ours
 * @param pairs one at least
 */
record Row(String name, String strategy, List<Pair> pairs) {
  /** One measurement of each, one after the other. */
  record Pair(Usage ours, Usage qemu) {}

  Row {
    pairs = List.copyOf(pairs);
  }

  double ours(ToDoubleFunction<Usage> time) {
    return median(pair -> time.applyAsDouble(pair.ours()));
  }

  double qemu(ToDoubleFunction<Usage> time) {
    return median(pair -> time.applyAsDouble(pair.qemu()));
  }

  /** QEMU's time over ours: above 1, ours is the faster. */
  double ratio(ToDoubleFunction<Usage> time) {
    return median(pair -> time.applyAsDouble(pair.qemu()) / time.applyAsDouble(pair.ours()));
  }

  private double median(ToDoubleFunction<Pair> value) {
    double[] sorted = pairs.stream().mapToDouble(value).sorted().toArray();
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  /** The geometric mean of the rows' ratios. */
  static double meanRatio(List<Row> rows, ToDoubleFunction<Usage> time) {
    return Math.exp(
        rows.stream().mapToDouble(row -> Math.log(row.ratio(time))).average().orElseThrow());
  }
}
