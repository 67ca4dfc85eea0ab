package vmm.shadow;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import vmm.api.memory.Frame;
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
 * used. A page that the hardware can reach as a table no longer gets the guest's entries back.
 *
 * <p>A switch of roots keeps the tables that both roots lead to.
 */
final class BruteForceStrategy extends OneStageStrategy {
  private final VirtualDirectory directory;
  private final Deque<RealTable> orphans = new ArrayDeque<>();
  private boolean collecting;
  private long entriesRewritten;

  BruteForceStrategy(StrategyHost host, TableMmu mmu) {
    super(host, mmu);
    this.directory = new VirtualDirectory(tables, host, mmu);
  }

  @Override
  public Set<TrapKind> needs() {
    return Set.of(
        TrapKind.ROOT_WRITE,
        TrapKind.ROOT_READ,
        TrapKind.REGIME_CHANGE,
        TrapKind.INVALIDATION,
        TrapKind.TRANSLATION_MISS);
  }

  /** Every access to a table traps, so the real view is never behind the guest's tables. */
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
    directory.write(canonical(gpa), size, value);
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
      abandon(old);
      commit();
    }
    RealTable next = tableOf(key);
    next.root = true;
    setRoot(next, FIRST_CONTEXT, true);
    if (next != old) {
      abandon(old);
    }
  }

  @Override
  TrapReply memoryMissed(
      GuestWalker.Walk walk, long linear, long gpa, Backing backing, MemoryAccess access) {
    if (watched(gpa, access)) {
      return completeTable(gpa, access);
    }
    RealTable table = root();
    int rights = Rights.ALL;
    for (GuestWalker.Step step : walk.steps()) {
      rights &= realRights(table.format, step);
      if (step.entry() instanceof TableEntry.Table next) {
        table = tableBelow(table, step.index(), step.raw(), next.address());
      }
    }
    int needed = Rights.needed(access.type(), access.privilege());
    if (watched(gpa, access)) {
      // The walk down found out that the page is a table.
      return completeTable(gpa, access);
    }
    if ((rights & needed) == 0) {
      // Only the guest's own setting lets the supervisor write here; real protection is always on.
      return completeMemory(gpa, access);
    }
    if (walk.steps().isEmpty()) {
      int now = backing.writable() && !directory.writeProtected(gpa) ? rights : readOnly(rights);
      placeLeaf(table, 0, access, linear, backing, rights, now);
    } else {
      rewriteLeaf(table, walk.steps().getLast(), linear, backing, access, rights);
    }
    entriesRewritten++;
    return TrapReply.RETRY;
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
  void unlinked(RealTable table) {
    orphans.add(table);
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

  private void abandon(RealTable root) {
    if (!isRoot(root)) {
      root.root = false;
      orphans.add(root);
    }
  }

  /** Whether the access is to a page of tables and must not go there unseen. */
  private boolean watched(long gpa, MemoryAccess access) {
    return directory.hidden(gpa) || (access.type().writes() && directory.writeProtected(gpa));
  }

  /** The rights which the hardware finds in the guest's entry once only its address is another. */
  private static int realRights(PageTableFormat real, GuestWalker.Step step) {
    return switch (real.decode(step.level(), step.raw())) {
      case TableEntry.Table table -> table.rights();
      case TableEntry.Leaf leaf -> leaf.rights();
      case TableEntry.Absent(), TableEntry.Malformed() ->
          throw new IllegalStateException(
              real.name() + " does not read an entry that the guest's own format reads");
    };
  }

  private void rewriteLeaf(
      RealTable table,
      GuestWalker.Step step,
      long linear,
      Backing backing,
      MemoryAccess access,
      int rights) {
    long gpa = canonical(linear);
    boolean writable = backing.writable() && !directory.writeProtected(gpa);
    if (table.owned || !fitsWhole(table, gpa, backing)) {
      // The hardware's dirty flag would not reach the guest from here, so the first write traps.
      int path = clean(table, step, access) ? readOnly(rights) : rights;
      placeLeaf(table, step.raw(), access, linear, backing, path, writable ? path : readOnly(path));
      return;
    }
    int shift = table.format.indexShift(table.level());
    long hpa = Frame.base(backing.hpa()) - (gpa & ((1L << shift) - 1) & -Frame.SIZE);
    long raw = table.format.withAddress(table.level(), step.raw(), hpa);
    if (!writable) {
      int needed = Rights.needed(access.type(), access.privilege());
      long weak = table.format.encodeLeaf(table.level(), hpa, readOnly(rights), needed);
      long flags = table.format.accessedMask(table.level()) | table.format.dirtyMask(table.level());
      raw = weak & ~flags | step.raw() & flags;
    }
    tables.setLeaf(table, step.index(), raw, gpa >>> shift << shift, step.raw());
    filled(access, gpa, backing, shift);
  }

  private static boolean clean(RealTable table, GuestWalker.Step step, MemoryAccess access) {
    return step.entry() instanceof TableEntry.Leaf leaf
        && !leaf.dirty()
        && !access.type().writes()
        && table.key.format().dirtyMask(step.level()) != 0;
  }

  private static int readOnly(int rights) {
    return rights & ~Rights.WRITE;
  }

  private RealTable tableBelow(RealTable table, int index, long raw, long gpa) {
    RealTable child = tableOf(guestKey(table.key.format(), table.level() - 1, gpa));
    link(table, index, raw, child);
    return child;
  }

  private void link(RealTable table, int index, long raw, RealTable child) {
    long real = table.format.withAddress(table.level(), raw, child.hpa);
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
    return !table.owned || entry.accessed() || table.key.format().accessedMask(table.level()) == 0;
  }

  /** Links the tables that exist already, so that a switch of roots does not lose them. */
  private void adoptChildren(RealTable table) {
    PageTableFormat format = table.key.format();
    for (int index = 0; table.level() > 1 && index < table.entries(); index++) {
      boolean held = table.key.kind() == TableKey.Kind.HELD;
      long raw = held ? table.key.held().get(index) : directory.guestEntry(table, index);
      if (format.decode(table.level(), raw) instanceof TableEntry.Table next
          && showsUse(table, next)) {
        RealTable child = tables.find(guestKey(format, table.level() - 1, next.address()));
        if (child != null) {
          link(table, index, raw, child);
        }
      }
    }
  }
}
