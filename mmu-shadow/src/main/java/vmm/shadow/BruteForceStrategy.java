package vmm.shadow;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import vmm.api.memory.Frame;
import vmm.api.memory.PageGrant;
import vmm.api.memory.StrategyHost;
import vmm.api.mmu.GuestWalker;
import vmm.api.mmu.PageTableFormat;
import vmm.api.mmu.Rights;
import vmm.api.mmu.TableEntry;
import vmm.api.mmu.TableMmu;
import vmm.api.mmu.TranslationRegime;
import vmm.api.trap.MemoryAccess;
import vmm.api.trap.Trap;
import vmm.api.trap.TrapKind;
import vmm.api.trap.TrapReply;

/**
 * Strategy {@code brute-force}: the guest's tables themselves become the real ones. As soon as the
 * hardware can reach a page of the guest's as a table, what the guest wrote moves into the {@link
 * VirtualDirectory}, the page's entries become absent, and the guest can neither read nor write it
 * without a trap. Each entry is rewritten from the guest's address to the real one when it is first
 * used, or when it is written if nothing stands against it. A page that the hardware can reach as a
 * table no longer gets the guest's entries back.
 *
 * <p>Roots stay cached, each with a context of its own, so that a switch between them rewrites
 * nothing. One whose tables the guest accesses often while another is loaded counts as a root no
 * longer.
 */
final class BruteForceStrategy extends OneStageStrategy {
  /**
   * Accesses to a page, not used as a table since, after which roots that lead there are dropped.
   */
  static final int ACCESSES_UNTIL_FORGOTTEN = 32;

  private final VirtualDirectory directory;
  private final RootCache roots = new RootCache(FIRST_CONTEXT);
  private final Deque<RealTable> orphans = new ArrayDeque<>();
  private boolean collecting;
  private long entriesRewritten;

  BruteForceStrategy(StrategyHost host, TableMmu mmu) {
    super(host, mmu);
    this.directory = new VirtualDirectory(tables, host, mmu);
  }

  /**
   * Not invalidations: every access to a table traps, so the real view is never behind the guest's
   * tables, and what the hardware does for an invalidation is all that the guest asks for.
   */
  @Override
  public Set<TrapKind> needs() {
    return Set.of(
        TrapKind.ROOT_WRITE, TrapKind.ROOT_READ, TrapKind.REGIME_CHANGE, TrapKind.TRANSLATION_MISS);
  }

  /** Traps if someone else wants to know; there is nothing to do. */
  @Override
  public TrapReply invalidated(Trap.Invalidation trap) {
    return TrapReply.DONE;
  }

  @Override
  public boolean hidesPage(long gpa) {
    return directory.hidden(canonical(gpa));
  }

  @Override
  public long readGuestView(long gpa, int size) {
    return directory.read(canonical(gpa), size);
  }

  @Override
  public void writeGuestView(long gpa, int size, long value) {
    long at = canonical(gpa);
    DirectoryPage page = directory.hiddenPage(at);
    RealTable table = page.inPlace;
    if (table != null && table.entryBytes == size && at % size == 0) {
      page.write(at, size, value);
      rewriteAhead(table, (int) (at & Frame.OFFSET_MASK) / size, page.read(at, size));
    } else {
      page.takeFlags(tables, at, size);
      page.write(at, size, value);
    }
    directory.compare(page, at, size);
    commit();
  }

  @Override
  public Map<String, Long> figures() {
    Map<String, Long> figures = new TreeMap<>();
    figures.put("guest table pages", (long) directory.size());
    figures.put("pages rewritten in place", directory.rewritten());
    figures.put("pages put back", directory.restored());
    figures.put("entries rewritten", entriesRewritten);
    figures.put("real tables", (long) tables.size());
    figures.put("tables of the VMM", tables.ownedFrames());
    figures.put("roots loaded from the cache", roots.hits());
    figures.put("roots made", roots.misses());
    return figures;
  }

  @Override
  void load(TranslationRegime regime) {
    RealTable old = root();
    TableKey key =
        switch (regime) {
          case TranslationRegime.Identity identity -> identityRoot(identity);
          case TranslationRegime.Tables guest when guest.format().rootPreloaded() ->
              TableKey.held(guest.format(), Rights.ALL, guest.preloaded());
          case TranslationRegime.Tables guest ->
              guestKey(guest.format(), guest.format().levels(), guest.rootGpa());
          case TranslationRegime.FilledTlb filled -> throw withoutTables(filled);
        };
    if (!old.key.format().equals(key.format())) {
      // Nothing can be kept, and every page shall be free to become a table of the new format.
      park();
      tables.all().forEach(this::abandon);
      commit();
    }
    RealTable next = tableOf(key);
    RootCache.Entry entry = roots.load(next);
    setRoot(next, entry.context(), entry.fresh());
    used(next);
    if (entry.replaced() != null) {
      abandon(entry.replaced());
    }
  }

  @Override
  TrapReply memoryMissed(GuestWalker.Walk walk, Miss miss) {
    if (watched(miss)) {
      return accessedTable(miss);
    }
    RealTable table = root();
    int rights = Rights.ALL;
    for (GuestWalker.Step step : walk.steps()) {
      if (step.entry() instanceof TableEntry.Table next) {
        rights &= realRights(table.format, step.level(), step.raw());
        table = tableBelow(table, step.index(), step.raw(), next.address());
      }
    }
    if (!walk.steps().isEmpty()) {
      GuestWalker.Step last = walk.steps().getLast();
      rights &= realRights(table.format, last.level(), last.raw());
      return leafMissed(table, last.raw(), rights, miss);
    }
    if (watched(miss)) {
      // The walk down found out that the page is a table.
      return accessedTable(miss);
    }
    placeLeaf(table, 0, miss, rights, writable(miss) ? rights : readOnly(rights));
    entriesRewritten++;
    return TrapReply.RETRY;
  }

  @Override
  TrapReply leafMissed(RealTable table, long raw, int rights, Miss miss) {
    if (watched(miss)) {
      return accessedTable(miss);
    }
    MemoryAccess access = miss.access();
    if ((rights & Rights.needed(access.type(), access.privilege())) == 0) {
      // Only the guest's own setting lets the supervisor write here; real protection is always on.
      return completeMemory(miss.gpa(), access);
    }
    rewriteLeaf(table, raw, miss, rights);
    entriesRewritten++;
    return TrapReply.RETRY;
  }

  @Override
  long guestEntry(RealTable table, int index) {
    return directory.guestEntry(table, index);
  }

  @Override
  boolean realRightsAreTheGuests(RealTable root) {
    return root.inGuestFormat;
  }

  @Override
  int rightsThrough(RealTable table, int index, RealTable child, int rights) {
    return rights & table.format.rights(table.level, table.source(index));
  }

  @Override
  boolean holdsTables(long gpa, long bytes) {
    return directory.any(gpa, bytes);
  }

  @Override
  void tablesWritten(long gpa, long bytes) {
    directory.written(gpa, bytes);
  }

  /**
   * Starts again without tables. The frames of pages in the range hold rewritten entries, or copies
   * of such, so the guest's own are put back into whatever backs those pages now.
   */
  @Override
  void tablesMoved(long gpa, long bytes) {
    if (directory.any(gpa, bytes)) {
      forgetAll();
    }
  }

  @Override
  void writeFlags(long gpa, int bytes, long raw) {
    long at = canonical(gpa);
    if (directory.hidden(at)) {
      directory.writeFlags(at, bytes, raw);
    } else {
      host.physical().write(at, bytes, raw);
    }
  }

  @Override
  long flagged(RealTable table, int index, long written) {
    return guestEntry(table, index);
  }

  @Override
  void unlinked(RealTable table) {
    orphans.add(table);
  }

  @Override
  void freed(RealTable table) {
    roots.remove(table);
  }

  @Override
  void dropping(RealTable table, int index) {
    directory.takeFlags(table, index);
  }

  @Override
  void forget(RealTable table) {
    if (tables.find(table.key) == table) {
      directory.takeFlags(table);
      tables.free(table);
      directory.remove(table);
    }
  }

  /** Also frees the tables that the hardware cannot reach any more. */
  @Override
  void commit() {
    if (!collecting) {
      collecting = true;
      try {
        while (!orphans.isEmpty()) {
          RealTable orphan = orphans.remove();
          if (!orphan.root && orphan.parents.isEmpty()) {
            forget(orphan);
          }
        }
      } finally {
        collecting = false;
      }
    }
    super.commit();
  }

  private TableKey guestKey(PageTableFormat format, int level, long gpa) {
    return TableKey.guest(format, level, canonical(gpa), Rights.ALL);
  }

  private void abandon(RealTable table) {
    if (table.root && !isRoot(table)) {
      roots.remove(table);
      table.root = false;
      orphans.add(table);
    }
  }

  private TrapReply accessedTable(Miss miss) {
    long gpa = miss.gpa();
    TrapReply reply = completeTable(gpa, miss.access());
    if (!miss.access().probe() && directory.noteAccess(gpa) >= ACCESSES_UNTIL_FORGOTTEN) {
      forgetRootsAbove(gpa);
    }
    return reply;
  }

  /** Drops the roots that lead to a page, unless the one that is loaded does. */
  private void forgetRootsAbove(long gpa) {
    Set<RealTable> above = new LinkedHashSet<>();
    directory.tablesIn(Frame.base(gpa), Frame.SIZE).forEach(table -> addAbove(table, above));
    if (!above.contains(root())) {
      above.forEach(this::abandon);
    }
  }

  private static void addAbove(RealTable table, Set<RealTable> above) {
    if (above.add(table)) {
      table.parents.forEach(slot -> addAbove(slot.table(), above));
    }
  }

  /**
   * Rewrites an entry that was written as a whole, if it maps the guest's own memory: its first use
   * then needs no hidden fault. The flags are the hardware's to set.
   */
  private void rewriteAhead(RealTable table, int index, long raw) {
    if (table.level != 1 || !realRightsAreTheGuests(table)) {
      return;
    }
    if (table.format.decode(1, raw) instanceof TableEntry.Leaf leaf) {
      long page = canonical(leaf.address());
      if (!directory.writeProtected(page)
          && physMap.peek(page) instanceof PageGrant.Backed(long hpa, boolean writable, _)
          && writable) {
        tables.setLeaf(table, index, table.format.withAddress(1, raw, hpa), page, raw);
        entriesRewritten++;
      }
    }
  }

  /** Whether the access is to a page of tables and must not go there unseen. */
  private boolean watched(Miss miss) {
    return directory.hidden(miss.gpa()) || (miss.writes() && directory.writeProtected(miss.gpa()));
  }

  private boolean writable(Miss miss) {
    return miss.backing().writable() && !directory.writeProtected(miss.gpa());
  }

  /** The rights which the hardware finds in the guest's entry once only its address is another. */
  private static int realRights(PageTableFormat real, int level, long raw) {
    return switch (real.decode(level, raw)) {
      case TableEntry.Table table -> table.rights();
      case TableEntry.Leaf leaf -> leaf.rights();
      case TableEntry.Absent(), TableEntry.Malformed() ->
          throw new IllegalStateException(
              real.name() + " does not read an entry that the guest's own format reads");
    };
  }

  private void rewriteLeaf(RealTable table, long source, Miss miss, int rights) {
    MemoryAccess access = miss.access();
    long gpa = miss.gpa();
    boolean writable = writable(miss);
    if (table.owned || !fitsWhole(table, miss)) {
      // The hardware's dirty flag would not reach the guest from here, so the first write traps.
      int path = clean(table, source, access) ? readOnly(rights) : rights;
      placeLeaf(table, source, miss, path, writable ? path : readOnly(path));
      return;
    }
    int shift = table.indexShift;
    long hpa = Frame.base(miss.backing().hpa()) - (gpa & ((1L << shift) - 1) & -Frame.SIZE);
    long raw = table.format.withAddress(table.level, source, hpa);
    if (!writable) {
      int needed = Rights.needed(access.type(), access.privilege());
      long weak = table.format.encodeLeaf(table.level, hpa, readOnly(rights), needed);
      long flags = table.format.accessedMask(table.level) | table.format.dirtyMask(table.level);
      raw = weak & ~flags | source & flags;
    }
    int index = table.index(access.gva());
    tables.setLeaf(table, index, raw, gpa >>> shift << shift, source);
    filled(miss, shift);
  }

  private static boolean clean(RealTable table, long source, MemoryAccess access) {
    long dirty = table.dirtyMask;
    return (source & dirty) != dirty && !access.type().writes();
  }

  private static int readOnly(int rights) {
    return rights & ~Rights.WRITE;
  }

  private RealTable tableBelow(RealTable table, int index, long raw, long gpa) {
    RealTable child = tableOf(guestKey(table.key.format(), table.level - 1, gpa));
    used(child);
    link(table, index, raw, child);
    return child;
  }

  private void link(RealTable table, int index, long raw, RealTable child) {
    long real = table.format.withAddress(table.level, raw, child.hpa);
    tables.setChild(table, index, real, child, raw);
  }

  private RealTable tableOf(TableKey key) {
    RealTable table = tables.find(key);
    if (table != null) {
      return table;
    }
    table =
        switch (key.kind()) {
          case DIRECT -> tables.allocate(key, key.format());
          case HELD -> tables.allocate(key, mmu.realFormat(key.format()));
          case GUEST -> directory.add(key);
        };
    // Should a failure leave it without a link, it goes with the next commit.
    orphans.add(table);
    if (key.kind() != TableKey.Kind.DIRECT) {
      adoptChildren(table);
    }
    return table;
  }

  /** Whether the guest will see that hardware used the entry, or sees it already. */
  private static boolean showsUse(RealTable table, TableEntry.Table entry) {
    return !table.owned || entry.accessed() || table.accessedMask == 0;
  }

  /** Links the tables that exist already, so that a switch of roots does not lose them. */
  private void adoptChildren(RealTable table) {
    PageTableFormat format = table.key.format();
    for (int index = 0; table.level > 1 && index < table.entries(); index++) {
      boolean held = table.key.kind() == TableKey.Kind.HELD;
      long raw = held ? table.key.held().get(index) : directory.guestEntry(table, index);
      if (format.decode(table.level, raw) instanceof TableEntry.Table next
          && showsUse(table, next)) {
        RealTable child = tables.find(guestKey(format, table.level - 1, next.address()));
        if (child != null) {
          link(table, index, raw, child);
        }
      }
    }
  }
}
