package vmm.kit;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import vmm.api.memory.Frame;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.PageTableFormat;
import vmm.api.mmu.Privilege;
import vmm.api.mmu.Rights;
import vmm.api.trap.Trap;

/**
 * Makes random histories over few pages, so that tables are soon shared, aliased, recursive, used
 * at two levels, written through other mappings and byte by byte, and mixed with data.
 */
public final class HistoryGenerator {
  /** First page that entries lead to as a table. */
  private static final int FIRST_TABLE = 1;

  private static final int TABLES = 6;
  private static final long RUN = 1L << ModelPhysMap.RUN_SHIFT;
  private final HistorySetup setup;
  private final List<Long> gvas;
  private final SplittableRandom random;

  /** Makes a generator; equal seeds make equal histories. */
  public HistoryGenerator(HistorySetup setup, long seed) {
    this.setup = setup;
    this.gvas = setup.gvas();
    this.random = new SplittableRandom(seed);
  }

  /** A history of so many steps, of which the first build tables. */
  public List<Op> history(int steps) {
    List<Op> ops = new ArrayList<>();
    int building = Math.min(steps / 3, 80);
    for (int i = 0; i < building; i++) {
      int level = 1 + random.nextInt(levels());
      ops.add(new Op.DeviceStore(slot(level), setup.entryBytes(), entry(level)));
    }
    ops.add(load());
    while (ops.size() < steps) {
      ops.add(step());
    }
    return ops;
  }

  /** An entry that may stand anywhere. */
  long entry() {
    return entry(1 + random.nextInt(levels()));
  }

  /** An entry of a table of {@code level}: most lead somewhere, some nowhere, a few are garbage. */
  private long entry(int level) {
    PageTableFormat format = setup.formats().get(random.nextInt(setup.formats().size()));
    int kind = random.nextInt(100);
    if (kind < 8) {
      return format.absent();
    }
    if (kind < 12) {
      return random.nextLong() & (format.entryBytes() == 4 ? 0xFFFFFFFFL : -1L);
    }
    int use = kind < 20 ? 1 + random.nextInt(levels()) : level;
    if (use == 1) {
      return flags(format, 1, format.encodeLeaf(1, page(), Rights.ALL, Rights.SR));
    }
    if (use == 2 && kind < 32 && format.leafAllowed(2)) {
      long address = random.nextBoolean() ? 0 : RUN;
      return flags(format, 2, format.encodeLeaf(2, address, Rights.ALL, Rights.SR));
    }
    return flags(format, use, format.encodeTable(use, tablePage(use - 1), Rights.ALL));
  }

  private Op step() {
    int kind = random.nextInt(100);
    if (kind < 52) {
      return access();
    }
    if (kind < 76) {
      return store();
    }
    if (kind < 80) {
      int level = 1 + random.nextInt(levels());
      return new Op.DeviceStore(slot(level), setup.entryBytes(), entry(level));
    }
    if (kind < 86) {
      return load();
    }
    if (kind < 87) {
      return new Op.Unpaged();
    }
    if (kind < 94) {
      Trap.Invalidation.Scope[] scopes = Trap.Invalidation.Scope.values();
      return new Op.Invalidate(scopes[random.nextInt(scopes.length)], gva());
    }
    return kind < 97 ? new Op.Share(page()) : new Op.Move(page());
  }

  private Op access() {
    int size = 1 << random.nextInt(4);
    long gva = gva() + (offset() & -size);
    AccessType[] types = AccessType.values();
    Privilege privilege = random.nextBoolean() ? Privilege.SUPERVISOR : Privilege.USER;
    AccessType type = types[random.nextInt(types.length)];
    long value =
        type != AccessType.WRITE ? 0 : random.nextInt(3) == 0 ? random.nextLong() : entry();
    return new Op.Access(gva, size, type, privilege, value & mask(size));
  }

  private Op store() {
    int whole = setup.entryBytes();
    int level = 1 + random.nextInt(levels());
    if (random.nextInt(4) > 0) {
      return new Op.Store(slot(level), whole, entry(level));
    }
    int size = 1 << random.nextInt(4);
    long offset = random.nextInt(whole) & -size;
    long value = random.nextBoolean() ? entry() >>> (8 * offset) : random.nextLong();
    return new Op.Store((slot(level) + offset) & -size, size, value & mask(size));
  }

  private Op load() {
    int format = random.nextInt(setup.formats().size());
    return new Op.Load(format, tablePage(levels()));
  }

  /** Where an entry may stand that a walk for one of our gvas uses. */
  private long slot(int level) {
    PageTableFormat format = setup.formats().getFirst();
    List<Integer> indexes = HistorySetup.indexes(format, level);
    int index = indexes.get(random.nextInt(indexes.size()));
    return usualTable(level) + (long) index * setup.entryBytes();
  }

  private long offset() {
    return random.nextInt(3) == 0
        ? random.nextInt(Frame.SIZE)
        : (long) random.nextInt(6) * setup.entryBytes();
  }

  private long gva() {
    return gvas.get(random.nextInt(gvas.size()));
  }

  /** A page to be used as a table of {@code level}: often one that usually is, never surely. */
  private long tablePage(int level) {
    int kind = random.nextInt(40);
    if (kind == 0) {
      return (long) (ModelPhysMap.ROM_PAGE + random.nextInt(ModelPhysMap.ROM_PAGES)) << 12;
    }
    if (kind == 1) {
      return 4 * RUN;
    }
    return kind < 8
        ? (long) (FIRST_TABLE + random.nextInt(TABLES)) << Frame.SHIFT
        : usualTable(level);
  }

  private long usualTable(int level) {
    int each = TABLES / levels();
    int page = FIRST_TABLE + (level - 1) * each + random.nextInt(each);
    return (long) page << Frame.SHIFT;
  }

  private int levels() {
    return setup.formats().getFirst().levels();
  }

  private long page() {
    int kind = random.nextInt(20);
    if (kind == 0) {
      return (long) (ModelPhysMap.ROM_PAGE + random.nextInt(ModelPhysMap.ROM_PAGES)) << 12;
    }
    if (kind == 1) {
      return 2 * RUN + ((long) random.nextInt(4) << Frame.SHIFT);
    }
    if (kind == 2) {
      return RUN + ((long) random.nextInt(8) << Frame.SHIFT);
    }
    int pages = kind < 8 ? FIRST_TABLE + TABLES : ModelPhysMap.RAM_PAGES;
    return (long) random.nextInt(pages) << Frame.SHIFT;
  }

  /** The entry with other flags, and now and then with one bit flipped: rights, reserved bits. */
  private long flags(PageTableFormat format, int level, long raw) {
    long result = random.nextBoolean() ? raw : raw & ~format.accessedMask(level);
    if (random.nextBoolean() && level <= 2) {
      result &= ~format.dirtyMask(level);
    }
    if (random.nextInt(3) > 0) {
      return result;
    }
    int bit = random.nextInt(4) == 0 ? Frame.SHIFT : 3;
    boolean top = random.nextInt(6) == 0;
    return result ^ 1L << (top ? 8 * format.entryBytes() - 1 : random.nextInt(bit));
  }

  private static long mask(int size) {
    return size == 8 ? -1L : (1L << (8 * size)) - 1;
  }
}
