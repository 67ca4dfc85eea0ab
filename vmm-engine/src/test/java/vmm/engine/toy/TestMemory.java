package vmm.engine.toy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import vmm.api.memory.Frame;
import vmm.api.memory.FrameAllocator;
import vmm.api.memory.HostMemory;

/** Host memory without an allocator: who tests knows where things are. */
public final class TestMemory implements HostMemory {
  private final MemorySegment segment;

  public TestMemory(long bytes) {
    segment = Arena.ofAuto().allocate(bytes, Frame.SIZE);
  }

  @Override
  public long size() {
    return segment.byteSize();
  }

  @Override
  public MemorySegment segment() {
    return segment;
  }

  @Override
  public FrameAllocator frames() {
    throw new IllegalStateException("tests lay out frames by themselves");
  }

  @Override
  public long read(long hpa, int size) {
    long value = 0;
    for (int i = size - 1; i >= 0; i--) {
      value = value << 8 | (segment.get(ValueLayout.JAVA_BYTE, hpa + i) & 0xFF);
    }
    return value;
  }

  @Override
  public void write(long hpa, int size, long value) {
    for (int i = 0; i < size; i++) {
      segment.set(ValueLayout.JAVA_BYTE, hpa + i, (byte) (value >>> (8 * i)));
    }
  }

  @Override
  public void read(long hpa, byte[] target, int offset, int length) {
    MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, hpa, target, offset, length);
  }

  @Override
  public void write(long hpa, byte[] source, int offset, int length) {
    MemorySegment.copy(source, offset, segment, ValueLayout.JAVA_BYTE, hpa, length);
  }

  @Override
  public void copyFrame(long fromHpa, long toHpa) {
    MemorySegment.copy(segment, fromHpa, segment, toHpa, Frame.SIZE);
  }

  @Override
  public void zeroFrame(long hpa) {
    segment.asSlice(hpa, Frame.SIZE).fill((byte) 0);
  }

  @Override
  public void close() {}
}
