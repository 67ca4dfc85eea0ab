package vmm.nested;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.TreeMap;
import vmm.api.memory.Frame;
import vmm.api.memory.FrameAllocator;
import vmm.api.memory.HostMemory;
import vmm.api.memory.OutOfHostMemoryException;

/** A little machine memory that counts references. */
final class FakeMemory implements HostMemory, FrameAllocator {
  private static final int FRAMES = 64;

  private final ByteBuffer bytes =
      ByteBuffer.allocate(FRAMES * Frame.SIZE).order(ByteOrder.LITTLE_ENDIAN);
  private final Map<Long, Integer> references = new TreeMap<>(Map.of(0L, 1));

  @Override
  public long size() {
    return bytes.capacity();
  }

  @Override
  public MemorySegment segment() {
    return MemorySegment.ofBuffer(bytes);
  }

  @Override
  public FrameAllocator frames() {
    return this;
  }

  @Override
  public long read(long hpa, int size) {
    return size == 4 ? bytes.getInt((int) hpa) & 0xFFFFFFFFL : bytes.getLong((int) hpa);
  }

  @Override
  public void write(long hpa, int size, long value) {
    if (size == 4) {
      bytes.putInt((int) hpa, (int) value);
    } else {
      bytes.putLong((int) hpa, value);
    }
  }

  @Override
  public void read(long hpa, byte[] target, int offset, int length) {
    bytes.get((int) hpa, target, offset, length);
  }

  @Override
  public void write(long hpa, byte[] source, int offset, int length) {
    bytes.put((int) hpa, source, offset, length);
  }

  @Override
  public void copyFrame(long fromHpa, long toHpa) {
    bytes.put((int) toHpa, bytes, (int) fromHpa, Frame.SIZE);
  }

  @Override
  public void zeroFrame(long hpa) {
    bytes.put((int) hpa, new byte[Frame.SIZE]);
  }

  @Override
  public void close() {}

  @Override
  public long allocate(long maxHpa) {
    for (long hpa = 0; hpa < size() && hpa + Frame.OFFSET_MASK <= maxHpa; hpa += Frame.SIZE) {
      if (references.putIfAbsent(hpa, 1) == null) {
        zeroFrame(hpa);
        return hpa;
      }
    }
    throw new OutOfHostMemoryException("all frames are in use");
  }

  @Override
  public long allocateRun(int frames, long maxHpa) {
    return -1;
  }

  @Override
  public void retain(long hpa) {
    references.merge(hpa, 1, Integer::sum);
  }

  @Override
  public void release(long hpa) {
    references.computeIfPresent(hpa, (_, count) -> count == 1 ? null : count - 1);
  }

  @Override
  public int references(long hpa) {
    return references.getOrDefault(hpa, 0);
  }

  @Override
  public long framesInUse() {
    return references.size() - 1L;
  }
}
