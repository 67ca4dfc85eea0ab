package vmm.kit;

import static vmm.kit.TableScript.DATA;
import static vmm.kit.TableScript.page;

import java.util.List;
import java.util.function.Consumer;
import vmm.api.mmu.AccessType;
import vmm.api.trap.Trap.Invalidation.Scope;

/** What guests do with their tables, in the shortest histories that show it. */
public enum Scenario {
  /** A to B, while memory is really at C. */
  A_MAPPED_PAGE(s -> s.write(s.gva(0, 0), 0x1234).read(s.gva(0, 0)).every(s.gva(0, 1))),

  /** The directory is its own last entry, so that tables are found as data. */
  A_DIRECTORY_THAT_MAPS_ITSELF(
      s -> {
        int self = s.last(2);
        s.set(s.directory(), self, s.link(2, s.directory()));
        s.read(s.gva(self, 0)).read(s.gva(self, self)).every(s.gva(self, 0));
        s.setThrough(s.gva(self, 0), 3, s.leaf(page(DATA + 3))).write(s.gva(0, 3), 3);
        s.setThrough(s.gva(self, self), 1, s.link(2, s.lastTable())).write(s.gva(1, 3), 4);
        s.setThrough(s.gva(self, self), 1, 0).read(s.gva(1, 3)).read(s.gva(0, 3));
      }),

  /** One table under two entries. */
  A_SHARED_TABLE(
      s -> {
        s.set(s.directory(), 1, s.link(2, s.lastTable()));
        s.write(s.gva(0, 1), 1).read(s.gva(1, 1)).write(s.gva(1, 2), 2).read(s.gva(0, 2));
        s.set(s.lastTable(), 1, s.leaf(page(DATA + 9))).read(s.gva(0, 1)).write(s.gva(1, 1), 3);
      }),

  /** Tables are overwritten through another mapping. */
  A_TABLE_UNDER_AN_ALIAS(
      s -> {
        s.set(s.lastTable(), 2, s.leaf(s.lastTable())).read(s.gva(0, 0));
        for (int i = 0; i < 8; i++) {
          s.setThrough(s.gva(0, 2), 3, s.leaf(page(DATA + i))).write(s.gva(0, 3), i);
        }
        s.setThrough(s.gva(0, 2), 2, s.leaf(page(DATA + 2))).write(s.gva(0, 2) + s.at(3), 0);
        s.read(s.gva(0, 3));
      }),

  /** An entry is written byte by byte. */
  AN_ENTRY_WRITTEN_BYTE_BY_BYTE(
      s -> {
        s.set(s.lastTable(), 2, s.leaf(s.lastTable())).every(s.gva(0, 1));
        long entry = s.leaf(page(DATA + 11));
        for (int i = 0; i < s.at(1); i++) {
          s.access(s.gva(0, 2) + s.at(1) + i, 1, AccessType.WRITE, (entry >>> (8 * i)) & 0xFF);
          s.every(s.gva(0, 1));
        }
      }),

  /** Table, code and data on one page. */
  A_TABLE_WITH_CODE_AND_DATA(
      s -> {
        s.set(s.lastTable(), 2, s.leaf(s.lastTable()));
        s.fetch(s.gva(0, 2) + 0x800).write(s.gva(0, 2) + 0x900, 7).read(s.gva(0, 2) + 0x900);
        s.every(s.gva(0, 2)).fetch(s.gva(0, 2) + 0x800).every(s.gva(0, 0));
      }),

  /** A page is a table of two levels, and then a root. */
  A_PAGE_AT_TWO_LEVELS(
      s -> {
        s.set(s.directory(), 1, s.link(2, s.directory()));
        s.set(s.directory(), 2, s.leaf(page(DATA + 5)));
        s.every(s.gva(1, 0)).every(s.gva(1, 1)).every(s.gva(1, 2)).every(s.gva(0, 0));
        s.load(0, s.lastTable()).every(s.gva(0, 0)).every(s.gva(1, 1));
        s.load().every(s.gva(0, 0)).every(s.gva(1, 0));
      }),

  /** A table in memory that ignores writes, flags included. */
  A_TABLE_IN_READ_ONLY_MEMORY(
      s -> {
        for (int i = 0; i < ModelPhysMap.ROM_PAGES; i++) {
          s.set(s.directory(), 1, s.link(2, page(ModelPhysMap.ROM_PAGE + i)));
          s.every(s.gva(1, 0)).every(s.gva(1, 1)).every(s.gva(1, 2)).every(s.gva(1, 3));
        }
        s.load(0, page(ModelPhysMap.ROM_PAGE)).every(s.gva(0, 0)).load().every(s.gva(0, 0));
      }),

  /** A table where there is no memory. */
  A_TABLE_WHERE_NOTHING_IS(
      s -> {
        long nowhere = 4L << ModelPhysMap.RUN_SHIFT;
        s.set(s.directory(), 1, s.link(2, nowhere)).every(s.gva(1, 0)).every(s.gva(0, 0));
        s.load(0, nowhere).every(s.gva(0, 0)).load().every(s.gva(0, 0));
      }),

  /** Mapped memory that is none: each access reaches the bus once. */
  A_PAGE_WHERE_NOTHING_IS(
      s ->
          s.set(s.lastTable(), 1, s.leaf(4L << ModelPhysMap.RUN_SHIFT))
              .every(s.gva(0, 1))
              .set(s.lastTable(), 1, s.leaf(page(ModelPhysMap.ROM_PAGE)))
              .every(s.gva(0, 1))),

  /** A page is shared with another machine until one writes. */
  A_SHARED_PAGE(
      s -> {
        s.write(s.gva(0, 0), 1).add(new Op.Share(page(DATA))).read(s.gva(0, 0));
        s.write(s.gva(0, 0), 2).read(s.gva(0, 0)).add(new Op.Share(page(DATA)));
        s.write(s.gva(0, 0), 3).read(s.gva(0, 0));
      }),

  /** The page below a table is shared, or moves. */
  A_TABLE_THAT_IS_SHARED_AND_MOVED(
      s -> {
        s.every(s.gva(0, 0)).add(new Op.Share(s.lastTable())).every(s.gva(0, 1));
        s.set(s.lastTable(), 2, s.untouched(s.leaf(s.lastTable()))).every(s.gva(0, 2));
        s.add(new Op.Move(s.lastTable())).add(new Op.Move(s.directory())).every(s.gva(0, 0));
        s.add(new Op.Share(s.directory())).load().every(s.gva(0, 1));
      }),

  /** A large page over scattered frames, tables among them. */
  A_LARGE_PAGE_OVER_SCATTERED_FRAMES(
      s -> {
        s.set(s.directory(), 1, s.largePages() ? s.largeLeaf(0) : s.link(2, s.lastTable()));
        for (int i = 0; i < 4; i++) {
          s.every(s.gva(1, i));
        }
        s.setThrough(s.gva(1, 3), 2, s.leaf(page(DATA + 7))).every(s.gva(0, 2));
      }),

  /** A large page over adjacent frames, one of which comes to be shared. */
  A_LARGE_PAGE_OVER_ADJACENT_FRAMES(
      s -> {
        long run = 1L << ModelPhysMap.RUN_SHIFT;
        s.set(s.directory(), 1, s.largePages() ? s.largeLeaf(run) : s.link(2, s.lastTable()));
        s.every(s.gva(1, 0)).every(s.gva(1, 1)).add(new Op.Share(run + page(1)));
        s.every(s.gva(1, 0)).every(s.gva(1, 1)).add(new Op.Move(run)).every(s.gva(1, 0));
      }),

  /** Pages that cannot be written, in each of the guest's formats. */
  WRITE_PROTECTION(
      s -> {
        s.set(s.lastTable(), 1, s.readOnlyLeaf(page(DATA + 1)));
        s.every(s.gva(0, 1)).load(1, s.table(s.levels())).every(s.gva(0, 1)).every(s.gva(0, 1));
        s.load().every(s.gva(0, 1)).every(s.gva(0, 0));
      }),

  /** Accessed and dirty flags appear, are cleared, and appear again. */
  ACCESSED_AND_DIRTY_FLAGS(
      s -> {
        s.set(s.lastTable(), 2, s.leaf(s.lastTable()));
        for (int i = 0; i < 3; i++) {
          s.set(s.lastTable(), 1, s.untouched(s.leaf(page(DATA + 1))));
          s.read(s.gva(0, 2) + s.at(1)).read(s.gva(0, 1)).read(s.gva(0, 2) + s.at(1));
          s.write(s.gva(0, 1), i).read(s.gva(0, 2) + s.at(1));
        }
      }),

  /** Translation is switched off, tables change, and it is switched on again. */
  WITH_AND_WITHOUT_TRANSLATION(
      s -> {
        s.every(s.gva(0, 0)).add(new Op.Unpaged()).every(page(4)).every(s.gva(0, 0));
        s.setThrough(s.lastTable(), 1, s.leaf(page(DATA + 6))).load().every(s.gva(0, 1));
        s.add(new Op.Unpaged()).load().every(s.gva(0, 0));
      }),

  /** A table is filled in a row, as when a process is made. */
  A_TABLE_WRITTEN_OFTEN(
      s -> {
        s.set(s.lastTable(), 2, s.leaf(s.lastTable()));
        for (int round = 0; round < 3; round++) {
          for (int i = 0; i < 8; i++) {
            s.setThrough(s.gva(0, 2), 16 + i, s.leaf(page(DATA + i)));
          }
          s.setThrough(s.gva(0, 2), 3, 0).setThrough(s.gva(0, 2), 3, s.leaf(page(DATA + round)));
          s.every(s.gva(0, 3)).add(new Op.Invalidate(Scope.PAGE, s.gva(0, 3)));
          s.every(s.gva(0, 3)).add(new Op.Invalidate(Scope.NON_GLOBAL, 0)).every(s.gva(0, 3));
        }
      }),

  /** A table changes while no entry leads to it, so that there is nothing to invalidate. */
  A_TABLE_CHANGED_WHILE_NOTHING_LED_TO_IT(
      s -> {
        long other = page(DATA + 12);
        s.set(other, 0, s.leaf(s.lastTable())).set(s.directory(), 1, s.link(2, other));
        s.every(s.gva(0, 1)).set(s.directory(), 0, 0);
        s.setThrough(s.gva(1, 0), 1, s.leaf(page(DATA + 9)));
        s.setThrough(s.gva(1, 0), 0, s.leaf(page(DATA + 10)));
        s.set(s.directory(), 0, s.link(2, s.lastTable())).read(s.gva(0, 0)).every(s.gva(0, 1));
      }),

  /** The first use of a table is a write to it, through itself. */
  A_TABLE_FIRST_USED_TO_WRITE_TO_IT(
      s -> {
        s.set(s.lastTable(), 2, s.leaf(s.lastTable())).load();
        s.setThrough(s.gva(0, 2), 3, s.leaf(page(DATA + 3))).every(s.gva(0, 3));
      }),

  /** Two roots with tables in common, and in turns. */
  TWO_ROOTS_IN_TURNS(
      s -> {
        long other = page(DATA + 20);
        s.set(other, 0, s.link(s.levels(), s.table(s.levels() - 1)));
        s.set(other, 1, s.link(s.levels(), s.table(s.levels() - 1)));
        for (int i = 0; i < 3; i++) {
          s.load(0, other).every(s.gva(0, 0)).write(s.gva(0, 1), i);
          s.load().every(s.gva(0, 0)).set(s.lastTable(), 0, s.leaf(page(DATA + i)));
        }
      }),

  /** The root's own entries change. */
  A_ROOT_THAT_CHANGES(
      s -> {
        s.every(s.gva(0, 0)).set(s.table(s.levels()), 0, 0).every(s.gva(0, 0));
        s.load().every(s.gva(0, 0));
        s.set(s.table(s.levels()), 0, s.link(s.levels(), s.table(s.levels() - 1)));
        s.load().every(s.gva(0, 0));
      });

  @SuppressWarnings("ImmutableEnumChecker") // the scripts capture nothing
  private final Consumer<TableScript> script;

  Scenario(Consumer<TableScript> script) {
    this.script = script;
  }

  /** The scenario as a history on the first format of {@code setup}. */
  public List<Op> history(HistorySetup setup) {
    TableScript tables = new TableScript(setup);
    script.accept(tables);
    return tables.ops();
  }
}
