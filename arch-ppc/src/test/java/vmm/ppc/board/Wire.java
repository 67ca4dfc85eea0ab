package vmm.ppc.board;

import vmm.api.device.InterruptLine;

/** An interrupt line that remembers its level. */
final class Wire implements InterruptLine {
  boolean asserted;

  @Override
  public void set(boolean level) {
    asserted = level;
  }
}
