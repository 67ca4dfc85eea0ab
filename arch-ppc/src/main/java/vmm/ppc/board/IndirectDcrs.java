package vmm.ppc.board;

import vmm.ppc.DcrBus;

/**
 * A unit whose registers are reached through two: the first takes a number, the second is the
 * register of that number. Its registers keep what is written to them.
 */
final class IndirectDcrs implements DcrBus {
  private static final int ADDRESS = 0;

  /** How many register numbers the unit takes. */
  static final int REGISTERS = 2;

  private final int[] values;
  private long address;

  /** Makes a unit with registers 0 to {@code count - 1}, all 0; the others are not there. */
  IndirectDcrs(int count) {
    values = new int[count];
  }

  /** Sets a register as firmware would have left it. */
  IndirectDcrs set(int register, int value) {
    values[register] = value;
    return this;
  }

  @Override
  public long read(int dcr) {
    if (dcr == ADDRESS) {
      return address;
    }
    return address < values.length ? Integer.toUnsignedLong(values[(int) address]) : 0;
  }

  @Override
  public void write(int dcr, long value) {
    if (dcr == ADDRESS) {
      address = value & 0xFFFF_FFFFL;
    } else if (address < values.length) {
      values[(int) address] = (int) value;
    }
  }
}
