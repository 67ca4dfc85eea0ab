package vmm.benchmarks.compare;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Measures the laps of a kernel by the lines that end them, a few laps a turn. It begins with the
 * first lap that ends after the warm-up, so that start-up and warm-up are not in what it tells.
 * What it tells is of the fastest few laps in a row: other work on the machine, and on the half of
 * a core that the host lends to others, can only make laps slower.
 */
final class LapMeter implements GuestProcess.Listener {
  private static final Pattern LAP = Pattern.compile("([a-z]+) ([0-9]+) ([0-9a-f]{8})");

  /** Laps in a row, so that a clock that ticks in hundredths of a second is good enough. */
  static final int IN_A_ROW = 3;

  /** The first lap of a turn finds the processor's caches with another process's data. */
  static final int LAPS_A_TURN = IN_A_ROW + 1;

  private final String kernel;
  private final double warmUpSeconds;
  private final List<String> checksums = new ArrayList<>();

  /** At the end of the warm-up and of each lap behind it. */
  private final List<Usage> marks = new ArrayList<>();

  /**
   * Makes a meter.
   *
   * @param kernel whose lines count
   * @param warmUpSeconds user time of the process before which nothing is measured
   */
  LapMeter(String kernel, double warmUpSeconds) {
    this.kernel = kernel;
    this.warmUpSeconds = warmUpSeconds;
  }

  /** Returns whether the line ended a turn; the warm-up is the first one. */
  @Override
  public boolean line(String line, Usage usage) {
    Matcher lap = LAP.matcher(line.strip());
    if (!lap.matches() || !lap.group(1).equals(kernel)) {
      return false;
    }
    checksums.add(lap.group(3));
    if (marks.isEmpty() && usage.userSeconds() < warmUpSeconds) {
      return false;
    }
    marks.add(usage);
    return marks.size() % LAPS_A_TURN == 1;
  }

  /** What a lap took, if enough were measured; the process may have ended early. */
  Optional<Usage> perLap() {
    return IntStream.range(IN_A_ROW, marks.size())
        .mapToObj(i -> marks.get(i).since(marks.get(i - IN_A_ROW)).dividedBy(IN_A_ROW))
        .min(Comparator.comparingDouble(Usage::userSeconds));
  }

  /** Whether both have computed the same, as far as both came. */
  boolean agreesWith(LapMeter other) {
    int common = Math.min(checksums.size(), other.checksums.size());
    return checksums.subList(0, common).equals(other.checksums.subList(0, common));
  }
}
