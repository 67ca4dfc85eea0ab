package vmm.benchmarks.compare;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A guest under a strategy, beside QEMU.
 *
 * @param name the guest's
 * @param strategy ours
 * @param ours what it took here
 * @param qemu what it took there
 */
record Row(String name, String strategy, Usage ours, Usage qemu) {
  /** QEMU's time over ours: above 1, ours is the faster. */
  double ratio(ToDoubleFunction<Usage> time) {
    return time.applyAsDouble(qemu) / time.applyAsDouble(ours);
  }

  /** The geometric mean of the rows' ratios. */
  static double meanRatio(List<Row> rows, ToDoubleFunction<Usage> time) {
    return Math.exp(
        rows.stream().mapToDouble(row -> Math.log(row.ratio(time))).average().orElseThrow());
  }
}
