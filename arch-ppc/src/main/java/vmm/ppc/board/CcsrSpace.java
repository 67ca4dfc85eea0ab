package vmm.ppc.board;

import java.util.ArrayList;
import java.util.List;
import vmm.api.device.BusTarget;

/**
 * The configuration, control and status registers of a Freescale chip: one range of addresses which
 * its units share. What no unit answers reads as 0.
 */
final class CcsrSpace implements BusTarget {
  /** Bytes of the range. */
  static final int BYTES = 0x10_0000;

  private final List<Unit> units = new ArrayList<>();

  private record Unit(long first, long bytes, BusTarget target) {
    boolean covers(long offset, int size) {
      return offset >= first && offset + size <= first + bytes;
    }
  }

  /** Adds a unit that answers from {@code first} on. */
  void attach(long first, long bytes, BusTarget target) {
    units.add(new Unit(first, bytes, target));
  }

  @Override
  public long read(long offset, int size) {
    for (Unit unit : units) {
      if (unit.covers(offset, size)) {
        return unit.target.read(offset - unit.first, size);
      }
    }
    return 0;
  }

  @Override
  public void write(long offset, int size, long value) {
    for (Unit unit : units) {
      if (unit.covers(offset, size)) {
        unit.target.write(offset - unit.first, size, value);
        return;
      }
    }
  }
}
