package vmm.benchmarks.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Measures the laps of a kernel by the lines that end them, a few laps a turn. It begins with the
 * first lap that ends after the warm-up, so that start-up and warm-up are not in what it tells.
 * What it tells is of the fastest turn: other work on the machine, and on the half of a core that
 * the host lends to others, can only make laps slower.
 */
final class LapMeter implements GuestProcess.Listener {
  /**
   * Laps that count in a turn, so that a clock that ticks in hundredths of a second is good enough.
   * One that began in an earlier turn goes before them.
   */
  static final int LAPS_A_TURN = 3;

  private final String kernel;
  private final double warmUpSeconds;
  private final List<String> checksums = new ArrayList<>();

  private boolean warm;

  /** At the end of each lap of this turn. */
  private final List<Usage> marks = new ArrayList<>();

  private Optional<Usage> fastest = Optional.empty();

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
    if (!noted(line)) {
      return false;
    }
    if (!warm) {
      warm = usage.userSeconds() >= warmUpSeconds;
      return warm;
    }
    marks.add(usage);
    if (marks.size() <= LAPS_A_TURN) {
      return false;
    }
    Usage lap = marks.getLast().since(marks.getFirst()).dividedBy(LAPS_A_TURN);
    marks.clear();
    fastest =
        fastest
            .filter(other -> other.userSeconds() <= lap.userSeconds())
            .or(() -> Optional.of(lap));
    return true;
  }

  @Override
  public void late(String line) {
    noted(line);
  }

  private boolean noted(String line) {
    Optional<Lap> lap = Lap.endedBy(line).filter(ended -> ended.kernel().equals(kernel));
    lap.ifPresent(ended -> checksums.add(ended.checksum()));
    return lap.isPresent();
  }

  /** What a lap of the fastest turn took; nothing if the process ended before one was over. */
  Optional<Usage> perLap() {
    return fastest;
  }

  /** Whether both have computed the same, as far as both came. */
  boolean agreesWith(LapMeter other) {
    return agreesWith(other.checksums);
  }

  /** The same for checksums of another's laps. */
  boolean agreesWith(List<String> others) {
    int common = Math.min(checksums.size(), others.size());
    return checksums.subList(0, common).equals(others.subList(0, common));
  }
}
