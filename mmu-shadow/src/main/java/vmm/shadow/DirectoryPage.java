package vmm.shadow;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;
import vmm.api.memory.Frame;

/**
 * A page of the guest that holds tables. If one of them is used in place, the page's frame holds
 * what the hardware needs, and what the guest wrote is kept here.
 */
final class DirectoryPage extends TablePage {
  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private static final VarHandle QUADS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long WORD = 0xFFFF_FFFFL;

  /** The one of them that lies in the page's own frame, or null. */
  @Nullable RealTable inPlace;

  /** What the guest wrote, while {@link #inPlace} occupies the frame. */
  private final byte[] content = new byte[Frame.SIZE];

  DirectoryPage(long gpa) {
    super(gpa);
  }

  boolean hidden() {
    return inPlace != null;
  }

  byte[] content() {
    return content;
  }

  long read(long at, int size) {
    int offset = offset(at);
    return switch (size) {
      case Integer.BYTES -> (int) WORDS.get(content, offset) & WORD;
      case Long.BYTES -> (long) QUADS.get(content, offset);
      default -> readBytes(offset, size);
    };
  }

  private long readBytes(int offset, int size) {
    long value = 0;
    for (int i = size - 1; i >= 0; i--) {
      value = value << 8 | (content[offset + i] & 0xFF);
    }
    return value;
  }

  void write(long at, int size, long value) {
    int offset = offset(at);
    switch (size) {
      case Integer.BYTES -> WORDS.set(content, offset, (int) value);
      case Long.BYTES -> QUADS.set(content, offset, value);
      default -> writeBytes(offset, size, value);
    }
  }

  private void writeBytes(int offset, int size, long value) {
    for (int i = 0; i < size; i++) {
      content[offset + i] = (byte) (value >>> (8 * i));
    }
  }

  /** Adds to the guest's entries the flags that the hardware has set in the real ones. */
  void takeFlags(RealTables real, long at, int size) {
    RealTable table = inPlace;
    if (table == null) {
      return;
    }
    int bytes = table.entryBytes;
    for (int index = offset(at) / bytes; index <= (offset(at) + size - 1) / bytes; index++) {
      if (table.present(index)) {
        takeFlags(real, table, index);
      }
    }
  }

  /** The same for one entry of the table that is in place. */
  void takeFlags(RealTables real, RealTable table, int index) {
    int bytes = table.entryBytes;
    long mask =
        table.child(index) == null ? (table.accessedMask | table.dirtyMask) : table.accessedMask;
    long flags = real.read(table, index) & mask;
    long at = gpa + (long) index * bytes;
    long guest = read(at, bytes);
    if ((guest & flags) != flags) {
      write(at, bytes, guest | flags);
      table.setSource(index, table.source(index) | flags);
    }
  }

  private static int offset(long at) {
    return (int) (at & Frame.OFFSET_MASK);
  }
}
