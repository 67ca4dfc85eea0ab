package vmm.ppc.board;

import vmm.devices.BigEndianRegisters;

/**
 * Freescale's general-purpose input and output (MPC8572E Reference Manual, chapter "GPIO"): pin 0
 * is the most significant bit. Nothing drives the inputs, so they read as 0 and never interrupt.
 */
final class Gpio implements BigEndianRegisters.Words {
  /** Bytes of registers. */
  static final int BYTES = 0x18;

  private static final int DIRECTION = 0x00;
  private static final int DATA = 0x08;
  private static final int EVENTS = 0x0C;
  private static final int WORDS = BYTES / 4;

  private final int[] registers = new int[WORDS];
  private final int watched;
  private final Runnable onRise;

  /**
   * Makes a port.
   *
   * @param pin the pin that is connected
   * @param onRise called when software drives that pin from low to high
   */
  Gpio(int pin, Runnable onRise) {
    this.watched = Integer.MIN_VALUE >>> pin;
    this.onRise = onRise;
  }

  private int outputs() {
    return registers[DATA / 4] & registers[DIRECTION / 4];
  }

  @Override
  public int read(int offset) {
    return offset == DATA ? outputs() : registers[offset / 4];
  }

  @Override
  public void write(int offset, int value) {
    int before = outputs();
    if (offset != EVENTS) { // which software can only clear
      registers[offset / 4] = value;
    }
    if ((outputs() & ~before & watched) != 0) {
      onRise.run();
    }
  }
}
