package vmm.devices;

import vmm.api.device.BusTarget;
import vmm.api.device.Clock;

/**
 * Port 0x61 of an AT: the gate of timer counter 2, the speaker, and what software reads to wait
 * (IBM AT Technical Reference, "I/O channel").
 */
public final class SystemControlPortB implements BusTarget {
  private static final int GATE2 = 0x01;
  private static final int WRITABLE = 0x0F;
  private static final int REFRESH = 0x10;
  private static final int OUTPUT2 = 0x20;

  /** Half the period of the memory refresh request. */
  private static final long REFRESH_NANOS = 15_085;

  private final Clock clock;
  private final Pit8254 pit;
  private int value;

  /** Makes the port of a board with this timer. */
  public SystemControlPortB(Clock clock, Pit8254 pit) {
    this.clock = clock;
    this.pit = pit;
  }

  @Override
  public long read(long offset, int size) {
    return value
        | ((clock.nanos() / REFRESH_NANOS & 1) != 0 ? REFRESH : 0)
        | (pit.output2() ? OUTPUT2 : 0);
  }

  @Override
  public void write(long offset, int size, long data) {
    value = (int) data & WRITABLE;
    pit.setGate2((value & GATE2) != 0);
  }
}
