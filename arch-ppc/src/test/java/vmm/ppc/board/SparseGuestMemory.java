package vmm.ppc.board;

import java.util.HashMap;
import java.util.Map;
import vmm.api.memory.GuestPhysical;

/** Memory of any size, zero until written. */
final class SparseGuestMemory implements GuestPhysical {
  private static final int PAGE = 1 << 16;

  private final Map<Long, byte[]> pages = new HashMap<>();

  private byte[] page(long gpa) {
    return pages.computeIfAbsent(gpa / PAGE, n -> new byte[PAGE]);
  }

  byte[] bytes(long gpa, int length) {
    byte[] result = new byte[length];
    read(gpa, result, 0, length);
    return result;
  }

  @Override
  public long read(long gpa, int size) {
    long value = 0;
    for (int i = size - 1; i >= 0; i--) {
      value = value << 8 | (page(gpa + i)[(int) ((gpa + i) % PAGE)] & 0xFF);
    }
    return value;
  }

  @Override
  public void write(long gpa, int size, long value) {
    for (int i = 0; i < size; i++) {
      page(gpa + i)[(int) ((gpa + i) % PAGE)] = (byte) (value >>> (8 * i));
    }
  }

  @Override
  public void read(long gpa, byte[] target, int offset, int length) {
    for (int done = 0; done < length; ) {
      int from = (int) ((gpa + done) % PAGE);
      int part = Math.min(PAGE - from, length - done);
      System.arraycopy(page(gpa + done), from, target, offset + done, part);
      done += part;
    }
  }

  @Override
  public void write(long gpa, byte[] source, int offset, int length) {
    for (int done = 0; done < length; ) {
      int from = (int) ((gpa + done) % PAGE);
      int part = Math.min(PAGE - from, length - done);
      System.arraycopy(source, offset + done, page(gpa + done), from, part);
      done += part;
    }
  }
}
