package vmm.devices;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vmm.api.device.BusTarget;

/**
 * A PCI host bridge's way to configuration space (PCI Local Bus Specification 3.0, section
 * 3.2.2.3.2): an address register of 4 bytes, and behind it 4 bytes of data. Functions that are not
 * there read as all ones.
 */
public final class PciConfigAccess implements BusTarget {
  /** Number of addresses at which it answers. */
  public static final int REGISTERS = 8;

  private static final int DATA = 4;
  private static final long ENABLE = 1L << 31;
  private static final long ADDRESS_BITS = 0x80FF_FFFCL;

  private final boolean bigEndianAddress;
  private final Map<Integer, PciFunction> functions = new HashMap<>();
  private long address;

  /**
   * Makes an empty bus.
   *
   * @param bigEndianAddress whether the bridge takes the address big-endian; the data is
   *     little-endian always
   */
  public PciConfigAccess(boolean bigEndianAddress) {
    this.bigEndianAddress = bigEndianAddress;
  }

  /** Adds function 0 of a device on bus 0. */
  public void add(int device, PciFunction function) {
    functions.put(device << 3, function);
  }

  @Override
  public long read(long offset, int size) {
    if (offset < DATA) {
      return size == 4 ? inOrder(address) : 0;
    }
    PciFunction function = selected();
    return function == null || !aligned(offset, size) ? -1L : function.read(register(offset), size);
  }

  @Override
  public void write(long offset, int size, long value) {
    if (offset < DATA) {
      if (size == 4) {
        address = inOrder(value) & ADDRESS_BITS;
      }
      return;
    }
    PciFunction function = selected();
    if (function != null && aligned(offset, size)) {
      function.write(register(offset), size, value);
    }
  }

  private long inOrder(long value) {
    return bigEndianAddress ? Integer.toUnsignedLong(Integer.reverseBytes((int) value)) : value;
  }

  private static boolean aligned(long offset, int size) {
    return offset % size == 0 && size <= 4;
  }

  private @Nullable PciFunction selected() {
    return (address & ENABLE) == 0 ? null : functions.get((int) (address >> 8) & 0xFFFF);
  }

  private int register(long offset) {
    return (int) (address & 0xFC | offset & 3);
  }
}
