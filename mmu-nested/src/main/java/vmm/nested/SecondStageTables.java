package vmm.nested;

import java.util.Map;
import java.util.TreeMap;
import vmm.api.memory.Frame;
import vmm.api.memory.HostMemory;
import vmm.api.mmu.PageTableFormat;
import vmm.api.mmu.Rights;
import vmm.api.mmu.TableEntry;

/**
 * Second-stage tables in machine memory, in the format that the hardware walks.
 *
 * <p>Coherence: nothing here touches the processor's TLB. After {@link #unmap}, and after a {@link
 * #map} that says so, the caller invalidates what the hardware may have cached.
 */
final class SecondStageTables {
  private final PageTableFormat format;
  private final HostMemory memory;
  private final long maxHpa;
  private final long rootHpa;
  private final long[] leaves;
  private long tables;

  SecondStageTables(PageTableFormat format, HostMemory memory, long maxHpa) {
    this.format = format;
    this.memory = memory;
    this.maxHpa = Math.min(maxHpa, format.maxAddress());
    this.leaves = new long[format.levels() + 1];
    this.rootHpa = newTable(format.levels());
  }

  /** Whether each table of the format fits into one frame. */
  static boolean fits(PageTableFormat format) {
    for (int level = 1; level <= format.levels(); level++) {
      if (format.tableBytes(level) > Frame.SIZE) {
        return false;
      }
    }
    return true;
  }

  long rootHpa() {
    return rootHpa;
  }

  /** The highest level at which the format can map a page of at most {@code 1 << shift} bytes. */
  int leafLevel(int shift) {
    int level = format.levels();
    while (level > 1 && !(format.leafAllowed(level) && format.indexShift(level) <= shift)) {
      level--;
    }
    return level;
  }

  /** log2 of the size in bytes of a page that a leaf of {@code level} maps. */
  int pageShift(int level) {
    return format.indexShift(level);
  }

  /**
   * Maps the page of {@code level} that holds {@code gpa}, in place of whatever was there.
   *
   * @param hpa the frame or run that backs it, aligned to the page's size
   * @return whether something that the hardware may have cached was replaced
   */
  boolean map(long gpa, int level, long hpa, int rights, int needed) {
    long table = rootHpa;
    boolean replaced = false;
    for (int at = format.levels(); at > level; at--) {
      long entry = entryHpa(table, at, gpa);
      switch (format.decode(at, read(entry))) {
        case TableEntry.Table next -> table = next.address();
        case TableEntry old -> {
          replaced |= drop(old, at);
          table = newTable(at - 1);
          write(entry, format.encodeTable(at, table, Rights.ALL));
        }
      }
    }
    long entry = entryHpa(table, level, gpa);
    replaced |= drop(format.decode(level, read(entry)), level);
    write(entry, format.encodeLeaf(level, hpa, rights, needed));
    leaves[level]++;
    return replaced;
  }

  /** Removes every leaf that maps a part of the range, and the tables that lie wholly in it. */
  void unmap(long gpa, long bytes) {
    unmap(rootHpa, format.levels(), 0, gpa, gpa + bytes - 1);
  }

  /** Removes everything but the root. */
  void clear() {
    for (int index = 0; index < format.entries(format.levels()); index++) {
      clear(rootHpa + (long) index * format.entryBytes(), format.levels());
    }
  }

  /** Gives all frames back, the root's too. */
  void close() {
    clear();
    release(rootHpa);
  }

  /** Frames that hold tables. */
  long tables() {
    return tables;
  }

  /** Number of leaves by log2 of the size in bytes of what they map. */
  Map<Integer, Long> leavesByShift() {
    Map<Integer, Long> result = new TreeMap<>();
    for (int level = 1; level <= format.levels(); level++) {
      if (format.leafAllowed(level)) {
        result.put(format.indexShift(level), leaves[level]);
      }
    }
    return result;
  }

  private void unmap(long table, int level, long base, long first, long last) {
    long span = 1L << format.indexShift(level);
    int from = (int) (Math.max(first - base, 0) >>> format.indexShift(level));
    for (int index = from; index < format.entries(level); index++) {
      long start = base + index * span;
      if (start > last) {
        return;
      }
      long entry = table + (long) index * format.entryBytes();
      boolean within = start >= first && start + span - 1 <= last;
      if (!within && format.decode(level, read(entry)) instanceof TableEntry.Table next) {
        unmap(next.address(), level - 1, start, first, last);
      } else {
        clear(entry, level);
      }
    }
  }

  private void clear(long entry, int level) {
    if (drop(format.decode(level, read(entry)), level)) {
      write(entry, format.absent());
    }
  }

  /** Gives back what an entry leads to; returns whether it was present. */
  private boolean drop(TableEntry entry, int level) {
    return switch (entry) {
      case TableEntry.Absent() -> false;
      case TableEntry.Malformed() ->
          throw new IllegalStateException(format.name() + ": malformed entry of our own");
      case TableEntry.Leaf _ -> {
        leaves[level]--;
        yield true;
      }
      case TableEntry.Table table -> {
        for (int index = 0; index < format.entries(level - 1); index++) {
          long hpa = table.address() + (long) index * format.entryBytes();
          drop(format.decode(level - 1, read(hpa)), level - 1);
        }
        release(table.address());
        yield true;
      }
    };
  }

  private long newTable(int level) {
    long hpa = memory.frames().allocate(maxHpa);
    tables++;
    if (format.absent() != 0) {
      for (int index = 0; index < format.entries(level); index++) {
        write(hpa + (long) index * format.entryBytes(), format.absent());
      }
    }
    return hpa;
  }

  private void release(long hpa) {
    memory.frames().release(hpa);
    tables--;
  }

  private long entryHpa(long table, int level, long gpa) {
    return table + (long) format.index(level, gpa) * format.entryBytes();
  }

  private long read(long hpa) {
    return memory.read(hpa, format.entryBytes());
  }

  private void write(long hpa, long raw) {
    memory.write(hpa, format.entryBytes(), raw);
  }
}
