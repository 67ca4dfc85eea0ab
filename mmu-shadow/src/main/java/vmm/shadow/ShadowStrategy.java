package vmm.shadow;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import vmm.api.memory.StrategyHost;
import vmm.api.mmu.GuestWalker;
import vmm.api.mmu.PageTableFormat;
import vmm.api.mmu.Rights;
import vmm.api.mmu.TableEntry;
import vmm.api.mmu.TableMmu;
import vmm.api.mmu.TranslationRegime;
import vmm.api.trap.Trap;
import vmm.api.trap.TrapKind;
import vmm.api.trap.TrapReply;

/**
 * Strategy {@code shadow}: tables of the VMM's own, one for each guest table and each set of rights
 * with which it is reached, filled on hidden faults. The guest's tables are write-protected, or out
 * of sync until the guest's next invalidation; see {@link GuestTables}. Roots stay cached, each
 * with a context of its own, so that a switch between them needs no flush.
 */
final class ShadowStrategy extends OneStageStrategy {
  /** Tables of the real view at most; beyond, the longest unused are dropped. */
  static final int MOST_TABLES = 4096;

  private final GuestTables guestTables;
  private final RootCache roots = new RootCache(FIRST_CONTEXT);

  /** Whether what is written to the guest's memory is only flags that its processor sets. */
  private boolean settingFlags;

  ShadowStrategy(StrategyHost host, TableMmu mmu) {
    super(host, mmu);
    this.guestTables = new GuestTables(tables, host, this::isRoot);
  }

  @Override
  public Set<TrapKind> needs() {
    return Set.of(
        TrapKind.ROOT_WRITE,
        TrapKind.REGIME_CHANGE,
        TrapKind.INVALIDATION,
        TrapKind.TRANSLATION_MISS);
  }

  @Override
  public TrapReply invalidated(Trap.Invalidation trap) {
    if (trap.scope() == Trap.Invalidation.Scope.PAGE) {
      syncPage(trap.gva());
    } else {
      guestTables.syncAll();
    }
    commit();
    return TrapReply.DONE;
  }

  @Override
  public Map<String, Long> figures() {
    Map<String, Long> figures = new TreeMap<>();
    figures.put("real tables", (long) tables.size());
    figures.put("guest table pages", (long) guestTables.size());
    figures.put("pages gone out of sync", guestTables.outOfSyncCount());
    figures.put("pages brought into sync", guestTables.resyncCount());
    figures.put("roots loaded from the cache", roots.hits());
    figures.put("roots made", roots.misses());
    return figures;
  }

  @Override
  void load(TranslationRegime regime) {
    guestTables.syncAll();
    TableKey key =
        switch (regime) {
          case TranslationRegime.Identity identity -> identityRoot(identity);
          case TranslationRegime.Tables guest when guest.format().rootPreloaded() ->
              TableKey.held(guest.format(), Rights.ALL, guest.preloaded());
          case TranslationRegime.Tables guest ->
              TableKey.guest(
                  guest.format(), guest.format().levels(), canonical(guest.rootGpa()), Rights.ALL);
          case TranslationRegime.FilledTlb filled -> throw withoutTables(filled);
        };
    RealTable table = tableOf(key);
    RootCache.Entry entry = roots.load(table);
    if (entry.replaced() != null) {
      tables.free(entry.replaced());
    }
    setRoot(table, entry.context(), entry.fresh());
  }

  @Override
  TrapReply memoryMissed(GuestWalker.Walk walk, Miss miss) {
    makeRoom();
    RealTable table = root();
    int rights = Rights.ALL;
    for (GuestWalker.Step step : walk.steps()) {
      if (step.entry() instanceof TableEntry.Table next) {
        rights &= next.rights();
        table = shadowBelow(table, step, next, rights);
      }
    }
    // The write is looked at only now: tables linked on the way are in sync, and protected, again.
    if (walk.steps().isEmpty()) {
      return fill(table, 0, rights, miss);
    }
    GuestWalker.Step last = walk.steps().getLast();
    if (!(last.entry() instanceof TableEntry.Leaf leaf)) {
      throw new IllegalStateException("a walk that succeeded ends in a leaf");
    }
    return leafMissed(table, last.raw(), rights & leaf.rights(), miss);
  }

  /**
   * Rights to write are given only once the guest's dirty flag is set, so that the first write
   * traps. A write was seen already even if the flag could not be set in read-only memory.
   */
  @Override
  TrapReply leafMissed(RealTable table, long raw, int rights, Miss miss) {
    long dirty = table.dirtyMask;
    boolean clean = (raw & dirty) != dirty && !miss.writes();
    return fill(table, raw, clean ? rights & ~Rights.WRITE : rights, miss);
  }

  @Override
  long guestEntry(RealTable table, int index) {
    return guestTables.entry(table, index);
  }

  /** The VMM's leaves are made with the real format, whatever the guest's is. */
  @Override
  boolean realRightsAreTheGuests(RealTable root) {
    return true;
  }

  @Override
  int rightsThrough(RealTable table, int index, RealTable child, int rights) {
    return child.key.rights();
  }

  /**
   * Lets a table go out of sync that is about to be written; the write is completed if it cannot.
   */
  private TrapReply fill(RealTable table, long source, int rights, Miss miss) {
    boolean writeProtected = guestTables.writeProtected(miss.gpa());
    if (writeProtected && miss.writes()) {
      if (!guestTables.letGoOutOfSync(miss.gpa())) {
        return tableWritten(miss);
      }
      host.reclassify(new Trap.TableAccess(miss.gpa(), miss.access()));
      writeProtected = false;
    }
    boolean writable = miss.backing().writable() && !writeProtected;
    placeLeaf(table, source, miss, rights, writable ? rights : rights & ~Rights.WRITE);
    return TrapReply.RETRY;
  }

  @Override
  boolean holdsTables(long gpa, long bytes) {
    return guestTables.any(gpa, bytes);
  }

  @Override
  public void guestMemoryWritten(long gpa, int bytes) {
    if (!settingFlags) {
      super.guestMemoryWritten(gpa, bytes);
    }
  }

  @Override
  void tablesWritten(long gpa, long bytes) {
    guestTables.written(gpa, bytes);
  }

  @Override
  void tablesMoved(long gpa, long bytes) {
    guestTables.moved(gpa, bytes);
  }

  @Override
  void writeFlags(long gpa, int bytes, long raw) {
    settingFlags = true;
    host.physical().write(gpa, bytes, raw);
    settingFlags = false;
    guestTables.flagsSet(canonical(gpa), raw);
  }

  /** A leaf is made without the guest's flags, so it need not be known whether they were taken. */
  @Override
  long flagged(RealTable table, int index, long written) {
    return written;
  }

  @Override
  void freed(RealTable table) {
    roots.remove(table);
    if (table.key.kind() == TableKey.Kind.GUEST) {
      guestTables.remove(table);
    }
  }

  private TrapReply tableWritten(Miss miss) {
    TrapReply reply = completeTable(miss.gpa(), miss.access());
    if (!miss.access().probe()) {
      guestTables.noteTrappedWrite(miss.gpa());
    }
    return reply;
  }

  private RealTable shadowBelow(
      RealTable table, GuestWalker.Step step, TableEntry.Table next, int rights) {
    RealTable known = table.child(step.index());
    if (known != null
        && known.key.kind() == TableKey.Kind.GUEST
        && table.source(step.index()) == step.raw()) {
      used(known);
      return known;
    }
    PageTableFormat guest = table.key.format();
    long gpa = canonical(next.address());
    TableKey key = TableKey.guest(guest, step.level() - 1, gpa, rights);
    syncBelow(tables.find(key));
    RealTable child = tableOf(key);
    used(child);
    long raw = table.format.encodeTable(step.level(), child.hpa, Rights.ALL);
    tables.setChild(table, step.index(), raw, child, step.raw());
    return child;
  }

  /**
   * Brings what can be reached from a table into sync before another entry leads to it: what
   * changed while none did needed no invalidation.
   */
  private void syncBelow(@Nullable RealTable table) {
    if (table != null && table.level == 1) {
      guestTables.syncPage(table.key.gpa());
    } else if (table != null && table.live() > 0) {
      guestTables.syncAll();
    }
  }

  private RealTable tableOf(TableKey key) {
    RealTable table = tables.find(key);
    if (table == null) {
      boolean guest = key.kind() != TableKey.Kind.DIRECT;
      table = tables.allocate(key, guest ? mmu.realFormat(key.format()) : key.format());
      if (key.kind() == TableKey.Kind.GUEST) {
        guestTables.add(table);
      }
    }
    return table;
  }

  /** Compares the entry of the last level, whose table alone can be out of sync, for one gva. */
  private void syncPage(long gva) {
    @Nullable RealTable table = root();
    while (table != null && table.level > 1) {
      table = table.child(table.index(gva));
    }
    if (table != null && table.key.kind() == TableKey.Kind.GUEST) {
      guestTables.sync(table, table.index(gva));
    }
  }

  /** Drops tables before a walk down needs new ones, so that none is dropped on the way. */
  private void makeRoom() {
    int levels = root().format.levels();
    if (tables.size() + 2 * levels > MOST_TABLES) {
      tables.evict(MOST_TABLES / 8, this::isRoot);
    }
  }
}
