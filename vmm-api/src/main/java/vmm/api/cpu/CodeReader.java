package vmm.api.cpu;

/**
 * The bytes of the instruction that is being decoded. Fetches go through the MMU as the processor's
 * own do.
 */
public interface CodeReader {
  /** The next byte, 0 to 255; may throw a {@link GuestFault} that the fetch raises. */
  int next8();

  /** Number of bytes taken since the instruction began. */
  int length();
}
