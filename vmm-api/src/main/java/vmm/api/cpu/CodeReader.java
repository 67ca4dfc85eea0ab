package vmm.api.cpu;

/**
 * The bytes of the instruction that is being decoded. Fetches go through the MMU as the processor's
 * own do.
 */
public interface CodeReader {
  /** The next byte, 0 to 255; may throw a {@link GuestFault} that the fetch raises. */
  int next8();

  /**
   * Whether the bytes of the page in which the instruction begins stand in the reverse of their
   * usual order; see {@link Core#reversesBytes}. They come as they stand.
   */
  default boolean reversed() {
    return false;
  }

  /** Number of bytes taken since the instruction began. */
  int length();
}
