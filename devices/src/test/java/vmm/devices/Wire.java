package vmm.devices;

import vmm.api.device.InterruptLine;

/** An interrupt line that remembers its level and counts rising edges. */
final class Wire implements InterruptLine {
  boolean level;
  int edges;

  @Override
  public void set(boolean asserted) {
    if (asserted && !level) {
      edges++;
    }
    level = asserted;
  }
}
