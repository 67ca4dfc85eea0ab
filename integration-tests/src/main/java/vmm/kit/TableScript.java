package vmm.kit;

import java.util.ArrayList;
import java.util.List;
import vmm.api.memory.Frame;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.PageTableFormat;
import vmm.api.mmu.Privilege;
import vmm.api.mmu.Rights;

/**
 * Writes histories by hand, for any format: a root in page 1, one table of each lower level in the
 * pages after it, linked through their entries 0, and data from page 8 on.
 */
final class TableScript {
  /** First page of data. */
  static final int DATA = 8;

  private final HistorySetup setup;
  private final PageTableFormat format;
  private final List<Op> ops = new ArrayList<>();

  TableScript(HistorySetup setup) {
    this.setup = setup;
    this.format = setup.formats().getFirst();
    for (int level = format.levels(); level > 1; level--) {
      ops.add(deviceStore(table(level), 0, link(level, table(level - 1))));
    }
    for (int index = 0; index < 3; index++) {
      ops.add(deviceStore(lastTable(), index, leaf(page(DATA + index))));
    }
    load();
  }

  List<Op> ops() {
    return ops;
  }

  static long page(int number) {
    return (long) number << Frame.SHIFT;
  }

  int levels() {
    return format.levels();
  }

  /** Where the table of a level lies. */
  long table(int level) {
    return page(1 + format.levels() - level);
  }

  /** The table of level 2. */
  long directory() {
    return table(2);
  }

  /** The table of level 1. */
  long lastTable() {
    return table(1);
  }

  int last(int level) {
    return format.entries(level) - 1;
  }

  boolean largePages() {
    return format.leafAllowed(2);
  }

  /** An entry that leads to a table. */
  long link(int level, long gpa) {
    return format.encodeTable(level, gpa, Rights.ALL);
  }

  /** An entry of level 1 that grants everything. */
  long leaf(long gpa) {
    return format.encodeLeaf(1, gpa, Rights.ALL, Rights.SR);
  }

  /** An entry of level 2 that grants everything. */
  long largeLeaf(long gpa) {
    return format.encodeLeaf(2, gpa, Rights.ALL, Rights.SR);
  }

  /** An entry of level 1 without the right to write, as far as the guest's format enforces it. */
  long readOnlyLeaf(long gpa) {
    PageTableFormat strict = setup.model().realFormat(format);
    return strict.encodeLeaf(1, gpa, Rights.ALL & ~Rights.WRITE, Rights.SR);
  }

  /** The entry as software writes it first: neither accessed nor dirty. */
  long untouched(long leaf) {
    return leaf & ~(format.accessedMask(1) | format.dirtyMask(1));
  }

  /** The gva that entry {@code second} of the directory and {@code first} of its table map. */
  long gva(int second, int first) {
    return (long) second << format.indexShift(2) | (long) first << format.indexShift(1);
  }

  /** Where an entry lies on its page. */
  long at(int index) {
    return (long) index * format.entryBytes();
  }

  TableScript add(Op op) {
    ops.add(op);
    return this;
  }

  TableScript load() {
    return load(0, table(format.levels()));
  }

  TableScript load(int which, long root) {
    return add(new Op.Load(which, root));
  }

  /** The guest changes an entry. */
  TableScript set(long table, int index, long raw) {
    return add(new Op.Store(table + at(index), format.entryBytes(), raw));
  }

  /** The guest writes an entry through a mapping of its table. */
  TableScript setThrough(long gva, int index, long raw) {
    return access(gva + at(index), format.entryBytes(), AccessType.WRITE, raw);
  }

  TableScript write(long gva, long value) {
    return access(gva, 4, AccessType.WRITE, value);
  }

  TableScript read(long gva) {
    return access(gva, 4, AccessType.READ, 0);
  }

  TableScript fetch(long gva) {
    return access(gva, 4, AccessType.EXECUTE, 0);
  }

  /** Reads, writes, updates and fetches, as user and as supervisor. */
  TableScript every(long gva) {
    for (Privilege privilege : Privilege.values()) {
      for (AccessType type : AccessType.values()) {
        long value = type == AccessType.WRITE ? gva >>> Frame.SHIFT : 0;
        add(new Op.Access(gva + 0x7F0, 4, type, privilege, value));
      }
    }
    return this;
  }

  TableScript access(long gva, int size, AccessType type, long value) {
    return add(new Op.Access(gva, size, type, Privilege.SUPERVISOR, value));
  }

  private Op deviceStore(long table, int index, long raw) {
    return new Op.DeviceStore(table + at(index), format.entryBytes(), raw);
  }
}
