package vmm.shadow;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vmm.api.memory.Frame;
import vmm.api.mmu.PageTableFormat;

/**
 * A page of the guest that holds tables. If one of them is used in place, the page's frame holds
 * what the hardware needs, and what the guest wrote is kept here.
 */
final class DirectoryPage {
  final long gpa;

  /** The real tables that stand for what lies on the page. */
  final List<RealTable> tables = new ArrayList<>();

  /** The one of them that lies in the page's own frame, or null. */
  @Nullable RealTable inPlace;

  /** Completed accesses since the page was last used as a table. */
  int accesses;

  /** What the guest wrote, while {@link #inPlace} occupies the frame. */
  private final byte[] content = new byte[Frame.SIZE];

  DirectoryPage(long gpa) {
    this.gpa = gpa;
  }

  boolean hidden() {
    return inPlace != null;
  }

  byte[] content() {
    return content;
  }

  long read(long at, int size) {
    long value = 0;
    for (int i = size - 1; i >= 0; i--) {
      value = value << 8 | (content[offset(at) + i] & 0xFF);
    }
    return value;
  }

  void write(long at, int size, long value) {
    for (int i = 0; i < size; i++) {
      content[offset(at) + i] = (byte) (value >>> (8 * i));
    }
  }

  /** Adds to the guest's entries the flags that the hardware has set in the real ones. */
  void takeFlags(RealTables real, long at, int size) {
    RealTable table = inPlace;
    if (table == null) {
      return;
    }
    int bytes = table.format.entryBytes();
    for (int index = offset(at) / bytes; index <= (offset(at) + size - 1) / bytes; index++) {
      if (table.present(index)) {
        takeFlags(real, table, index);
      }
    }
  }

  /** The same for one entry of the table that is in place. */
  void takeFlags(RealTables real, RealTable table, int index) {
    PageTableFormat format = table.format;
    boolean leaf = table.child(index) == null;
    long mask = format.accessedMask(table.level()) | (leaf ? format.dirtyMask(table.level()) : 0);
    long flags = real.read(table, index) & mask;
    long at = gpa + (long) index * format.entryBytes();
    long guest = read(at, format.entryBytes());
    if ((guest & flags) != flags) {
      write(at, format.entryBytes(), guest | flags);
      table.setSource(index, table.source(index) | flags);
    }
  }

  private static int offset(long at) {
    return (int) (at & Frame.OFFSET_MASK);
  }
}
