package vmm.devices;

/**
 * The configuration space of one PCI function (PCI Local Bus Specification 3.0, chapter 6): 256
 * bytes, little-endian, of which only some bits can be written.
 */
public final class PciFunction {
  /** Offset of the vendor's and the device's number. */
  public static final int IDENTITY = 0x00;

  /** Offset of the command register. */
  public static final int COMMAND = 0x04;

  /** Offset of the revision and the class code. */
  public static final int CLASS = 0x08;

  /** Offset of the header type. */
  public static final int HEADER_TYPE = 0x0E;

  /** Offset of the first base address register. */
  public static final int BASE_ADDRESS = 0x10;

  private static final int BYTES = 256;

  private final Latch registers = new Latch(BYTES);
  private final Latch writable = new Latch(BYTES);

  /**
   * Makes a function.
   *
   * @param classCode class, subclass and programming interface
   */
  public PciFunction(int vendor, int device, int classCode) {
    registers.write(IDENTITY, 4, (long) device << 16 | vendor);
    registers.write(CLASS, 4, (long) classCode << 8);
  }

  /** Declares a register's value and the bits of it that software can change. */
  public PciFunction register(int offset, int size, long value, long writableBits) {
    registers.write(offset, size, value);
    writable.write(offset, size, writableBits);
    return this;
  }

  /** Reads 1, 2 or 4 bytes that lie within the space. */
  long read(int offset, int size) {
    return registers.read(offset, size);
  }

  /** Writes 1, 2 or 4 bytes that lie within the space. */
  void write(int offset, int size, long value) {
    long mask = writable.read(offset, size);
    registers.write(offset, size, registers.read(offset, size) & ~mask | value & mask);
  }
}
