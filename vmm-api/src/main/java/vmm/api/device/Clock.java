package vmm.api.device;

/**
 * The time of one virtual machine. In virtual mode it advances with retired instructions and jumps
 * to the next deadline when the guest idles; in wall mode it follows the host.
 *
 * <p>Devices never look at the host's clock: the same inputs must give the same trace.
 */
public interface Clock {
  /** Nanoseconds since the machine was switched on. Never goes back. */
  long nanos();

  /** Seconds since 1970-01-01T00:00:00Z as a calendar chip should show them. */
  long epochSeconds();

  /**
   * Makes a timer that is not armed. Its action runs on the machine's thread, between two guest
   * instructions.
   */
  Timer newTimer(Runnable action);

  /** A one-shot alarm. */
  interface Timer {
    /** Arms the timer for {@code deadlineNanos} on {@link Clock#nanos}'s scale, replacing any. */
    void arm(long deadlineNanos);

    /** Disarms the timer; no effect if it is not armed. */
    void disarm();
  }
}
