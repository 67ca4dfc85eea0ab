package vmm.core.device;

import java.util.function.LongSupplier;

/**
 * Time that advances with retired instructions, and jumps to the next deadline when the guest
 * waits: the same inputs give the same trace.
 */
public final class VirtualClock extends MachineClock {
  /** Virtual time of one instruction: a machine of 100 MIPS. */
  public static final long NANOS_PER_INSTRUCTION = 10;

  /** The calendar at power-on: 2025-01-01T00:00:00Z. */
  public static final long EPOCH_SECONDS = 1_735_689_600;

  private final LongSupplier retired;
  private long skipped;

  /** Makes a clock that follows a processor's count of retired instructions. */
  public VirtualClock(LongSupplier retired) {
    this.retired = retired;
  }

  @Override
  public long nanos() {
    return retired.getAsLong() * NANOS_PER_INSTRUCTION + skipped;
  }

  @Override
  public long epochSeconds() {
    return EPOCH_SECONDS + nanos() / 1_000_000_000;
  }

  @Override
  protected long instructionsUntil(long deadline) {
    if (deadline == NEVER) {
      return Long.MAX_VALUE;
    }
    return Math.max(1, Math.ceilDiv(deadline - nanos(), NANOS_PER_INSTRUCTION));
  }

  @Override
  public long instructionsIn(long nanos) {
    return nanos / NANOS_PER_INSTRUCTION;
  }

  @Override
  public void idle() {
    long next = nextDeadline();
    if (next != NEVER) {
      skipped += Math.max(0, next - nanos());
    }
  }
}
