package vmm.engine.mmu;

/**
 * Where code lies, as one number: the hpa, and whether its bytes stand there in the reverse of
 * their usual order. Code is found by this number, so that one frame may be mapped both ways: the
 * same bytes are other instructions then. Without reversal it is the hpa itself.
 */
public final class CodeAddress {
  /** No hpa has this bit. */
  private static final long REVERSED = 1L << 62;

  private CodeAddress() {}

  /** The number of code at an hpa. */
  static long of(long hpa, boolean reversed) {
    return reversed ? hpa | REVERSED : hpa;
  }

  /** Whether the bytes stand in reverse. */
  public static boolean isReversed(long address) {
    return (address & REVERSED) != 0;
  }

  /** Where the bytes are. */
  public static long hpa(long address) {
    return address & ~REVERSED;
  }
}
