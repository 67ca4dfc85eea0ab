package vmm.ppc.board;

import vmm.api.device.BusTarget;
import vmm.ppc.BoardCore;

/**
 * Where nothing answers: the bus ends an access by a timeout, of which it tells the processor. What
 * is read is all ones.
 */
final class Nowhere implements BusTarget {
  private final BoardCore core;

  Nowhere(BoardCore core) {
    this.core = core;
  }

  @Override
  public long read(long offset, int size) {
    core.busError(offset, false);
    return -1;
  }

  @Override
  public void write(long offset, int size, long value) {
    core.busError(offset, true);
  }
}
