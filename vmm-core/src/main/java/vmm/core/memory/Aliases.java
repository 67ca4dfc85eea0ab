package vmm.core.memory;

import java.util.function.LongConsumer;
import vmm.api.memory.Frame;

/**
 * The effect of an address mask: gated address lines make a page appear at several gpa.
 *
 * @param mask the bits of a gpa that count; the bits below a page's size are all set
 */
record Aliases(long mask) {
  /** No line is gated. */
  static final Aliases NONE = new Aliases(-1L);

  /** No machine has more address lines than this. */
  private static final long LINES = (1L << 52) - 1;

  /** With more lines gated, a change is told for the whole space rather than for each alias. */
  private static final int MAX_GATED = 4;

  Aliases {
    if ((mask & Frame.OFFSET_MASK) != Frame.OFFSET_MASK) {
      throw new IllegalArgumentException("address mask 0x%x gates lines in a page".formatted(mask));
    }
  }

  /** The gpa at which memory and devices see an access. */
  long resolve(long gpa) {
    return gpa & mask;
  }

  private long gated() {
    return ~mask & LINES;
  }

  /** log2 of the largest block that no gated line cuts. */
  int maxRunShift() {
    return gated() == 0 ? Long.SIZE - 2 : Long.numberOfTrailingZeros(gated());
  }

  /** Whether so many lines are gated that {@link #forEach} must not be used. */
  boolean many() {
    return Long.bitCount(gated()) > MAX_GATED;
  }

  /** Every gpa that leads where {@code gpa} does. */
  void forEach(long gpa, LongConsumer action) {
    long gated = gated();
    long subset = 0;
    do {
      action.accept((gpa & mask) | subset);
      subset = (subset - gated) & gated;
    } while (subset != 0);
  }

  /** One past the highest gpa that can lead to memory below {@code limit} by either mask. */
  long span(Aliases other, long limit) {
    return Math.max(limit, 2 * Long.highestOneBit(gated() | other.gated()));
  }
}
