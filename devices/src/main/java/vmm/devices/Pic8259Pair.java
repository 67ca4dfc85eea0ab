package vmm.devices;

import vmm.api.device.BusTarget;
import vmm.api.device.InterruptLine;

/**
 * The two 8259A of a PC: inputs 0 to 7 on the master, 8 to 15 on the slave behind the master's
 * input 2.
 */
public final class Pic8259Pair {
  private static final int CASCADE = 2;

  private final Pic8259 master;
  private final Pic8259 slave;

  /**
   * Makes the pair.
   *
   * @param interrupt the processor's interrupt pin
   */
  public Pic8259Pair(InterruptLine interrupt) {
    master = new Pic8259(interrupt, CASCADE);
    slave = new Pic8259(asserted -> master.setLine(CASCADE, asserted), -1);
  }

  /** The master's two ports (0x20). */
  public BusTarget masterPorts() {
    return master;
  }

  /** The slave's two ports (0xA0). */
  public BusTarget slavePorts() {
    return slave;
  }

  /** The two edge/level control registers (0x4D0). */
  public BusTarget edgeLevelPorts() {
    return new EdgeLevelPorts();
  }

  /**
   * An interrupt input.
   *
   * @param input 0 to 15, not 2
   */
  public InterruptLine line(int input) {
    Pic8259 chip = input < 8 ? master : slave;
    return asserted -> chip.setLine(input & 7, asserted);
  }

  /** The processor's acknowledge cycle: the vector to serve. */
  public int acknowledge() {
    int input = master.acknowledge();
    if (input != CASCADE) {
      return master.vector(input);
    }
    return slave.vector(slave.acknowledge());
  }

  private final class EdgeLevelPorts implements BusTarget {
    @Override
    public long read(long offset, int size) {
      return (offset == 0 ? master : slave).edgeLevelControl();
    }

    @Override
    public void write(long offset, int size, long value) {
      // Inputs 0, 1, 2, 8 and 13 are always edge-triggered.
      if (offset == 0) {
        master.setEdgeLevelControl((int) value & 0xF8);
      } else {
        slave.setEdgeLevelControl((int) value & 0xDE);
      }
    }
  }
}
