package vmm.devices.fdt;

/** The constants of the flattened form (Devicetree Specification, chapter 5). */
final class FdtFormat {
  static final int MAGIC = 0xD00D_FEED;
  static final int VERSION = 17;

  /** The oldest version with this layout of nodes; it lacks only the size of the structure. */
  static final int COMPATIBLE_VERSION = 16;

  static final int HEADER_BYTES = 40;

  static final int BEGIN_NODE = 1;
  static final int END_NODE = 2;
  static final int PROPERTY = 3;
  static final int NOP = 4;
  static final int END = 9;

  private FdtFormat() {}

  /** Tokens and names are aligned to cells. */
  static long align(long offset) {
    return offset + 3 & ~3L;
  }
}
