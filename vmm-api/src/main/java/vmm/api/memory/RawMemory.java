package vmm.api.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Single values of host memory, for those who access it millions of times a second. Values are
 * little-endian, may have any alignment, and must lie within memory, else {@link
 * IndexOutOfBoundsException}.
 *
 * <p>A JVM that was started with {@code --add-exports java.base/jdk.internal.misc=ALL-UNNAMED}
 * accesses memory as itself does, after the check of bounds alone. Any other takes the way of
 * {@link MemorySegment}, of which HotSpot inlines a few dozen into one method at most, and which
 * takes it several times as long to compile. What differs else is what becomes of an access behind
 * the end of the segment's arena: the first JVM crashes, the other throws.
 *
 * <p>It is a record because HotSpot takes the fields of a constant record for constants.
 *
 * @param segment the memory
 * @param address where it begins in the process
 * @param size its size in bytes
 */
public record RawMemory(MemorySegment segment, long address, long size) {
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final boolean DIRECT = isDirect();

  private static boolean isDirect() {
    Module base = Object.class.getModule();
    return base.isExported("jdk.internal.misc", RawMemory.class.getModule()) && JvmMemory.FITS;
  }

  /** Whether this JVM lets memory be accessed the short way. */
  static boolean direct() {
    return DIRECT;
  }

  /**
   * The values of a segment.
   *
   * @throws IllegalArgumentException if it is on the heap, where memory has no address
   */
  public static RawMemory of(MemorySegment segment) {
    if (!segment.isNative()) {
      throw new IllegalArgumentException("memory on the heap");
    }
    return new RawMemory(segment, segment.address(), segment.byteSize());
  }

  /** What to use once the arena is closed: refuses each access with IllegalStateException. */
  public RawMemory closed() {
    return new RawMemory(segment, address, 0);
  }

  private long at(long hpa, int bytes) {
    if ((hpa | size - bytes - hpa) < 0) {
      throw outside(hpa, bytes);
    }
    return address + hpa;
  }

  private RuntimeException outside(long hpa, int bytes) {
    if (!segment.scope().isAlive()) {
      return new IllegalStateException("this memory was given back");
    }
    return new IndexOutOfBoundsException(
        "%d bytes at hpa 0x%x of memory of %d bytes".formatted(bytes, hpa, size));
  }

  /** Reads a byte. */
  public byte getByte(long hpa) {
    return DIRECT ? JvmMemory.getByte(at(hpa, 1)) : segment.get(ValueLayout.JAVA_BYTE, hpa);
  }

  /** Reads 2 bytes. */
  public short getShort(long hpa) {
    return DIRECT ? JvmMemory.getShort(at(hpa, 2)) : segment.get(SHORT, hpa);
  }

  /** Reads 4 bytes. */
  public int getInt(long hpa) {
    return DIRECT ? JvmMemory.getInt(at(hpa, 4)) : segment.get(INT, hpa);
  }

  /** Reads 8 bytes. */
  public long getLong(long hpa) {
    return DIRECT ? JvmMemory.getLong(at(hpa, 8)) : segment.get(LONG, hpa);
  }

  /** Writes a byte. */
  public void putByte(long hpa, byte value) {
    if (DIRECT) {
      JvmMemory.putByte(at(hpa, 1), value);
    } else {
      segment.set(ValueLayout.JAVA_BYTE, hpa, value);
    }
  }

  /** Writes 2 bytes. */
  public void putShort(long hpa, short value) {
    if (DIRECT) {
      JvmMemory.putShort(at(hpa, 2), value);
    } else {
      segment.set(SHORT, hpa, value);
    }
  }

  /** Writes 4 bytes. */
  public void putInt(long hpa, int value) {
    if (DIRECT) {
      JvmMemory.putInt(at(hpa, 4), value);
    } else {
      segment.set(INT, hpa, value);
    }
  }

  /** Writes 8 bytes. */
  public void putLong(long hpa, long value) {
    if (DIRECT) {
      JvmMemory.putLong(at(hpa, 8), value);
    } else {
      segment.set(LONG, hpa, value);
    }
  }
}
