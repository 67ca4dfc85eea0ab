package vmm.devices;

import vmm.api.device.BusTarget;
import vmm.api.device.Clock;
import vmm.api.device.InterruptLine;

/**
 * The 8254 programmable interval timer (Intel 82C54 data sheet, 231244): three counters at
 * 1,193,182 Hz and four byte-wide registers.
 */
public final class Pit8254 implements BusTarget {
  /** Input frequency in Hz. */
  public static final long FREQUENCY = 1_193_182;

  private static final int CONTROL = 3;
  private static final int READ_BACK = 3;

  private final PitCounter[] counters;

  /**
   * Makes a timer chip.
   *
   * @param output0 where counter 0's output leads: the PC's interrupt 0
   */
  public Pit8254(Clock clock, InterruptLine output0) {
    counters =
        new PitCounter[] {
          new PitCounter(clock, output0, true),
          new PitCounter(clock, asserted -> {}, true),
          new PitCounter(clock, asserted -> {}, false)
        };
  }

  /** Drives counter 2's gate. */
  public void setGate2(boolean high) {
    counters[2].setGate(high);
  }

  /** Counter 2's gate. */
  public boolean gate2() {
    return counters[2].gate();
  }

  /** Counter 2's output. */
  public boolean output2() {
    return counters[2].output();
  }

  @Override
  public long read(long offset, int size) {
    return offset == CONTROL ? 0xFF : counters[(int) offset].read();
  }

  @Override
  public void write(long offset, int size, long value) {
    int data = (int) value & 0xFF;
    if (offset != CONTROL) {
      counters[(int) offset].write(data);
      return;
    }
    int select = data >> 6;
    if (select != READ_BACK) {
      counters[select].control(data);
      return;
    }
    for (int i = 0; i < counters.length; i++) {
      if ((data & 2 << i) != 0) {
        counters[i].readBack((data & 0x20) == 0, (data & 0x10) == 0);
      }
    }
  }
}
