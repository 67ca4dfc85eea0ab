package vmm.ppc.board;

import vmm.api.device.Clock;

/**
 * A global timer of an {@link Mpic}: counts down from its base to 0, interrupts, and starts again.
 */
final class MpicTimer {
  /** Current count register: changes at each expiry. */
  private static final int TOGGLE = 1 << 31;

  /** Base count register: the timer stands still. */
  private static final int COUNT_INHIBIT = 1 << 31;

  private static final int COUNT = Integer.MAX_VALUE;

  private final Clock clock;
  private final long nanosPerTick;
  private final Runnable onExpiry;
  private final Clock.Timer alarm;
  private int base = COUNT_INHIBIT;
  private int toggle;
  private int heldCount;
  private long start;
  private long period;

  /**
   * Makes a timer that stands still.
   *
   * @param onExpiry called each time the count reaches 0
   */
  MpicTimer(Clock clock, long nanosPerTick, Runnable onExpiry) {
    this.clock = clock;
    this.nanosPerTick = nanosPerTick;
    this.onExpiry = onExpiry;
    this.alarm = clock.newTimer(this::expired);
  }

  void reset() {
    alarm.disarm();
    base = COUNT_INHIBIT;
    toggle = 0;
    heldCount = 0;
  }

  private boolean inhibited() {
    return (base & COUNT_INHIBIT) != 0;
  }

  private int count() {
    return inhibited() ? heldCount : (int) ((start + period - clock.nanos()) / nanosPerTick);
  }

  /** The current count register. */
  int readCount() {
    return toggle | Math.clamp(count(), 0, COUNT);
  }

  /** The base count register. */
  int readBase() {
    return base;
  }

  /**
   * Writes the base count register. Clearing its count-inhibit bit starts the timer from the new
   * base; a timer that runs already takes a new base when it next starts again.
   */
  void writeBase(int value) {
    boolean stoodStill = inhibited();
    heldCount = count();
    base = value;
    if (inhibited()) {
      alarm.disarm();
    } else if (stoodStill) {
      toggle = 0;
      startAt(clock.nanos());
    }
  }

  private void startAt(long nanos) {
    start = nanos;
    period = (base & COUNT) * nanosPerTick;
    if (period != 0) {
      alarm.arm(start + period);
    }
  }

  private void expired() {
    toggle ^= TOGGLE;
    long late = clock.nanos() - period; // on the host's clock, lost periods are not made up for
    startAt(Math.max(start + period, late));
    onExpiry.run();
  }
}
