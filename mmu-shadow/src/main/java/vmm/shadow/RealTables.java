package vmm.shadow;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.ObjIntConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import vmm.api.memory.Frame;
import vmm.api.memory.HostMemory;
import vmm.api.mmu.PageTableFormat;
import vmm.api.mmu.Rights;

/**
 * The tables of the real view: a graph from roots down to leaves, with links back from each table
 * to the entries that lead to it, and from each page of the guest to the leaves that map it.
 *
 * <p>Coherence: each change that takes something away is noted in the {@link Shootdown}, which the
 * strategy flushes before the guest runs on.
 */
final class RealTables {
  /** Paths upward from a table that are followed before its gvas count as unknown. */
  private static final int MOST_PATHS = 64;

  private final HostMemory memory;
  private final long maxHpa;
  private final Shootdown shootdown = new Shootdown();
  private final Map<TableKey, RealTable> tables = new LinkedHashMap<>();

  private final LeafIndex leaves = new LeafIndex();
  private final ObjIntConsumer<RealTable> onDropping;
  private final Consumer<RealTable> onUnlinked;
  private final Consumer<RealTable> onFreed;
  private final Set<RealTable> changed = new LinkedHashSet<>();
  private long uses;

  /**
   * Makes an empty graph.
   *
   * @param onDropping is told of an entry that is about to go for another reason than what it was
   *     made from: flags that the hardware has set in it are still there
   * @param onUnlinked is told of a table to which one entry less leads
   * @param onFreed is told of a table that is gone
   */
  RealTables(
      HostMemory memory,
      long maxHpa,
      ObjIntConsumer<RealTable> onDropping,
      Consumer<RealTable> onUnlinked,
      Consumer<RealTable> onFreed) {
    this.onDropping = onDropping;
    this.memory = memory;
    this.maxHpa = maxHpa;
    this.onUnlinked = onUnlinked;
    this.onFreed = onFreed;
  }

  Shootdown shootdown() {
    return shootdown;
  }

  int size() {
    return tables.size();
  }

  long ownedFrames() {
    return tables.values().stream().filter(table -> table.owned).count();
  }

  /** A snapshot of all tables. */
  List<RealTable> all() {
    return List.copyOf(tables.values());
  }

  @Nullable RealTable find(TableKey key) {
    RealTable table = tables.get(key);
    if (table != null) {
      use(table);
    }
    return table;
  }

  /** Notes that a table is in use. */
  void use(RealTable table) {
    table.lastUse = ++uses;
  }

  /** Adds an empty table in a frame of its own. */
  RealTable allocate(TableKey key, PageTableFormat format) {
    long hpa = memory.frames().allocate(Math.min(maxHpa, format.maxAddress()));
    return add(new RealTable(key, format, hpa, true));
  }

  /** Adds an empty table in a frame of the guest's, whose content is lost. */
  RealTable adopt(TableKey key, PageTableFormat format, long hpa) {
    return add(new RealTable(key, format, hpa, false));
  }

  /** Maps a page; {@code gpa} is that of its first byte. */
  void setLeaf(RealTable table, int index, long raw, long gpa, long source) {
    if (table.present(index) && isLeafOf(table, index, gpa) && stronger(table, index, raw)) {
      write(table, index, raw);
      table.setSource(index, source);
      return;
    }
    if (table.present(index)) {
      detach(table, index, true);
    }
    write(table, index, raw);
    table.setLeaf(index);
    table.setSource(index, source);
    leaves.add(table.leaf(index), table.indexShift, gpa);
  }

  /** Leads to a table of the next lower level. */
  void setChild(RealTable table, int index, long raw, RealTable child, long source) {
    if (table.child(index) != child) {
      if (table.present(index)) {
        detach(table, index, true);
      }
      table.setChild(index, child);
      child.parents.add(new Slot(table, index));
    }
    if (read(table, index) != raw) {
      write(table, index, raw);
    }
    table.setSource(index, source);
  }

  /** Makes an entry map nothing. */
  void clear(RealTable table, int index) {
    if (table.present(index)) {
      detach(table, index, true);
      write(table, index, table.format.absent());
    }
  }

  private void drop(RealTable table, int index) {
    if (table.present(index)) {
      onDropping.accept(table, index);
      clear(table, index);
    }
  }

  /** Clears every leaf that maps a part of the range. */
  void clearLeaves(long gpa, long bytes) {
    leaves.over(gpa, bytes).forEach(leaf -> drop(leaf.table, leaf.index));
  }

  /** Clears every leaf through which a part of the range can be written. */
  void clearWritableLeaves(long gpa, long bytes) {
    for (Leaf leaf : leaves.over(gpa, bytes)) {
      long raw = read(leaf.table, leaf.index);
      if ((leaf.table.format.rights(leaf.table.level, raw) & Rights.WRITE) != 0) {
        drop(leaf.table, leaf.index);
      }
    }
  }

  /** Clears the entries that lead to a table, and its own, and gives its frame back. */
  void free(RealTable table) {
    tables.remove(table.key);
    List.copyOf(table.parents).forEach(slot -> drop(slot.table(), slot.index()));
    for (int index = 0; index < table.entries() && table.live() > 0; index++) {
      clear(table, index);
    }
    changed.remove(table);
    if (table.owned) {
      memory.frames().release(table.hpa);
    }
    onFreed.accept(table);
  }

  /** Frees the tables that were not used for longest. */
  void evict(int count, Predicate<RealTable> keep) {
    tables.values().stream()
        .filter(keep.negate())
        .sorted((a, b) -> Long.compare(a.lastUse, b.lastUse))
        .limit(count)
        .toList()
        .forEach(this::free);
  }

  /** Whether an entry of the table was written since the last call. */
  boolean takeChanged(RealTable table) {
    if (changed.isEmpty()) {
      return false;
    }
    boolean result = changed.contains(table);
    changed.clear();
    return result;
  }

  /** An entry as the hardware sees it. */
  long read(RealTable table, int index) {
    return memory.read(table.entryHpa(index), table.entryBytes);
  }

  private RealTable add(RealTable table) {
    for (int index = 0; index < table.entries(); index++) {
      if (!table.owned || table.format.absent() != 0) {
        write(table, index, table.format.absent());
      }
    }
    table.lastUse = ++uses;
    tables.put(table.key, table);
    return table;
  }

  private void write(RealTable table, int index, long raw) {
    memory.write(table.entryHpa(index), table.entryBytes, raw);
    if (table.root) {
      changed.add(table);
    }
  }

  private void detach(RealTable table, int index, boolean forget) {
    RealTable child = table.child(index);
    if (forget) {
      forget(table, index, child);
    }
    table.setAbsent(index);
    if (child == null) {
      leaves.remove(table.leaf(index), table.indexShift);
    } else {
      child.parents.remove(table, index);
      onUnlinked.accept(child);
    }
  }

  private void forget(RealTable table, int index, @Nullable RealTable child) {
    if (child != null) {
      if (child.live() > 0) {
        shootdown.all();
      }
    } else if (table.indexShift != Frame.SHIFT || !forgetPage(table, index, 0, new int[1])) {
      shootdown.all();
    }
  }

  /** Notes each gva under which a leaf can be reached; false if there are too many to follow. */
  private boolean forgetPage(RealTable table, int index, long below, int[] paths) {
    if (++paths[0] > MOST_PATHS) {
      return false;
    }
    long gva = below | ((long) index << table.indexShift);
    if (table.root) {
      shootdown.page(gva);
    }
    Slot sole = table.parents.sole();
    if (sole != null) {
      return forgetPage(sole.table(), sole.index(), gva, paths);
    }
    for (Slot parent : table.parents) {
      if (!forgetPage(parent.table(), parent.index(), gva, paths)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isLeafOf(RealTable table, int index, long gpa) {
    return table.child(index) == null && table.leaf(index).gpa == gpa;
  }

  private boolean stronger(RealTable table, int index, long raw) {
    PageTableFormat format = table.format;
    int level = table.level;
    long old = read(table, index);
    return format.address(level, old) == format.address(level, raw)
        && (format.rights(level, old) & ~format.rights(level, raw)) == 0;
  }
}
