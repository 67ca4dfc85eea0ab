package vmm.ppc.board;

/** Where the devices of a bamboo are, what they are connected to, and its clocks. */
final class BambooMap {
  /** The first serial port. */
  static final long SERIAL_0 = 0xEF60_0300L;

  /** The second serial port. */
  static final long SERIAL_1 = 0xEF60_0400L;

  /** The PCI bridge's way to configuration space. */
  static final long PCI_CONFIG = 0xEEC0_0000L;

  /** The PCI bridge's interrupt acknowledge and special cycles. */
  static final long PCI_ACKNOWLEDGE = 0xEED0_0000L;

  /** The PCI bridge's own registers. */
  static final long PCI_REGISTERS = 0xEF40_0000L;

  /** Bytes of the PCI bridge's own registers. */
  static final int PCI_REGISTER_BYTES = 0x40;

  /** PCI memory. */
  static final long PCI_MEMORY = 0xA000_0000L;

  /** Bytes of PCI memory. */
  static final long PCI_MEMORY_BYTES = 0x2000_0000L;

  /** PCI I/O space. */
  static final long PCI_IO = 0xE800_0000L;

  /** Bytes of PCI I/O space. */
  static final long PCI_IO_BYTES = 0x1_0000;

  /** Clock and power-on reset registers. */
  static final int DCR_CLOCKS = 0x00C;

  /** System device registers. */
  static final int DCR_SYSTEM = 0x00E;

  /** SDRAM controller. */
  static final int DCR_MEMORY = 0x010;

  /** External bus controller. */
  static final int DCR_EXTERNAL_BUS = 0x012;

  /** First interrupt controller. */
  static final int DCR_UIC_0 = 0x0C0;

  /** Second interrupt controller. */
  static final int DCR_UIC_1 = 0x0D0;

  /** Input of the first controller: the first serial port. */
  static final int SERIAL_0_INPUT = 0;

  /** Input of the first controller: the second serial port. */
  static final int SERIAL_1_INPUT = 1;

  /** Input of the first controller: the second one's interrupt; its critical one is the next. */
  static final int CASCADE_INPUT = 30;

  /** The processor, and its time base. */
  static final int PROCESSOR_HERTZ = 400_000_000;

  /** The processor local bus. */
  static final int PLB_HERTZ = 133_333_333;

  /** The on-chip peripheral bus, and the external bus. */
  static final int OPB_HERTZ = 66_666_666;

  /** The serial ports. */
  static final int SERIAL_HERTZ = 11_059_200;

  private BambooMap() {}
}
