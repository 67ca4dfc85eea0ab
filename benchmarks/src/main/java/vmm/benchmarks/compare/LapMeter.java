package vmm.benchmarks.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Measures the laps of a kernel by the lines that end them. It begins with the first lap that ends
 * after the warm-up, so that start-up and warm-up are not in what it tells.
 */
final class LapMeter implements GuestProcess.Listener {
  private static final Pattern LAP = Pattern.compile("([a-z]+) ([0-9]+) ([0-9a-f]{8})");

  private final String kernel;
  private final double warmUpSeconds;
  private final double leastSeconds;
  private final int leastLaps;
  private final List<String> checksums = new ArrayList<>();
  private @Nullable Usage begin;
  private Usage latest = new Usage(0, 0);
  private int laps;

  /**
   * Makes a meter.
   *
   * @param kernel whose lines count
   * @param warmUpSeconds user time of the process before which nothing is measured
   * @param leastSeconds user time to measure at least
   * @param leastLaps laps to measure at least
   */
  LapMeter(String kernel, double warmUpSeconds, double leastSeconds, int leastLaps) {
    this.kernel = kernel;
    this.warmUpSeconds = warmUpSeconds;
    this.leastSeconds = leastSeconds;
    this.leastLaps = leastLaps;
  }

  @Override
  public boolean line(String line, Usage usage) {
    Matcher lap = LAP.matcher(line.strip());
    if (!lap.matches() || !lap.group(1).equals(kernel)) {
      return false;
    }
    checksums.add(lap.group(3));
    if (begin == null) {
      begin = usage.userSeconds() >= warmUpSeconds ? usage : null;
      return false;
    }
    laps++;
    latest = usage;
    return laps >= leastLaps && latest.since(begin).userSeconds() >= leastSeconds;
  }

  /**
   * What a lap took, if one at least was measured; fewer than wanted if the process ended early.
   */
  Optional<Usage> perLap() {
    return begin == null || laps == 0
        ? Optional.empty()
        : Optional.of(latest.since(begin).dividedBy(laps));
  }

  /** Whether both have computed the same, as far as both came. */
  boolean agreesWith(LapMeter other) {
    int common = Math.min(checksums.size(), other.checksums.size());
    return checksums.subList(0, common).equals(other.checksums.subList(0, common));
  }
}
