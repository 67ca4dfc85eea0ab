package vmm.kit;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import vmm.api.memory.Frame;
import vmm.api.memory.FrameAllocator;
import vmm.api.memory.HostMemory;
import vmm.api.memory.OutOfHostMemoryException;

/** Machine memory in one array: slow to make, obvious to read. Frames are handed out upwards. */
public final class ModelMemory implements HostMemory, FrameAllocator {
  private static final VarHandle SHORT = view(short[].class);
  private static final VarHandle INT = view(int[].class);
  private static final VarHandle LONG = view(long[].class);

  private final byte[] bytes;
  private final int[] references;

  /** Makes memory of so many frames; the first is never handed out, so that 0 is no table. */
  public ModelMemory(int frames) {
    bytes = new byte[frames << Frame.SHIFT];
    references = new int[frames];
    references[0] = 1;
  }

  private static VarHandle view(Class<?> type) {
    return MethodHandles.byteArrayViewVarHandle(type, ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public long size() {
    return bytes.length;
  }

  @Override
  public MemorySegment segment() {
    return MemorySegment.ofArray(bytes);
  }

  @Override
  public FrameAllocator frames() {
    return this;
  }

  @Override
  public long read(long hpa, int size) {
    int at = Math.toIntExact(hpa);
    return switch (size) {
      case 1 -> bytes[at] & 0xFFL;
      case 2 -> (short) SHORT.get(bytes, at) & 0xFFFFL;
      case 4 -> (int) INT.get(bytes, at) & 0xFFFFFFFFL;
      default -> (long) LONG.get(bytes, at);
    };
  }

  @Override
  public void write(long hpa, int size, long value) {
    int at = Math.toIntExact(hpa);
    switch (size) {
      case 1 -> bytes[at] = (byte) value;
      case 2 -> SHORT.set(bytes, at, (short) value);
      case 4 -> INT.set(bytes, at, (int) value);
      default -> LONG.set(bytes, at, value);
    }
  }

  @Override
  public void read(long hpa, byte[] target, int offset, int length) {
    System.arraycopy(bytes, Math.toIntExact(hpa), target, offset, length);
  }

  @Override
  public void write(long hpa, byte[] source, int offset, int length) {
    System.arraycopy(source, offset, bytes, Math.toIntExact(hpa), length);
  }

  @Override
  public void copyFrame(long fromHpa, long toHpa) {
    write(toHpa, bytes, Math.toIntExact(fromHpa), Frame.SIZE);
  }

  @Override
  public void zeroFrame(long hpa) {
    int at = Math.toIntExact(hpa);
    Arrays.fill(bytes, at, at + Frame.SIZE, (byte) 0);
  }

  @Override
  public void close() {}

  @Override
  public long allocate(long maxHpa) {
    return allocateRun(1, maxHpa);
  }

  @Override
  public long allocateRun(int frames, long maxHpa) {
    for (int first = 0; first + frames <= references.length; first += frames) {
      long past = (long) (first + frames) << Frame.SHIFT;
      if (past - 1 <= maxHpa && free(first, frames)) {
        for (int frame = first; frame < first + frames; frame++) {
          references[frame] = 1;
          zeroFrame((long) frame << Frame.SHIFT);
        }
        return (long) first << Frame.SHIFT;
      }
    }
    throw new OutOfHostMemoryException("model memory has no run of " + frames + " frames");
  }

  @Override
  public void retain(long hpa) {
    references[frame(hpa)]++;
  }

  @Override
  public void release(long hpa) {
    if (--references[frame(hpa)] < 0) {
      throw new IllegalStateException("frame released twice: " + Long.toHexString(hpa));
    }
  }

  @Override
  public int references(long hpa) {
    return references[frame(hpa)];
  }

  @Override
  public long framesInUse() {
    return Arrays.stream(references).filter(count -> count > 0).count();
  }

  private boolean free(int first, int frames) {
    for (int frame = first; frame < first + frames; frame++) {
      if (references[frame] != 0) {
        return false;
      }
    }
    return true;
  }

  private static int frame(long hpa) {
    return (int) (hpa >>> Frame.SHIFT);
  }
}
