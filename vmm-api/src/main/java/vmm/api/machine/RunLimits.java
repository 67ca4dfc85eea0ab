package vmm.api.machine;

import java.time.Duration;
import java.util.Optional;

/**
 * When a run ends although the guest would go on.
 *
 * @param maxInstructions instructions to retire at most, in this run; exactly met
 * @param timeout wall time
 */
public record RunLimits(long maxInstructions, Optional<Duration> timeout) {
  /** No limit. */
  public static RunLimits none() {
    return new RunLimits(Long.MAX_VALUE, Optional.empty());
  }

  /** A limit of instructions. */
  public static RunLimits instructions(long max) {
    return new RunLimits(max, Optional.empty());
  }

  /** The same with a limit of wall time. */
  public RunLimits withTimeout(Duration limit) {
    return new RunLimits(maxInstructions, Optional.of(limit));
  }
}
