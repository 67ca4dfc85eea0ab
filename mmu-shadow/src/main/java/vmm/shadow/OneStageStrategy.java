package vmm.shadow;

import java.util.List;
import org.jspecify.annotations.Nullable;
import vmm.api.memory.Frame;
import vmm.api.memory.MemoryVirtualization;
import vmm.api.memory.PageGrant;
import vmm.api.memory.PhysMap;
import vmm.api.memory.StrategyHost;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.GuestWalker;
import vmm.api.mmu.PageTableFormat;
import vmm.api.mmu.Privilege;
import vmm.api.mmu.RealView;
import vmm.api.mmu.Rights;
import vmm.api.mmu.TableEntry;
import vmm.api.mmu.TableMmu;
import vmm.api.mmu.Translation;
import vmm.api.mmu.TranslationRegime;
import vmm.api.trap.MemoryAccess;
import vmm.api.trap.Trap;
import vmm.api.trap.TrapReply;

/**
 * What {@code shadow} and {@code brute-force} have in common: hardware that walks one stage of
 * tables which lead straight to machine memory, filled on hidden faults from the guest view.
 *
 * <p>Coherence: each entry point ends with {@link #commit}, so that the TLB never holds more than
 * the tables of the real view say.
 */
abstract class OneStageStrategy implements MemoryVirtualization {
  /** Contexts from which strategies may choose; 0 is for the empty root. */
  static final int FIRST_CONTEXT = 1;

  private static final int EMPTY_CONTEXT = 0;

  final StrategyHost host;
  final TableMmu mmu;
  final PhysMap physMap;
  final RealTables tables;
  final GuestWalker walker;

  private final RealTable empty;
  private long addressMask;
  private @Nullable TranslationRegime loaded;
  private RealView.OneStage view;
  private RealTable root;

  OneStageStrategy(StrategyHost host, TableMmu mmu) {
    this.host = host;
    this.mmu = mmu;
    this.physMap = host.physMap();
    this.addressMask = physMap.addressMask();
    this.tables =
        new RealTables(host.memory(), host.maxHpa(), this::dropping, this::unlinked, this::freed);
    this.walker = new GuestWalker(host.physical()::read, this::writeFlags);
    PageTableFormat unpaged = mmu.unpagedFormat();
    this.empty = tables.allocate(TableKey.held(unpaged, Rights.NONE, List.of()), unpaged);
    this.root = empty;
    this.view = new RealView.OneStage(unpaged, empty.hpa, EMPTY_CONTEXT);
  }

  /** An MMU that walks tables has no regime without them. */
  static IllegalArgumentException withoutTables(TranslationRegime regime) {
    return new IllegalArgumentException("a regime without tables: " + regime);
  }

  /** Makes the tables of {@code regime} the real view, by {@link #setRoot}. */
  abstract void load(TranslationRegime regime);

  /** Fills the real view for an access, or completes it. */
  abstract TrapReply memoryMissed(GuestWalker.Walk walk, Miss miss);

  /**
   * The same once it is known which table stands for the one that holds the guest's leaf.
   *
   * @param raw the guest's entry
   * @param rights rights that it and the entries on the way to it leave
   */
  abstract TrapReply leafMissed(RealTable table, long raw, int rights, Miss miss);

  /** An entry of the guest's table for which a real one stands, as the guest sees it. */
  abstract long guestEntry(RealTable table, int index);

  /** Whether the rights that the guest's entries grant are those that leaves are made with. */
  abstract boolean realRightsAreTheGuests(RealTable root);

  /** The rights that an entry which leads to {@code child} leaves of {@code rights}. */
  abstract int rightsThrough(RealTable table, int index, RealTable child, int rights);

  /** A table is on the way of a fill. */
  final void used(RealTable table) {
    tables.use(table);
    if (table.page != null) {
      table.page.accesses = 0;
    }
  }

  /** Whether some table of the guest lies in the range, so that it cannot be mapped as a whole. */
  abstract boolean holdsTables(long gpa, long bytes);

  /** The content of guest memory changed behind the guest's back or by a completed access. */
  abstract void tablesWritten(long gpa, long bytes);

  /** Drops what was made from guest tables in a range whose backing changed. */
  abstract void tablesMoved(long gpa, long bytes);

  /** Sets accessed and dirty flags in an entry of the guest's. */
  abstract void writeFlags(long gpa, int bytes, long raw);

  /** What a leaf is made from once its flags were written: read-only memory does not take them. */
  abstract long flagged(RealTable table, int index, long written);

  /** An entry is about to go although the guest's is as it was. */
  void dropping(RealTable table, int index) {}

  /** One entry less leads to the table. */
  void unlinked(RealTable table) {}

  /** The table is gone. */
  void freed(RealTable table) {}

  @Override
  public void start() {
    loadNow(host.regime());
    commit();
  }

  @Override
  public TrapReply rootWritten(Trap.RootWrite trap) {
    loadNow(trap.next());
    commit();
    return TrapReply.DONE;
  }

  @Override
  public TrapReply rootRead(Trap.RootRead trap) {
    return new TrapReply.Completed(trap.guestValue());
  }

  @Override
  public TrapReply regimeChanged(Trap.RegimeChange trap) {
    loadNow(trap.next());
    commit();
    return TrapReply.DONE;
  }

  @Override
  public TrapReply translationMissed(Trap.TranslationMiss trap) {
    try {
      return missed(trap.access());
    } finally {
      commit();
    }
  }

  /** There is one stage, so the hardware cannot raise this. */
  @Override
  public TrapReply secondStageFaulted(Trap.SecondStageFault trap) {
    throw new IllegalStateException("second-stage fault without a second stage: " + trap);
  }

  @Override
  public void physMapChanged(long gpa, long bytes) {
    if (physMap.addressMask() != addressMask) {
      addressMask = physMap.addressMask();
      forgetAll();
    } else {
      tables.clearLeaves(gpa, bytes);
      tablesMoved(gpa, bytes);
    }
    commit();
  }

  @Override
  public void guestMemoryWritten(long gpa, int bytes) {
    tablesWritten(gpa & addressMask, bytes);
    commit();
  }

  @Override
  public Translation guestView(long gva, AccessType access, Privilege privilege) {
    return walker.walk(host.regime(), gva, access, privilege).outcome();
  }

  @Override
  public Translation realView(long gva, AccessType access, Privilege privilege) {
    return host.mmu().probe(gva, access, privilege);
  }

  @Override
  public void close() {
    tables.all().stream().filter(table -> table.owned).forEach(this::releaseFrame);
  }

  /** Whether the processor could still walk from this table without a further trap. */
  final boolean isRoot(RealTable table) {
    return table == root || table == empty;
  }

  /** The table from which the hardware walks. */
  final RealTable root() {
    return root;
  }

  /** Programs the hardware with the root of what is being loaded. */
  final void setRoot(RealTable table, int context, boolean flush) {
    root = table;
    view = new RealView.OneStage(table.format, table.hpa, context);
    host.mmu().setRealView(view, flush);
    tables.takeChanged(table);
  }

  /** Leaves the hardware without any translation; the next miss loads the regime again. */
  final void park() {
    loaded = null;
    setRoot(empty, EMPTY_CONTEXT, true);
  }

  /** Drops every table, because each may be wrong. */
  final void forgetAll() {
    park();
    tables.all().stream().filter(table -> table != empty).forEach(this::forget);
  }

  /** Drops one table for good. */
  void forget(RealTable table) {
    if (tables.find(table.key) == table) {
      tables.free(table);
    }
  }

  /** Brings the hardware up to date with the tables. */
  void commit() {
    tables.shootdown().flush(host.mmu());
    if (tables.takeChanged(root) && view.format().rootPreloaded()) {
      host.mmu().setRealView(view, false);
    }
  }

  final long canonical(long gpa) {
    return gpa & addressMask;
  }

  final TrapReply completeMemory(long gpa, MemoryAccess access) {
    return access.probe() ? TrapReply.DONE : host.completeMemoryAccess(gpa, access);
  }

  /** Completes an access to a watched table. */
  final TrapReply completeTable(long gpa, MemoryAccess access) {
    host.reclassify(new Trap.TableAccess(gpa, access));
    return completeMemory(gpa, access);
  }

  /** The key of the root of tables of the VMM's for a guest that does not translate. */
  final TableKey identityRoot(TranslationRegime.Identity identity) {
    PageTableFormat format = mmu.unpagedFormat();
    return TableKey.direct(format, format.levels(), 0, Rights.ALL, identity.addressMask());
  }

  /**
   * Maps the page of an access below {@code table}, which covers it: as a whole if memory and
   * format allow, else by tables of the VMM's for the pieces.
   *
   * @param source the guest's entry, if {@code table} holds one
   * @param pathRights rights that hold for every page under the guest's entry
   * @param leafRights those of them that this page may have now
   */
  final void placeLeaf(RealTable table, long source, Miss miss, int pathRights, int leafRights) {
    MemoryAccess access = miss.access();
    RealTable at = table;
    long gpa = miss.gpa();
    while (!fitsWhole(at, miss)) {
      at = descend(at, source, access.gva(), miss.linear(), pathRights);
    }
    int shift = at.indexShift;
    long hpa = Frame.base(miss.backing().hpa()) - (gpa & ((1L << shift) - 1) & -Frame.SIZE);
    int needed = Rights.needed(access.type(), access.privilege());
    long raw = at.format.encodeLeaf(at.level, hpa, leafRights, needed);
    tables.setLeaf(at, at.index(access.gva()), raw, gpa >>> shift << shift, source);
    filled(miss, shift);
  }

  /** Whether a leaf of this table can map the whole block around the page of an access. */
  final boolean fitsWhole(RealTable table, Miss miss) {
    int level = table.level;
    if (level == 1) {
      return true;
    }
    int shift = table.indexShift;
    long block = miss.gpa() >>> shift << shift;
    return table.format.leafAllowed(level)
        && miss.backing().runShift() >= shift
        && Long.numberOfTrailingZeros(~usedMask(table)) >= shift
        && !holdsTables(block, 1L << shift);
  }

  final void filled(Miss miss, int shift) {
    long hpa = Frame.base(miss.backing().hpa()) | (miss.gpa() & Frame.OFFSET_MASK);
    host.filled(miss.access().gva(), miss.gpa(), hpa, shift);
  }

  private long usedMask(RealTable table) {
    return addressMask & table.key.mask();
  }

  private RealTable descend(RealTable at, long source, long gva, long linear, int rights) {
    int level = at.level;
    int shift = at.indexShift;
    TableKey key =
        TableKey.direct(
            at.key.format(), level - 1, linear >>> shift << shift, rights, at.key.mask());
    RealTable child = tables.find(key);
    if (child == null) {
      child = tables.allocate(key, at.format);
    }
    long raw = at.format.encodeTable(level, child.hpa, Rights.ALL);
    tables.setChild(at, at.index(gva), raw, child, source);
    return child;
  }

  private TrapReply missed(MemoryAccess access) {
    TranslationRegime regime = host.regime();
    if (!regime.equals(loaded)) {
      loadNow(regime);
    }
    // The same object is equal at once.
    loaded = regime;
    TrapReply reply = missedInKnownTable(access);
    return reply == null ? missed(regime, access) : reply;
  }

  /**
   * What is linked in the real view is as the guest's entries are: so the walk of the guest's
   * tables is known as far as there are links. Returns null, having done nothing, unless they lead
   * to the last level and the guest's entry there allows the access.
   */
  private @Nullable TrapReply missedInKnownTable(MemoryAccess access) {
    RealTable table = root;
    if (table.key.kind() == TableKey.Kind.DIRECT || !realRightsAreTheGuests(table)) {
      return null;
    }
    int rights = Rights.ALL;
    while (table.level > 1) {
      int index = table.index(access.gva());
      RealTable child = table.child(index);
      if (child == null
          || child.key.kind() != TableKey.Kind.GUEST
          || !showsUse(table, table.source(index))) {
        return null;
      }
      rights = rightsThrough(table, index, child, rights);
      used(child);
      table = child;
    }
    int index = table.index(access.gva());
    long raw = guestEntry(table, index);
    if (!(table.key.format().decode(1, raw) instanceof TableEntry.Leaf leaf)
        || !Rights.allow(rights & leaf.rights(), access.type(), access.privilege())) {
      return null;
    }
    long linear = leaf.address() | (access.gva() & ((1L << leaf.pageShift()) - 1));
    long marked = withFlags(table, index, raw, access.type());
    Miss miss = backed(linear, access);
    return miss == null
        ? unbacked(linear, access)
        : leafMissed(table, marked, rights & leaf.rights(), miss);
  }

  /** Whether an entry that leads to a table has no flag that this use would set. */
  private static boolean showsUse(RealTable table, long source) {
    return (source & table.accessedMask) == table.accessedMask;
  }

  /** The entry of the last level once the guest's processor would have set its flags. */
  private long withFlags(RealTable table, int index, long raw, AccessType access) {
    long flags = raw | table.accessedMask | (access.writes() ? table.dirtyMask : 0);
    if (flags == raw) {
      return raw;
    }
    int bytes = table.sourceBytes;
    writeFlags(table.key.gpa() + (long) index * bytes, bytes, flags);
    return flagged(table, index, flags);
  }

  private TrapReply missed(TranslationRegime regime, MemoryAccess access) {
    GuestWalker.Walk walk = walker.access(regime, access.gva(), access.type(), access.privilege());
    return switch (walk.outcome()) {
      case Translation.Fault fault -> new TrapReply.TrueFault(fault);
      case Translation.Mapped(long linear, _, _) -> {
        Miss miss = backed(linear, access);
        yield miss == null ? unbacked(linear, access) : memoryMissed(walk, miss);
      }
      case Translation.SecondStageFault _ ->
          throw new IllegalStateException("the guest view has one stage");
    };
  }

  /**
   * The miss of an access, if memory backs it as it is; else null, and {@link #unbacked} is next.
   */
  private @Nullable Miss backed(long linear, MemoryAccess access) {
    long gpa = canonical(linear);
    boolean writes = access.type().writes();
    PageGrant grant = physMap.resolve(gpa, writes);
    if (grant instanceof PageGrant.ReadOnly(long hpa) && !writes) {
      grant = new PageGrant.Backed(hpa, false, Frame.SHIFT);
    }
    // What changed the memory behind tables for that may have left none to fill.
    return loaded != null && grant instanceof PageGrant.Backed backing
        ? new Miss(access, linear, gpa, backing)
        : null;
  }

  /** Completes an access that no memory backs, or has it tried again if there is no real view. */
  private TrapReply unbacked(long linear, MemoryAccess access) {
    long gpa = canonical(linear);
    return switch (physMap.resolve(gpa, access.type().writes())) {
      case PageGrant.Device() ->
          access.probe() ? TrapReply.DONE : host.completeDeviceAccess(gpa, access);
      case PageGrant.ReadOnly _ when access.type().writes() -> completeMemory(gpa, access);
      case PageGrant.ReadOnly _, PageGrant.Backed _ -> TrapReply.RETRY;
    };
  }

  private void loadNow(TranslationRegime regime) {
    load(regime);
    loaded = regime;
  }

  private void releaseFrame(RealTable table) {
    host.memory().frames().release(table.hpa);
  }
}
