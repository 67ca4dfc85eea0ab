package vmm.core.device;

import java.util.Comparator;
import java.util.PriorityQueue;
import vmm.api.device.Clock;

/**
 * The clock of a machine and its timers. Timers that are due together fire in the order in which
 * they were armed. Used by the machine's thread only.
 */
public abstract class MachineClock implements Clock {
  /** The deadline of a timer that is not armed. */
  protected static final long NEVER = Long.MAX_VALUE;

  private final PriorityQueue<Alarm> armed =
      new PriorityQueue<>(
          Comparator.<Alarm>comparingLong(alarm -> alarm.deadline)
              .thenComparingLong(alarm -> alarm.sequence));
  private Runnable interrupt = () -> {};
  private long horizon = NEVER;
  private long sequence;
  private int devicesArmed;

  /** Sets what ends a run that was begun for a later deadline than one armed during it. */
  public void onEarlierDeadline(Runnable action) {
    interrupt = action;
  }

  @Override
  public Timer newTimer(Runnable action) {
    return new Alarm(action, true);
  }

  /** Makes a timer that only looks for input: it alone does not keep a waiting guest alive. */
  public Timer newPollTimer(Runnable action) {
    return new Alarm(action, false);
  }

  /** Whether a device waits for a timer. */
  public boolean deviceTimerArmed() {
    return devicesArmed > 0;
  }

  /** Runs the actions of all timers that are due. */
  public void fireDue() {
    Alarm next = armed.peek();
    while (next != null && next.deadline <= nanos()) {
      next.disarm();
      next.action.run();
      next = armed.peek();
    }
  }

  /** Number of instructions after which timers have to be looked at again, at least 1. */
  public long budget() {
    horizon = nextDeadline();
    return instructionsUntil(horizon);
  }

  /** The earliest deadline, or {@link #NEVER}. */
  protected long nextDeadline() {
    Alarm next = armed.peek();
    return next == null ? NEVER : next.deadline;
  }

  /** See {@link #budget}. */
  protected abstract long instructionsUntil(long deadline);

  /** Number of instructions that time is worth; 0 where the two have nothing to do. */
  public abstract long instructionsIn(long nanos);

  /**
   * Lets the time pass in which the guest waits for an interrupt: up to the next deadline, or a
   * little of it.
   */
  public abstract void idle();

  /** A timer. */
  private final class Alarm implements Timer {
    private final Runnable action;
    private final boolean device;
    private long deadline = NEVER;
    private long sequence;
    private boolean waiting;

    Alarm(Runnable action, boolean device) {
      this.action = action;
      this.device = device;
    }

    @Override
    public void arm(long deadlineNanos) {
      disarm();
      deadline = deadlineNanos;
      sequence = MachineClock.this.sequence++;
      waiting = true;
      devicesArmed += device ? 1 : 0;
      armed.add(this);
      if (deadlineNanos < horizon) {
        interrupt.run();
      }
    }

    @Override
    public void disarm() {
      if (waiting) {
        armed.remove(this);
        waiting = false;
        devicesArmed -= device ? 1 : 0;
      }
    }
  }
}
