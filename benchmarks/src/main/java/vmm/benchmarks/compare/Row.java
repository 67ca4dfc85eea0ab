package vmm.benchmarks.compare;

import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * A guest under a strategy, beside QEMU and maybe Bochs.
 *
 * @param name the guest's
 * @param strategy ours
 * @param ours what it took here
 * @param qemu what it took there
 * @param bochs what it took on Bochs, if that was measured
 */
record Row(String name, String strategy, Usage ours, Usage qemu, Optional<Usage> bochs) {
  /** One that was not measured on Bochs. */
  Row(String name, String strategy, Usage ours, Usage qemu) {
    this(name, strategy, ours, qemu, Optional.empty());
  }

  /** QEMU's time over ours: above 1, ours is the faster. */
  double ratio(ToDoubleFunction<Usage> time) {
    return time.applyAsDouble(qemu) / time.applyAsDouble(ours);
  }

  /** The same, beside what it took on Bochs. */
  Row onBochs(Usage usage) {
    return new Row(name, strategy, ours, qemu, Optional.of(usage));
  }

  /** User time on Bochs, which was measured, over that of ours. */
  double ratioOfBochs() {
    return bochs.orElseThrow().userSeconds() / ours.userSeconds();
  }

  /** The geometric mean of a ratio of the rows. */
  static double mean(List<Row> rows, ToDoubleFunction<Row> ratio) {
    return Math.exp(
        rows.stream()
            .mapToDouble(row -> Math.log(ratio.applyAsDouble(row)))
            .average()
            .orElseThrow());
  }
}
