package vmm.ppc.board;

import vmm.devices.BigEndianRegisters;

/**
 * The global utilities of a Freescale chip, as far as software asks for them without knowing the
 * chip (MPC8544E Reference Manual, chapter "Global Utilities"): who the processor is, and reset.
 */
final class GlobalUtilities implements BigEndianRegisters.Words {
  /** Bytes of registers. */
  static final int BYTES = 0x1000;

  private static final int PROCESSOR_VERSION = 0xA0;
  private static final int RESET_CONTROL = 0xB0;
  private static final int HARD_RESET_REQUEST = 2;

  private final int processorVersion;
  private final Runnable onReset;

  GlobalUtilities(int processorVersion, Runnable onReset) {
    this.processorVersion = processorVersion;
    this.onReset = onReset;
  }

  @Override
  public int read(int offset) {
    return offset == PROCESSOR_VERSION ? processorVersion : 0;
  }

  @Override
  public void write(int offset, int value) {
    if (offset == RESET_CONTROL && (value & HARD_RESET_REQUEST) != 0) {
      onReset.run();
    }
  }
}
