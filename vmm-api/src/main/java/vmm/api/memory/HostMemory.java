package vmm.api.memory;

import java.lang.foreign.MemorySegment;

/**
 * The memory of the physical machine, addressed by hpa from 0 to {@link #size()} - 1. All virtual
 * machines of a process may share one. Frames are backed lazily: a frame that was never written
 * reads as zeros and costs nothing.
 *
 * <p>Values are little-endian; an access may have any alignment but must lie within memory, else
 * {@link IndexOutOfBoundsException}. Frames are owned through {@link #frames()}; who writes to a
 * frame must own it alone. Safe for use by several threads on frames of their own.
 */
public interface HostMemory extends AutoCloseable {
  /** Size in bytes, a multiple of {@link Frame#SIZE}. */
  long size();

  /** All of memory, for the engine's direct accesses. */
  MemorySegment segment();

  /** The allocator of this memory's frames. */
  FrameAllocator frames();

  /** Reads 1, 2, 4 or 8 bytes, zero-extended. */
  long read(long hpa, int size);

  /** Writes the low 1, 2, 4 or 8 bytes of {@code value}. */
  void write(long hpa, int size, long value);

  /** Copies {@code length} bytes out of memory. */
  void read(long hpa, byte[] target, int offset, int length);

  /** Copies {@code length} bytes into memory. */
  void write(long hpa, byte[] source, int offset, int length);

  /** Copies one frame's contents to another. */
  void copyFrame(long fromHpa, long toHpa);

  /** Fills one frame with zeros. */
  void zeroFrame(long hpa);

  /** Gives the reservation back. No access may follow. */
  @Override
  void close();
}
