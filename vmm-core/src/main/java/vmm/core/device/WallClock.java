package vmm.core.device;

import java.util.concurrent.locks.LockSupport;

/** Time that follows the host's. Timers fire a little late, by no more than a run takes. */
public final class WallClock extends MachineClock {
  /** Instructions between two looks at the host's clock: well under a millisecond. */
  private static final long CHUNK = 20_000;

  /** Longest sleep, so that a stop request that came just before it is seen. */
  private static final long MAX_SLEEP_NANOS = 10_000_000;

  private final long start = System.nanoTime();

  @Override
  public long nanos() {
    return System.nanoTime() - start;
  }

  @Override
  public long epochSeconds() {
    return System.currentTimeMillis() / 1000;
  }

  @Override
  protected long instructionsUntil(long deadline) {
    return CHUNK;
  }

  @Override
  public long instructionsIn(long nanos) {
    return 0;
  }

  @Override
  public void idle() {
    LockSupport.parkNanos(this, Math.min(MAX_SLEEP_NANOS, nextDeadline() - nanos()));
  }
}
