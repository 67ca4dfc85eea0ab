package vmm.devices;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import vmm.api.device.BusTarget;
import vmm.api.device.InterruptLine;

/**
 * The 8042 keyboard controller of an AT, with a keyboard behind it (IBM AT Technical Reference,
 * "Keyboard controller"). It also holds the A20 gate and the processor's reset line. There is no
 * second (mouse) port.
 */
public final class Keyboard8042 {
  private static final int STATUS_OUTPUT_FULL = 0x01;
  private static final int STATUS_SYSTEM = 0x04;
  private static final int STATUS_COMMAND = 0x08;
  private static final int STATUS_UNLOCKED = 0x10;

  private static final int MODE_INTERRUPT = 0x01;
  private static final int MODE_SYSTEM = 0x04;
  private static final int MODE_DISABLED = 0x10;

  private static final int ACK = 0xFA;
  private static final int SELF_TEST_PASSED = 0xAA;

  private final InterruptLine interrupt;
  private final Consumer<Boolean> a20;
  private final Runnable reset;
  private final Queue<Integer> output = new ArrayDeque<>();

  private int mode = MODE_INTERRUPT | MODE_SYSTEM;
  private int outputPort = 0x03; // reset line high, A20 open
  private int expectedData; // the controller command that waits for a byte, or 0
  private int keyboardCommand; // the keyboard command that waits for a byte, or 0
  private boolean lastWriteWasCommand;

  /**
   * Makes the controller.
   *
   * @param interrupt the PC's interrupt 1
   * @param a20 told when the A20 gate opens (true) or closes
   * @param reset pulls the processor's reset line
   */
  public Keyboard8042(InterruptLine interrupt, Consumer<Boolean> a20, Runnable reset) {
    this.interrupt = interrupt;
    this.a20 = a20;
    this.reset = reset;
  }

  /** The data port (0x60). */
  public BusTarget dataPort() {
    return new BusTarget() {
      @Override
      public long read(long offset, int size) {
        return readData();
      }

      @Override
      public void write(long offset, int size, long value) {
        lastWriteWasCommand = false;
        writeData((int) value & 0xFF);
        updateInterrupt();
      }
    };
  }

  /** The command and status port (0x64). */
  public BusTarget commandPort() {
    return new BusTarget() {
      @Override
      public long read(long offset, int size) {
        return status();
      }

      @Override
      public void write(long offset, int size, long value) {
        lastWriteWasCommand = true;
        command((int) value & 0xFF);
        updateInterrupt();
      }
    };
  }

  /** Whether the A20 gate is open. */
  public boolean a20Open() {
    return (outputPort & 2) != 0;
  }

  /** Moves the A20 gate, for boards that have a second way to it. */
  public void setA20(boolean open) {
    setOutputPort(open ? outputPort | 2 : outputPort & ~2);
  }

  private int status() {
    return (output.isEmpty() ? 0 : STATUS_OUTPUT_FULL)
        | (mode & STATUS_SYSTEM)
        | (lastWriteWasCommand ? STATUS_COMMAND : 0)
        | STATUS_UNLOCKED;
  }

  private int readData() {
    Integer value = output.poll();
    interrupt.set(false); // each byte is an edge of its own
    updateInterrupt();
    return value == null ? 0 : value;
  }

  private void command(int command) {
    expectedData = 0;
    switch (command) {
      case 0x20 -> output.add(mode);
      case 0x60, 0xD1, 0xD2 -> expectedData = command;
      case 0xAA -> {
        mode |= MODE_SYSTEM;
        output.clear();
        output.add(0x55);
      }
      case 0xAB -> output.add(0x00); // interface test: no error
      case 0xAD -> mode |= MODE_DISABLED;
      case 0xAE -> mode &= ~MODE_DISABLED;
      case 0xC0 -> output.add(0x80); // input port: keyboard not locked
      case 0xD0 -> output.add(outputPort | (output.isEmpty() ? 0 : 0x10));
      case 0xDD -> setA20(false);
      case 0xDF -> setA20(true);
      default -> {
        if (command >= 0xF0 && (command & 1) == 0) {
          reset.run(); // pulses output line 0
        }
      }
    }
  }

  private void writeData(int data) {
    int command = expectedData;
    expectedData = 0;
    switch (command) {
      case 0x60 -> mode = data;
      case 0xD1 -> setOutputPort(data);
      case 0xD2 -> output.add(data);
      default -> keyboard(data);
    }
  }

  private void setOutputPort(int value) {
    boolean before = a20Open();
    outputPort = value;
    if (a20Open() != before) {
      a20.accept(a20Open());
    }
    if ((value & 1) == 0) {
      reset.run();
    }
  }

  private void keyboard(int data) {
    mode &= ~MODE_DISABLED; // sending to the keyboard opens its line
    int command = keyboardCommand;
    keyboardCommand = 0;
    if (command != 0) {
      output.add(ACK);
      if (command == 0xF0 && data == 0) {
        output.add(2); // asked for its scan code set: the AT's
      }
      return;
    }
    switch (data) {
      case 0xED, 0xF0, 0xF3 -> {
        output.add(ACK);
        keyboardCommand = data;
      }
      case 0xEE -> output.add(0xEE);
      case 0xF2 -> {
        output.add(ACK);
        output.add(0xAB);
        output.add(0x83);
      }
      case 0xFF -> {
        output.clear();
        output.add(ACK);
        output.add(SELF_TEST_PASSED);
      }
      default -> output.add(ACK);
    }
  }

  private void updateInterrupt() {
    interrupt.set(!output.isEmpty() && (mode & MODE_INTERRUPT) != 0);
  }
}
