package vmm.ppc.board;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import vmm.api.device.Clock;

/** A clock that a test moves by hand. */
public final class TestClock implements Clock {
  private final Map<Alarm, Long> armed = new HashMap<>();
  private long nanos;

  @Override
  public long nanos() {
    return nanos;
  }

  @Override
  public long epochSeconds() {
    return nanos / 1_000_000_000;
  }

  @Override
  public Timer newTimer(Runnable action) {
    return new Alarm(action);
  }

  /** Moves time on and runs what falls due, in order. */
  public void advance(long by) {
    long end = nanos + by;
    while (true) {
      var next = armed.entrySet().stream().min(Comparator.comparing(Map.Entry::getValue));
      if (next.isEmpty() || next.get().getValue() > end) {
        nanos = end;
        return;
      }
      nanos = Math.max(nanos, next.get().getValue());
      armed.remove(next.get().getKey());
      next.get().getKey().action.run();
    }
  }

  private final class Alarm implements Timer {
    private final Runnable action;

    private Alarm(Runnable action) {
      this.action = action;
    }

    @Override
    public void arm(long deadlineNanos) {
      armed.put(this, deadlineNanos);
    }

    @Override
    public void disarm() {
      armed.remove(this);
    }
  }
}
