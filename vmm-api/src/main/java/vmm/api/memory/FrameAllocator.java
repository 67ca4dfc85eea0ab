package vmm.api.memory;

/**
 * Hands out frames and counts the references to each. Thread-safe.
 *
 * <p>A frame with one reference belongs to its holder, who may write to it. A frame with more is
 * shared and must not change: a holder who wants to write takes a copy and releases its reference.
 */
public interface FrameAllocator {
  /**
   * Allocates a frame of zeros with one reference.
   *
   * @param maxHpa highest address that the frame's last byte may have
   * @return hpa of the frame
   * @throws OutOfHostMemoryException if no such frame is free
   */
  long allocate(long maxHpa);

  /**
   * Allocates {@code frames} adjacent frames of zeros, each with one reference, aligned to {@code
   * frames * Frame.SIZE} if that is a power of two.
   *
   * @return hpa of the first, or -1 if there is no such run
   */
  long allocateRun(int frames, long maxHpa);

  /** Adds a reference to an allocated frame. */
  void retain(long hpa);

  /** Takes a reference away; without references the frame is free. */
  void release(long hpa);

  /** Number of references to a frame, 0 if it is free. */
  int references(long hpa);

  /** Number of frames in use. */
  long framesInUse();
}
