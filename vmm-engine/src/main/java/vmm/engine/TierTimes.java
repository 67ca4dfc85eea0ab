package vmm.engine;

import java.util.SplittableRandom;

/**
 * Estimates how long a processor was in each tier. The time of its runs is measured. How it divides
 * is estimated, as two readings of the clock take as long as a short stay: some stays of each tier
 * are timed, and say how long an instruction takes there.
 */
final class TierTimes {
  /** One stay of so many is timed, at random: a guest's own rhythm must not matter. */
  private static final int MEAN_GAP = 32;

  private final SplittableRandom random = new SplittableRandom(MEAN_GAP);
  private final Tier compiled = new Tier();
  private final Tier interpreted = new Tier();
  private long running;

  /** What is known of the stays in one tier. */
  private static final class Tier {
    private int untilTimed = 1;
    private long nanos;
    private long instructions;

    double estimate(long allInstructions) {
      return instructions == 0 ? 0 : (double) nanos / instructions * allInstructions;
    }
  }

  private Tier tier(boolean isCompiled) {
    return isCompiled ? compiled : interpreted;
  }

  /** Whether the stay that begins now is to be timed. */
  boolean timesStay(boolean isCompiled) {
    Tier tier = tier(isCompiled);
    if (--tier.untilTimed > 0) {
      return false;
    }
    tier.untilTimed = random.nextInt(1, 2 * MEAN_GAP);
    return true;
  }

  /** A stay that was timed has ended. */
  void stayed(boolean isCompiled, long instructions, long nanos) {
    Tier tier = tier(isCompiled);
    tier.instructions += instructions;
    tier.nanos += nanos;
  }

  /** A run has ended. */
  void ran(long nanos) {
    running += nanos;
  }

  /**
   * Nanoseconds in compiled code, with all that it called for: helpers, translations, traps. The
   * rest of {@link #running} was interpreted.
   *
   * @param compiledInstructions number of instructions retired in compiled code
   * @param interpretedInstructions number of the others
   */
  long compiled(long compiledInstructions, long interpretedInstructions) {
    double inCompiled = compiled.estimate(compiledInstructions);
    double inInterpreter = interpreted.estimate(interpretedInstructions);
    return inCompiled == 0 ? 0 : (long) (running * inCompiled / (inCompiled + inInterpreter));
  }

  /** Nanoseconds of all runs. */
  long running() {
    return running;
  }
}
