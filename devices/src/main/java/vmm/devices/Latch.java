package vmm.devices;

import vmm.api.device.BusTarget;

/** Registers that keep what is written to them and do nothing, such as a diagnostic port. */
public final class Latch implements BusTarget {
  private final byte[] values;

  /** Makes {@code registers} registers of a byte each. */
  public Latch(int registers) {
    values = new byte[registers];
  }

  @Override
  public long read(long offset, int size) {
    return values[(int) offset] & 0xFF;
  }

  @Override
  public void write(long offset, int size, long value) {
    values[(int) offset] = (byte) value;
  }
}
