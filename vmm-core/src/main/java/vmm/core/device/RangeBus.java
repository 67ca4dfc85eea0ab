package vmm.core.device;

import java.util.Arrays;
import vmm.api.device.Bus;
import vmm.api.device.BusTarget;

/** A bus of ranges kept in order. Used by its machine's thread only. */
public final class RangeBus implements Bus {
  private static final Range[] NONE = {};

  private Range[] ranges = NONE;
  private BusTarget elsewhere = new Nobody();

  /** Where nobody answers. */
  private static final class Nobody implements BusTarget {
    @Override
    public long read(long offset, int size) {
      return -1;
    }

    @Override
    public void write(long offset, int size, long value) {}
  }

  /** What answers from {@code base} to {@code last}, both included. */
  private record Range(long base, long last, BusTarget target) {
    boolean covers(long address, int size) {
      return address >= base && size - 1 <= last - address;
    }
  }

  @Override
  public void attach(long base, long length, BusTarget target) {
    if (length < 1 || base < 0 || base > Long.MAX_VALUE - length) {
      throw new IllegalArgumentException(
          "no range of addresses: 0x%x from 0x%x".formatted(length, base));
    }
    long last = base + length - 1;
    int at = 0;
    while (at < ranges.length && ranges[at].last < base) {
      at++;
    }
    if (at < ranges.length && ranges[at].base <= last) {
      throw new IllegalArgumentException(
          "addresses 0x%x to 0x%x are taken".formatted(ranges[at].base, ranges[at].last));
    }
    Range[] more = Arrays.copyOf(ranges, ranges.length + 1);
    System.arraycopy(ranges, at, more, at + 1, ranges.length - at);
    more[at] = new Range(base, last, target);
    ranges = more;
  }

  @Override
  public void attachElsewhere(BusTarget target) {
    elsewhere = target;
  }

  /** Index of the range that holds the address, or -1. */
  private int find(long address) {
    int low = 0;
    int high = ranges.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (address < ranges[middle].base) {
        high = middle - 1;
      } else if (address > ranges[middle].last) {
        low = middle + 1;
      } else {
        return middle;
      }
    }
    return -1;
  }

  @Override
  public boolean claims(long address) {
    return find(address) >= 0;
  }

  @Override
  public long read(long address, int size) {
    int at = find(address);
    if (at >= 0 && ranges[at].covers(address, size)) {
      return ranges[at].target.read(address - ranges[at].base, size) & ones(size);
    }
    if (size == 1) {
      return elsewhere.read(address, 1) & 0xFF;
    }
    long value = 0;
    for (int i = 0; i < size; i++) {
      value |= read(address + i, 1) << (8 * i);
    }
    return value;
  }

  @Override
  public void write(long address, int size, long value) {
    int at = find(address);
    if (at >= 0 && ranges[at].covers(address, size)) {
      ranges[at].target.write(address - ranges[at].base, size, value & ones(size));
    } else if (size > 1) {
      for (int i = 0; i < size; i++) {
        write(address + i, 1, value >>> (8 * i));
      }
    } else {
      elsewhere.write(address, 1, value & 0xFF);
    }
  }

  private static long ones(int size) {
    return -1L >>> (Long.SIZE - 8 * size);
  }
}
