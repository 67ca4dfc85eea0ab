package vmm.core.machine;

import java.util.ArrayList;
import java.util.List;
import vmm.api.device.Clock;
import vmm.core.device.MachineClock;

/** Lets devices look for input a thousand times a second of the machine's time. */
final class InputPoll {
  private static final long INTERVAL_NANOS = 1_000_000;

  private final MachineClock clock;
  private final Clock.Timer timer;
  private final List<Runnable> polls = new ArrayList<>();
  private long next;

  InputPoll(MachineClock clock) {
    this.clock = clock;
    this.timer = clock.newPollTimer(this::run);
  }

  void add(Runnable poll) {
    polls.add(poll);
    if (polls.size() == 1) {
      schedule();
    }
  }

  /** Whether any device looks for input. */
  boolean active() {
    return !polls.isEmpty();
  }

  private void run() {
    polls.forEach(Runnable::run);
    schedule();
  }

  /** On a fixed grid, but never in the past: wall time may have run away from a stopped machine. */
  private void schedule() {
    next = Math.max(next, clock.nanos() - INTERVAL_NANOS) + INTERVAL_NANOS;
    timer.arm(next);
  }
}
