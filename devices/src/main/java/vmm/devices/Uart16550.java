package vmm.devices;

import java.util.ArrayDeque;
import java.util.Queue;
import vmm.api.device.BusTarget;
import vmm.api.device.Console;
import vmm.api.device.InterruptLine;

/**
 * The 16550A serial port (PC16550D data sheet, sections 8.0 to 8.7). Eight byte-wide registers;
 * wider accesses reach the bus byte by byte.
 *
 * <p>Transmission takes no time: the transmitter is always empty. {@link #poll} moves waiting input
 * into the receiver; call it now and then.
 */
public final class Uart16550 implements BusTarget {
  /** Number of addresses that the chip answers at. */
  public static final int REGISTERS = 8;

  private static final int FIFO_DEPTH = 16;

  private static final int IER_RECEIVED = 0x01;
  private static final int IER_TRANSMITTER_EMPTY = 0x02;
  private static final int IER_LINE_STATUS = 0x04;

  private static final int IIR_NONE = 0x01;
  private static final int IIR_TRANSMITTER_EMPTY = 0x02;
  private static final int IIR_RECEIVED = 0x04;
  private static final int IIR_LINE_STATUS = 0x06;
  private static final int IIR_TIMEOUT = 0x0C;
  private static final int IIR_FIFOS_ENABLED = 0xC0;

  private static final int FCR_ENABLE = 0x01;
  private static final int FCR_CLEAR_RECEIVER = 0x02;

  private static final int LCR_DIVISOR_LATCH = 0x80;
  private static final int MCR_OUT2 = 0x08;
  private static final int MCR_LOOPBACK = 0x10;

  private static final int LSR_DATA_READY = 0x01;
  private static final int LSR_OVERRUN = 0x02;
  private static final int LSR_TRANSMITTER_EMPTY = 0x60;

  private static final int MODEM_CONNECTED =
      0xB0; // CTS, DSR and DCD of a peer that is always there

  private final Console console;
  private final String channel;
  private final InterruptLine interrupt;
  private final boolean interruptGatedByOut2;
  private final Queue<Integer> received = new ArrayDeque<>();

  private int divisor = 12; // 9600 baud from 1.8432 MHz, as firmware leaves it
  private int interruptEnable;
  private int fifoControl;
  private int lineControl;
  private int modemControl;
  private int modemDelta;
  private int scratch;
  private boolean transmitterEmptyPending;
  private boolean overrun;

  /**
   * Makes a serial port.
   *
   * @param channel the console channel that it is connected to
   * @param interruptGatedByOut2 whether OUT2 enables the interrupt, as wired on a PC
   */
  public Uart16550(
      Console console, String channel, InterruptLine interrupt, boolean interruptGatedByOut2) {
    this.console = console;
    this.channel = channel;
    this.interrupt = interrupt;
    this.interruptGatedByOut2 = interruptGatedByOut2;
  }

  /** Takes input that waits on the console, as far as the receiver has room. */
  public void poll() {
    if ((modemControl & MCR_LOOPBACK) != 0) {
      return;
    }
    int room = (fifosEnabled() ? FIFO_DEPTH : 1) - received.size();
    for (; room > 0; room--) {
      int value = console.read(channel);
      if (value < 0) {
        break;
      }
      received.add(value);
    }
    updateInterrupt();
  }

  @Override
  public long read(long offset, int size) {
    int value =
        switch ((int) offset) {
          case 0 -> divisorLatched() ? divisor & 0xFF : receive();
          case 1 -> divisorLatched() ? divisor >> 8 : interruptEnable;
          case 2 -> identifyInterrupt();
          case 3 -> lineControl;
          case 4 -> modemControl;
          case 5 -> lineStatus();
          case 6 -> modemStatus();
          default -> scratch;
        };
    updateInterrupt();
    return value;
  }

  @Override
  public void write(long offset, int size, long value) {
    int data = (int) value & 0xFF;
    switch ((int) offset) {
      case 0 -> writeData(data);
      case 1 -> writeInterruptEnable(data);
      case 2 -> writeFifoControl(data);
      case 3 -> lineControl = data;
      case 4 -> writeModemControl(data);
      case 7 -> scratch = data;
      default -> {} // the two status registers are read-only
    }
    updateInterrupt();
  }

  private boolean divisorLatched() {
    return (lineControl & LCR_DIVISOR_LATCH) != 0;
  }

  private boolean fifosEnabled() {
    return (fifoControl & FCR_ENABLE) != 0;
  }

  private int receive() {
    Integer value = received.poll();
    return value == null ? 0 : value;
  }

  private void writeData(int data) {
    if (divisorLatched()) {
      divisor = (divisor & 0xFF00) | data;
      return;
    }
    if ((modemControl & MCR_LOOPBACK) == 0) {
      console.write(channel, data);
    } else if (received.size() < (fifosEnabled() ? FIFO_DEPTH : 1)) {
      received.add(data);
    } else {
      overrun = true;
    }
    transmitterEmptyPending = true;
  }

  private void writeInterruptEnable(int data) {
    if (divisorLatched()) {
      divisor = (divisor & 0xFF) | data << 8;
      return;
    }
    int before = interruptEnable;
    interruptEnable = data & 0x0F;
    // Section 8.6: enabling the transmitter's interrupt while it is empty raises it at once.
    if ((before & IER_TRANSMITTER_EMPTY) == 0 && (data & IER_TRANSMITTER_EMPTY) != 0) {
      transmitterEmptyPending = true;
    }
  }

  private void writeFifoControl(int data) {
    if ((data & FCR_CLEAR_RECEIVER) != 0 || ((data ^ fifoControl) & FCR_ENABLE) != 0) {
      received.clear();
    }
    fifoControl = data & (FCR_ENABLE | 0xC0);
  }

  private void writeModemControl(int data) {
    int before = modemLines();
    modemControl = data & 0x1F;
    int changed = before ^ modemLines();
    // Trailing edge of RI only (bit 6 -> TERI, bit 2); the others latch both edges.
    int ringEnded = (before & ~modemLines()) & 0x40;
    modemDelta |= (changed & 0xB0) >> 4 | ringEnded >> 4;
  }

  private int modemLines() {
    if ((modemControl & MCR_LOOPBACK) == 0) {
      return MODEM_CONNECTED;
    }
    // Loopback (section 8.5): DTR -> DSR, RTS -> CTS, OUT1 -> RI, OUT2 -> DCD.
    return (modemControl & 0x01) << 5
        | (modemControl & 0x02) << 3
        | (modemControl & 0x04) << 4
        | (modemControl & 0x08) << 4;
  }

  private int modemStatus() {
    int status = modemLines() | modemDelta;
    modemDelta = 0;
    return status;
  }

  private int lineStatus() {
    int status = LSR_TRANSMITTER_EMPTY;
    if (!received.isEmpty()) {
      status |= LSR_DATA_READY;
    }
    if (overrun) {
      status |= LSR_OVERRUN;
      overrun = false;
    }
    return status;
  }

  private int pendingInterrupt() {
    if ((interruptEnable & IER_LINE_STATUS) != 0 && overrun) {
      return IIR_LINE_STATUS;
    }
    if ((interruptEnable & IER_RECEIVED) != 0 && !received.isEmpty()) {
      return received.size() >= trigger() ? IIR_RECEIVED : IIR_TIMEOUT;
    }
    if ((interruptEnable & IER_TRANSMITTER_EMPTY) != 0 && transmitterEmptyPending) {
      return IIR_TRANSMITTER_EMPTY;
    }
    return IIR_NONE;
  }

  private int trigger() {
    if (!fifosEnabled()) {
      return 1;
    }
    return switch (fifoControl >> 6) {
      case 0 -> 1;
      case 1 -> 4;
      case 2 -> 8;
      default -> 14;
    };
  }

  private int identifyInterrupt() {
    int pending = pendingInterrupt();
    if (pending == IIR_TRANSMITTER_EMPTY) {
      transmitterEmptyPending = false; // reading IIR acknowledges it
    }
    return pending | (fifosEnabled() ? IIR_FIFOS_ENABLED : 0);
  }

  private void updateInterrupt() {
    boolean enabled =
        !interruptGatedByOut2 || (modemControl & (MCR_OUT2 | MCR_LOOPBACK)) == MCR_OUT2;
    interrupt.set(enabled && pendingInterrupt() != IIR_NONE);
  }
}
