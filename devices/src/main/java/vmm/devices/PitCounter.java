package vmm.devices;

import vmm.api.device.Clock;
import vmm.api.device.InterruptLine;

/**
 * One counter of an {@link Pit8254}. The count is computed from the clock when somebody looks; a
 * timer is armed only for the edges of an output that is wired.
 */
final class PitCounter {
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private final Clock clock;
  private final InterruptLine line;
  private final Clock.Timer timer;

  private int access = 3;
  private int mode;
  private boolean bcd;
  private boolean gate;
  private int reload = 0x10000;
  private long startTick;
  private long pausedElapsed;
  private boolean counting;
  private boolean nullCount = true;
  private boolean writeHighNext;
  private int writeLow;
  private boolean readHighNext;
  private int latchedCount = -1;
  private int latchedStatus = -1;

  PitCounter(Clock clock, InterruptLine line, boolean gate) {
    this.clock = clock;
    this.line = line;
    this.gate = gate;
    this.timer = clock.newTimer(this::outputEdge);
  }

  boolean gate() {
    return gate;
  }

  /** Writes a control word for this counter; access 0 latches the count. */
  void control(int word) {
    int newAccess = word >> 4 & 3;
    if (newAccess == 0) {
      latchCount();
      return;
    }
    access = newAccess;
    int newMode = word >> 1 & 7;
    mode = newMode > 5 ? newMode - 4 : newMode; // 6 and 7 are 2 and 3
    bcd = (word & 1) != 0;
    counting = false;
    nullCount = true;
    writeHighNext = false;
    readHighNext = false;
    latchedCount = -1;
    latchedStatus = -1;
    timer.disarm();
    line.set(output());
  }

  void readBack(boolean count, boolean status) {
    if (count) {
      latchCount();
    }
    if (status && latchedStatus < 0) {
      latchedStatus =
          (output() ? 0x80 : 0) | (nullCount ? 0x40 : 0) | access << 4 | mode << 1 | (bcd ? 1 : 0);
    }
  }

  private void latchCount() {
    if (latchedCount < 0) {
      latchedCount = count();
    }
  }

  int read() {
    if (latchedStatus >= 0) {
      int status = latchedStatus;
      latchedStatus = -1;
      return status;
    }
    int value = latchedCount >= 0 ? latchedCount : count();
    boolean high = access == 2 || (access == 3 && readHighNext);
    if (access == 3) {
      readHighNext = !readHighNext;
    }
    if (access != 3 || high) {
      latchedCount = -1;
    }
    return (high ? value >> 8 : value) & 0xFF;
  }

  void write(int data) {
    switch (access) {
      case 1 -> load(data);
      case 2 -> load(data << 8);
      default -> {
        if (!writeHighNext) {
          writeLow = data;
          if (mode == 0) {
            counting = false; // the first byte of two stops mode 0 and drives the output low
            timer.disarm();
            line.set(false);
          }
        } else {
          load(writeLow | data << 8);
        }
        writeHighNext = !writeHighNext;
      }
    }
  }

  private void load(int raw) {
    int value = bcd ? fromBcd(raw) : raw;
    reload = value == 0 ? modulus() : value;
    nullCount = false;
    // Modes 1 and 5 wait for a gate trigger; modes 2 and 3 finish the present period first.
    if (mode == 1 || mode == 5) {
      return;
    }
    if (!counting || mode == 0 || mode == 4) {
      start();
    }
  }

  void setGate(boolean high) {
    boolean rising = high && !gate;
    if (!high && gate && counting && (mode == 0 || mode == 4)) {
      pausedElapsed = elapsed();
    }
    gate = high;
    if (rising) {
      switch (mode) {
        case 1, 2, 3, 5 -> {
          if (!nullCount) {
            start();
          }
        }
        default -> {
          if (counting) {
            startTick = now() - pausedElapsed;
            arm();
          }
        }
      }
    } else if (!high) {
      timer.disarm();
      if (mode == 2 || mode == 3) {
        counting = false;
      }
    }
    line.set(output());
  }

  private void start() {
    startTick = now();
    pausedElapsed = 0;
    counting = true;
    line.set(output());
    arm();
  }

  private long now() {
    long nanos = clock.nanos();
    // Split so that the product does not overflow within centuries.
    return nanos / NANOS_PER_SECOND * Pit8254.FREQUENCY
        + nanos % NANOS_PER_SECOND * Pit8254.FREQUENCY / NANOS_PER_SECOND;
  }

  private long elapsed() {
    if (!counting) {
      return 0;
    }
    return !gate && (mode == 0 || mode == 4) ? pausedElapsed : now() - startTick;
  }

  private int modulus() {
    return bcd ? 10_000 : 0x10000;
  }

  private int count() {
    long ticks = elapsed();
    long value =
        switch (mode) {
          case 2 -> reload - ticks % reload;
          case 3 -> reload - 2 * (ticks % ((reload + 1) / 2)) & ~1;
          default -> Math.floorMod(reload - ticks, (long) modulus());
        };
    int result = (int) (value % modulus());
    return bcd ? toBcd(result) : result;
  }

  boolean output() {
    long ticks = elapsed();
    return switch (mode) {
      case 0 -> counting && ticks >= reload;
      case 1 -> !counting || ticks >= reload;
      case 2 -> !counting || !gate || ticks % reload != reload - 1;
      case 3 -> !counting || !gate || ticks % reload < (reload + 1) / 2;
      default -> !counting || ticks != reload;
    };
  }

  /** Drives the wire at an edge, then waits for the next. */
  private void outputEdge() {
    if (mode == 2 || mode == 4 || mode == 5) {
      line.set(false); // the pulse is one tick wide and may lie between two looks
      line.set(true);
    } else {
      line.set(output());
    }
    arm();
  }

  private void arm() {
    if (!gate || !counting) {
      return;
    }
    long ticks = elapsed();
    long next =
        switch (mode) {
          case 2 -> (ticks / reload + 1) * reload;
          case 3 -> {
            long period = ticks / reload * reload;
            long half = period + (reload + 1) / 2;
            yield ticks < half ? half : period + reload;
          }
          default -> reload;
        };
    if (next <= ticks) {
      timer.disarm();
      return;
    }
    timer.arm(nanosAt(startTick + next));
  }

  /** The first nanosecond at which {@link #now} gives {@code tick}. */
  private static long nanosAt(long tick) {
    long seconds = tick / Pit8254.FREQUENCY;
    long rest = tick % Pit8254.FREQUENCY;
    return seconds * NANOS_PER_SECOND
        + (rest * NANOS_PER_SECOND + Pit8254.FREQUENCY - 1) / Pit8254.FREQUENCY;
  }

  private static int fromBcd(int raw) {
    return (raw >> 12 & 15) * 1000 + (raw >> 8 & 15) * 100 + (raw >> 4 & 15) * 10 + (raw & 15);
  }

  private static int toBcd(int value) {
    return (value / 1000) << 12 | value / 100 % 10 << 8 | value / 10 % 10 << 4 | value % 10;
  }
}
