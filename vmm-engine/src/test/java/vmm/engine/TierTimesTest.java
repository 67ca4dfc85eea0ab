package vmm.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/** How the time of runs is divided. */
class TierTimesTest {
  private final TierTimes times = new TierTimes();
  private final long[] instructions = new long[2];
  private int timed;

  /** A stay of known length, timed or not as the estimate wants it. */
  private void stay(boolean compiled, int count, long nanos) {
    instructions[compiled ? 1 : 0] += count;
    if (times.timesStay(compiled)) {
      timed++;
      times.stayed(compiled, count, nanos);
    }
  }

  private long compiled() {
    return times.compiled(instructions[1], instructions[0]);
  }

  @Test
  void theSharesOfARegularGuestAreFound() {
    int rounds = 100_000;
    for (int i = 0; i < rounds; i++) {
      stay(true, 90, 300);
      stay(false, 3, 100);
    }
    times.ran(400L * rounds);

    assertThat(compiled()).isCloseTo(300L * rounds, Percentage.withPercentage(3));
    assertThat(times.running()).isEqualTo(400L * rounds);
    assertThat(timed).isLessThan(2 * rounds / 20);
  }

  @Test
  void oneLongStayAmongShortOnesCountsByItsInstructions() {
    stay(true, 10, 20);
    stay(false, 10, 200);
    stay(true, 1_000_000, 2_000_000);
    times.ran(2_000_220);
    assertThat(compiled()).isCloseTo(2_000_020, Percentage.withPercentage(1));
  }

  @Test
  void withoutCompiledCodeAllIsInterpreted() {
    stay(false, 7, 70);
    times.ran(1000);
    assertThat(compiled()).isZero();
    assertThat(times.running()).isEqualTo(1000);
  }

  @Test
  void whatOnlyRunsCompiledIsAllCompiled() {
    stay(true, 7, 70);
    times.ran(1000);
    assertThat(compiled()).isEqualTo(1000);
  }
}
