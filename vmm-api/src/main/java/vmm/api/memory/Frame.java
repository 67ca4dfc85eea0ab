package vmm.api.memory;

/** Pages and frames: the unit in which memory is mapped, allocated and shared. */
public final class Frame {
  /** log2 of {@link #SIZE}. */
  public static final int SHIFT = 12;

  /** Size of a frame in bytes. */
  public static final int SIZE = 1 << SHIFT;

  /** The bits of an address within its frame. */
  public static final long OFFSET_MASK = SIZE - 1;

  private Frame() {}

  /** The address of the frame that holds {@code address}. */
  public static long base(long address) {
    return address & ~OFFSET_MASK;
  }
}
