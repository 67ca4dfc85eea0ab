package vmm.ppc.system;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import vmm.api.memory.Frame;
import vmm.api.memory.FrameAllocator;
import vmm.api.memory.HostMemory;

/** A small machine memory without an allocator: tests lay frames out themselves. */
final class TestMemory implements HostMemory {
  private final ByteBuffer bytes;

  /** Makes a memory of that many frames, all zero. */
  TestMemory(int frames) {
    bytes = ByteBuffer.allocate(frames * Frame.SIZE).order(ByteOrder.LITTLE_ENDIAN);
  }

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
    throw new AssertionError("a processor allocates no frames");
  }

  @Override
  public long read(long hpa, int size) {
    int at = Math.toIntExact(hpa);
    return switch (size) {
      case 1 -> Byte.toUnsignedLong(bytes.get(at));
      case 2 -> Short.toUnsignedLong(bytes.getShort(at));
      case 4 -> Integer.toUnsignedLong(bytes.getInt(at));
      default -> bytes.getLong(at);
    };
  }

  @Override
  public void write(long hpa, int size, long value) {
    int at = Math.toIntExact(hpa);
    switch (size) {
      case 1 -> bytes.put(at, (byte) value);
      case 2 -> bytes.putShort(at, (short) value);
      case 4 -> bytes.putInt(at, (int) value);
      default -> bytes.putLong(at, value);
    }
  }

  @Override
  public void read(long hpa, byte[] target, int offset, int length) {
    bytes.get(Math.toIntExact(hpa), target, offset, length);
  }

  @Override
  public void write(long hpa, byte[] source, int offset, int length) {
    bytes.put(Math.toIntExact(hpa), source, offset, length);
  }

  @Override
  public void copyFrame(long fromHpa, long toHpa) {
    bytes.put(Math.toIntExact(toHpa), bytes.array(), Math.toIntExact(fromHpa), Frame.SIZE);
  }

  @Override
  public void zeroFrame(long hpa) {
    bytes.put(Math.toIntExact(hpa), new byte[Frame.SIZE]);
  }

  /** The contents now. */
  byte[] snapshot() {
    return bytes.array().clone();
  }

  /** Puts contents back. */
  void restore(byte[] contents) {
    bytes.put(0, contents);
  }

  @Override
  public void close() {}
}
