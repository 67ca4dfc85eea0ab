package vmm.devices;

import vmm.api.device.BusTarget;

/**
 * Registers that keep what is written to them and do nothing, such as a diagnostic port. An access
 * of several bytes reaches as many registers, the lowest with its low byte.
 */
public final class Latch implements BusTarget {
  private final byte[] values;

  /** Makes {@code registers} registers of a byte each. */
  public Latch(int registers) {
    values = new byte[registers];
  }

  @Override
  public long read(long offset, int size) {
    long value = 0;
    for (int i = size - 1; i >= 0; i--) {
      value = value << 8 | (values[(int) offset + i] & 0xFF);
    }
    return value;
  }

  @Override
  public void write(long offset, int size, long value) {
    for (int i = 0; i < size; i++) {
      values[(int) offset + i] = (byte) (value >>> (8 * i));
    }
  }
}
