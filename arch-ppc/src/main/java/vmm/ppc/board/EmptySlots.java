package vmm.ppc.board;

import vmm.api.device.BusTarget;

/**
 * A window to a PCI bus on which no device is. The bridge ends an access by a master abort: reads
 * are all ones, writes are dropped, and nobody is told (PCI Local Bus Specification 2.2, section
 * 3.3.3.1).
 */
final class EmptySlots implements BusTarget {
  @Override
  public long read(long offset, int size) {
    return -1;
  }

  @Override
  public void write(long offset, int size, long value) {}
}
