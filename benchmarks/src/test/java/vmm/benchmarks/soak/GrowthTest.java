package vmm.benchmarks.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class GrowthTest {
  private static final long MIB = 1 << 20;

  private static Growth of(int samples, LongUnaryOperator bytes) {
    var growth = new Growth("heap");
    LongStream.range(0, samples).map(bytes).forEach(growth::sample);
    return growth;
  }

  @Test
  void whatGrowsAllTheTimeIsFound() {
    assertThat(of(90, i -> MIB * i).complaint())
        .contains(
            "heap grows: median 15.0 MiB (at most 29.0 MiB), then 45.0 MiB (at most 59.0 MiB),"
                + " then 75.0 MiB (at most 89.0 MiB) in the thirds of the time");
  }

  @Test
  void warmUpIsNoGrowth() {
    assertThat(of(90, i -> MIB * Math.min(i, 30)).complaint()).isEmpty();
  }

  @Test
  void whatGoesUpAndDownIsNoGrowth() {
    assertThat(of(100, i -> MIB * (10 + i % 7)).complaint()).isEmpty();
  }

  @Test
  void aPeakIsNoGrowth() {
    assertThat(of(90, i -> MIB * (i % 30 == 20 ? 10 * (i / 30) : 10)).complaint()).isEmpty();
  }

  @Test
  void aQuarterMoreIsTolerated() {
    assertThat(of(3, i -> i < 2 ? 100 : 125).complaint()).isEmpty();
    assertThat(of(3, i -> i < 2 ? 100 : 126).complaint()).isPresent();
  }

  @Test
  void twoSamplesSayNothing() {
    assertThat(of(2, i -> 100 * i).complaint()).isEmpty();
    assertThat(of(2, i -> 100 * i).last()).isEqualTo(100);
  }
}
