package vmm.ppc.board;

import java.util.Arrays;
import vmm.ppc.DcrBus;

/** The register numbers of a chip, and which unit answers at each. */
final class DcrSpace implements DcrBus {
  private static final int NUMBERS = 1024;

  private final Range[] ranges = new Range[NUMBERS];

  /** A unit that answers from {@code first} on; it counts its registers from 0. */
  private record Range(int first, DcrBus unit) {}

  private static final Range NOBODY = new Range(0, new Nobody());

  DcrSpace() {
    Arrays.fill(ranges, NOBODY);
  }

  /** Puts a unit's {@code count} registers at the numbers from {@code first} on. */
  void attach(int first, int count, DcrBus unit) {
    Range range = new Range(first, unit);
    for (int dcr = first; dcr < first + count; dcr++) {
      ranges[dcr] = range;
    }
  }

  private Range range(int dcr) {
    return dcr >= 0 && dcr < NUMBERS ? ranges[dcr] : NOBODY;
  }

  @Override
  public long read(int dcr) {
    Range range = range(dcr);
    return range.unit.read(dcr - range.first);
  }

  @Override
  public void write(int dcr, long value) {
    Range range = range(dcr);
    range.unit.write(dcr - range.first, value);
  }

  private static final class Nobody implements DcrBus {
    @Override
    public long read(int dcr) {
      return 0;
    }

    @Override
    public void write(int dcr, long value) {}
  }
}
