package vmm.ppc.system;

import static vmm.ppc.PpcRegisters.DEC;
import static vmm.ppc.PpcRegisters.DECAR;
import static vmm.ppc.PpcRegisters.DEC_BASE;
import static vmm.ppc.PpcRegisters.TB_OFFSET;
import static vmm.ppc.PpcRegisters.TCR;
import static vmm.ppc.PpcRegisters.TSR;

import org.jspecify.annotations.Nullable;
import vmm.api.device.Clock;

/**
 * Time base, decrementer, fixed-interval and watchdog timers (PPC440x5 User's Manual, chapter 7;
 * e500 Core Family Reference Manual, "Timers"). They are computed from the machine's clock when
 * somebody looks, and alarms are set only for what somebody waits for.
 */
final class Timers {
  // TCR.

  /** WRC: what the second expiry of the watchdog does. */
  static final long TCR_WRC = 0x3000_0000L;

  /** WIE: watchdog interrupts are enabled. */
  static final long TCR_WIE = 0x0800_0000L;

  /** DIE: decrementer interrupts are enabled. */
  static final long TCR_DIE = 0x0400_0000L;

  /** FIE: fixed-interval interrupts are enabled. */
  static final long TCR_FIE = 0x0080_0000L;

  /** ARE: the decrementer reloads itself. */
  static final long TCR_ARE = 0x0040_0000L;

  // TSR.

  /** ENW: the next expiry of the watchdog counts. */
  static final long TSR_ENW = 0x8000_0000L;

  /** WIS: the watchdog has expired. */
  static final long TSR_WIS = 0x4000_0000L;

  /** DIS: the decrementer has reached 0. */
  static final long TSR_DIS = 0x0800_0000L;

  /** FIS: the fixed interval has passed. */
  static final long TSR_FIS = 0x0400_0000L;

  private static final long NANOS = 1_000_000_000L;
  private static final long WORD = 0xFFFF_FFFFL;

  private final long[] slots;
  private final boolean anyBit;
  private final Runnable changed;
  private final Runnable watchdogReset;
  private @Nullable Clock clock;
  private Clock.@Nullable Timer decrementer;
  private Clock.@Nullable Timer intervals;
  private long hz;
  private long seen;

  /**
   * Makes timers that stand still.
   *
   * @param anyBit whether TCR chooses any bit of the time base (e500) and not one of four (440)
   * @param changed told when an interrupt may have become pending
   * @param watchdogReset told when the watchdog resets the machine
   */
  Timers(long[] slots, boolean anyBit, Runnable changed, Runnable watchdogReset) {
    this.slots = slots;
    this.anyBit = anyBit;
    this.changed = changed;
    this.watchdogReset = watchdogReset;
  }

  void start(long newHz, Clock newClock) {
    hz = newHz;
    clock = newClock;
    decrementer = newClock.newTimer(this::decremented);
    intervals = newClock.newTimer(this::intervalPassed);
  }

  /** Ticks since power-on. */
  private long ticks() {
    if (clock == null) {
      return 0;
    }
    long nanos = clock.nanos();
    return nanos / NANOS * hz + nanos % NANOS * hz / NANOS;
  }

  /** The first moment at which {@link #ticks} says so many. */
  private long nanosAt(long tick) {
    return tick / hz * NANOS + Math.ceilDiv(tick % hz * NANOS, hz);
  }

  long timeBase() {
    return ticks() + slots[TB_OFFSET];
  }

  void setTimeBase(long value) {
    sync();
    slots[TB_OFFSET] = value - ticks();
    seen = value;
    armIntervals();
  }

  void setTimeBaseLow(long value) {
    setTimeBase(timeBase() & ~WORD | value & WORD);
  }

  void setTimeBaseHigh(long value) {
    setTimeBase(value << 32 | timeBase() & WORD);
  }

  // The decrementer counts down to 0 and stops there, unless it reloads itself.

  long decrementer() {
    return Math.max(0, slots[DEC] - (ticks() - slots[DEC_BASE]));
  }

  void setDecrementer(long value) {
    slots[DEC] = value & WORD;
    slots[DEC_BASE] = ticks();
    armDecrementer();
  }

  private void armDecrementer() {
    if (decrementer == null) {
      return;
    }
    if (slots[DEC] == 0) {
      decrementer.disarm();
    } else {
      decrementer.arm(nanosAt(slots[DEC_BASE] + slots[DEC]));
    }
  }

  private void decremented() {
    slots[TSR] |= TSR_DIS;
    long at = slots[DEC_BASE] + slots[DEC];
    slots[DEC] = (slots[TCR] & TCR_ARE) != 0 ? slots[DECAR] : 0;
    slots[DEC_BASE] = at;
    armDecrementer();
    changed.run();
  }

  // Fixed interval and watchdog: rising edges of bits of the time base.

  long control() {
    return slots[TCR];
  }

  /** WRC cannot be cleared by software. */
  void setControl(long value) {
    sync();
    slots[TCR] = value & WORD | slots[TCR] & TCR_WRC;
    armIntervals();
    changed.run();
  }

  long status() {
    sync();
    return slots[TSR];
  }

  /** Ones clear. */
  void clearStatus(long ones) {
    sync();
    slots[TSR] &= ~ones;
    armIntervals();
    changed.run();
  }

  private int fixedIntervalBit() {
    long tcr = slots[TCR];
    int choice = (int) (tcr >>> 24) & 3;
    return anyBit ? 63 - ((int) (tcr >>> 13 & 15) << 2 | choice) : 12 + 4 * choice;
  }

  private int watchdogBit() {
    long tcr = slots[TCR];
    int choice = (int) (tcr >>> 30) & 3;
    return anyBit ? 63 - ((int) (tcr >>> 17 & 15) << 2 | choice) : 20 + 4 * choice;
  }

  /** Number of rising edges of a bit in (from, to]. */
  private static long edges(int bit, long from, long to) {
    return bit == 63 ? 0 : risen(bit, to) - risen(bit, from);
  }

  private static long risen(int bit, long value) {
    return (value >>> bit) + 1 >>> 1;
  }

  private void sync() {
    long now = timeBase();
    if (edges(fixedIntervalBit(), seen, now) > 0) {
      slots[TSR] |= TSR_FIS;
    }
    long expiries = Math.min(3, edges(watchdogBit(), seen, now));
    seen = now;
    for (; expiries > 0; expiries--) {
      watchdogExpired();
    }
  }

  /** ENW, then WIS, then a reset if one is chosen (440 UM, figure "Watchdog state machine"). */
  private void watchdogExpired() {
    if ((slots[TSR] & TSR_ENW) == 0) {
      slots[TSR] |= TSR_ENW;
    } else if ((slots[TSR] & TSR_WIS) == 0) {
      slots[TSR] |= TSR_WIS;
    } else if ((slots[TCR] & TCR_WRC) != 0) {
      slots[TSR] |= slots[TCR] & TCR_WRC;
      watchdogReset.run();
    }
  }

  private void intervalPassed() {
    sync();
    armIntervals();
    changed.run();
  }

  private void armIntervals() {
    if (intervals == null) {
      return;
    }
    long tcr = slots[TCR];
    long next = Long.MAX_VALUE;
    if ((tcr & TCR_FIE) != 0 && (slots[TSR] & TSR_FIS) == 0) {
      next = nextEdge(fixedIntervalBit());
    }
    if ((tcr & (TCR_WIE | TCR_WRC)) != 0) {
      next = Math.min(next, nextEdge(watchdogBit()));
    }
    if (next == Long.MAX_VALUE) {
      intervals.disarm();
    } else {
      intervals.arm(nanosAt(next));
    }
  }

  /** The tick of the next rising edge, or MAX_VALUE if it is beyond reach. */
  private long nextEdge(int bit) {
    long reachable = 55;
    if (bit >= reachable) {
      return Long.MAX_VALUE;
    }
    long half = 1L << bit;
    long now = timeBase();
    long edge = (now + half & -2L * half) + half;
    return edge - slots[TB_OFFSET];
  }

  /** Whether an interrupt of the decrementer waits for MSR[EE]. */
  boolean decrementerPending() {
    return (slots[TSR] & TSR_DIS) != 0 && (slots[TCR] & TCR_DIE) != 0;
  }

  /** Whether one of the fixed-interval timer does. */
  boolean fixedIntervalPending() {
    return (slots[TSR] & TSR_FIS) != 0 && (slots[TCR] & TCR_FIE) != 0;
  }

  /** Whether one of the watchdog waits for MSR[CE]. */
  boolean watchdogPending() {
    return (slots[TSR] & TSR_WIS) != 0 && (slots[TCR] & TCR_WIE) != 0;
  }
}
