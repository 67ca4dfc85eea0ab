package vmm.ppc.board;

/** Where the devices of a ppce500 are, what they are connected to, and its clocks. */
final class Ppce500Map {
  /** The chip's registers, in 36-bit physical space. */
  static final long CCSR = 0xF_E000_0000L;

  /** Offset of the serial port in the chip's registers. */
  static final int SERIAL = 0x4500;

  /** Offset of the PCI bridge. */
  static final int PCI = 0x8000;

  /** Bytes of the PCI bridge's registers. */
  static final int PCI_BYTES = 0x1000;

  /** Offset of the PCI bridge's address windows in its registers. */
  static final int PCI_WINDOWS = 0xC00;

  /** Offset of the interrupt controller. */
  static final int MPIC = 0x4_0000;

  /** Offset of the global utilities. */
  static final int UTILITIES = 0xE_0000;

  /** Offset of the general-purpose input and output. */
  static final int GPIO = 0xF_F000;

  /** Bytes that the device tree gives to the general-purpose input and output. */
  static final int GPIO_BYTES = 0x1000;

  /** The pin that switches the machine off. */
  static final int POWER_OFF_PIN = 0;

  /** PCI memory. */
  static final long PCI_MEMORY = 0xC_0000_0000L;

  /** The address of PCI memory on the bus. */
  static final long PCI_MEMORY_ON_BUS = 0xE000_0000L;

  /** Bytes of PCI memory. */
  static final long PCI_MEMORY_BYTES = 0x2000_0000L;

  /** PCI I/O space. */
  static final long PCI_IO = 0xF_E100_0000L;

  /** Bytes of PCI I/O space. */
  static final long PCI_IO_BYTES = 0x1_0000;

  /** Interrupt of the PCI bridge. */
  static final int PCI_SOURCE = 24;

  /** Interrupt of the serial port. */
  static final int SERIAL_SOURCE = 42;

  /** Interrupt of the general-purpose input and output. */
  static final int GPIO_SOURCE = 47;

  /** Every clock: the processor, its time base, the serial port. */
  static final int HERTZ = 400_000_000;

  /** The timers of the interrupt controller count an eighth of the clock. */
  static final long NANOS_PER_TIMER_TICK = 8 * 1_000_000_000L / HERTZ;

  private Ppce500Map() {}
}
