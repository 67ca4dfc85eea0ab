package vmm.devices;

import vmm.api.device.BusTarget;
import vmm.api.device.Console;

/** A debug port of emulators: each byte written is a character; it reads as 0xE9 to be found. */
public final class DebugConsole implements BusTarget {
  private static final int READBACK = 0xE9;

  private final Console console;

  /** Makes a port that writes to the channel {@link Console#DEBUG}. */
  public DebugConsole(Console console) {
    this.console = console;
  }

  @Override
  public long read(long offset, int size) {
    return READBACK;
  }

  @Override
  public void write(long offset, int size, long value) {
    console.write(Console.DEBUG, (int) value & 0xFF);
  }
}
