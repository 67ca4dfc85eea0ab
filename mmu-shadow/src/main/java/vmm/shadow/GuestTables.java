package vmm.shadow;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import vmm.api.memory.Frame;
import vmm.api.memory.GuestPhysical;
import vmm.api.memory.HostMemory;
import vmm.api.memory.PageGrant;
import vmm.api.memory.PhysMap;
import vmm.api.memory.StrategyHost;

/**
 * Keeps shadows in step with the guest's tables.
 *
 * <p>Coherence: a page with tables is write-protected in the real view, and each trapped write
 * drops the shadow entries that it changes. A page of last-level tables goes out of sync at the
 * first write: it becomes writable, and {@link #syncAll} compares it when the guest next asks for
 * coherence.
 */
final class GuestTables {
  /** Trapped writes without a use as table after which a page counts as a table no longer. */
  static final int WRITES_UNTIL_FORGOTTEN = 32;

  /** From this number of entries on a comparison as a whole is less work than one by one. */
  private static final int MANY = 16;

  private final RealTables tables;
  private final GuestPhysical physical;
  private final PhysMap physMap;
  private final HostMemory memory;
  private final Predicate<RealTable> inUse;
  private final PageMap<GuestTablePage> pages = new PageMap<>();

  private final Set<GuestTablePage> outOfSync = new LinkedHashSet<>();
  private long outOfSyncCount;
  private long resyncCount;

  /**
   * Makes an empty one.
   *
   * @param inUse tells the tables that cannot be freed now
   */
  GuestTables(RealTables tables, StrategyHost host, Predicate<RealTable> inUse) {
    this.tables = tables;
    this.physical = host.physical();
    this.physMap = host.physMap();
    this.memory = host.memory();
    this.inUse = inUse;
  }

  /** A shadow of a guest's table was made. */
  void add(RealTable shadow) {
    long gpa = Frame.base(shadow.key.gpa());
    syncPage(gpa);
    GuestTablePage page = pages.computeIfAbsent(gpa >>> Frame.SHIFT, () -> new GuestTablePage(gpa));
    page.tables.add(shadow);
    shadow.page = page;
    tables.clearWritableLeaves(gpa, Frame.SIZE);
  }

  /** A shadow is gone. */
  void remove(RealTable shadow) {
    GuestTablePage page = page(shadow.key.gpa());
    if (page != null && page.tables.remove(shadow) && page.tables.isEmpty()) {
      pages.remove(page.gpa >>> Frame.SHIFT);
      outOfSync.remove(page);
    }
  }

  /** Whether the page has to be mapped without the right to write. */
  boolean writeProtected(long gpa) {
    GuestTablePage page = page(gpa);
    return page != null && !page.outOfSync;
  }

  /** Whether there are tables in a range. */
  boolean any(long gpa, long bytes) {
    return pages.any(gpa >>> Frame.SHIFT, (gpa + bytes - 1) >>> Frame.SHIFT);
  }

  /** Memory was written: drops the shadow entries whose guest entry is another now. */
  void written(long gpa, long bytes) {
    pages.forEach(
        gpa >>> Frame.SHIFT,
        (gpa + bytes - 1) >>> Frame.SHIFT,
        page -> page.tables.forEach(shadow -> compare(shadow, gpa, bytes)));
  }

  /**
   * An entry got nothing but flags that the processor sets: shadow entries made from what was there
   * go on, as none of them grants what the flags have to be set for.
   */
  void flagsSet(long gpa, long raw) {
    GuestTablePage page = page(gpa);
    if (page == null) {
      return;
    }
    for (RealTable shadow : page.tables) {
      long offset = gpa - shadow.key.gpa();
      int index = (int) (offset / shadow.sourceBytes);
      if (offset >= 0 && index < shadow.entries() && shadow.present(index)) {
        takeFlags(shadow, index, raw);
      }
    }
  }

  private void takeFlags(RealTable shadow, int index, long raw) {
    long flags = shadow.accessedMask | shadow.dirtyMask;
    if (((shadow.source(index) ^ raw) & ~flags) == 0) {
      shadow.setSource(index, raw);
    } else {
      tables.clear(shadow, index);
    }
  }

  /** Memory is backed by something else: drops all shadow entries. */
  void moved(long gpa, long bytes) {
    pages.forEach(
        gpa >>> Frame.SHIFT,
        (gpa + bytes - 1) >>> Frame.SHIFT,
        page -> {
          page.hpa = GuestTablePage.UNKNOWN;
          page.tables.forEach(this::clearAll);
        });
  }

  private void clearAll(RealTable shadow) {
    for (int index = 0; index < shadow.entries() && shadow.live() > 0; index++) {
      tables.clear(shadow, index);
    }
  }

  /**
   * The guest is about to write to a protected page: lets it go out of sync if that can be.
   *
   * @return whether the page need not be protected any more
   */
  boolean letGoOutOfSync(long gpa) {
    GuestTablePage page = page(gpa);
    if (page == null || page.outOfSync) {
      return true;
    }
    if (!page.lastLevelOnly()) {
      return false;
    }
    page.outOfSync = true;
    outOfSync.add(page);
    outOfSyncCount++;
    return true;
  }

  /**
   * A write of the guest to a protected page was completed: decides what the next one will meet.
   */
  void noteTrappedWrite(long gpa) {
    GuestTablePage page = page(gpa);
    if (page == null) {
      return;
    }
    page.accesses++;
    if (page.accesses >= WRITES_UNTIL_FORGOTTEN && page.tables.stream().noneMatch(inUse)) {
      List.copyOf(page.tables).forEach(tables::free);
    }
  }

  /** A page is to be in sync from now on. */
  void syncPage(long gpa) {
    GuestTablePage page = page(gpa);
    if (page != null && page.outOfSync) {
      compare(page);
    }
  }

  /** The guest asks for coherence everywhere. */
  void syncAll() {
    List.copyOf(outOfSync).forEach(this::compare);
  }

  /** The guest asks for coherence of one entry of a table. */
  void sync(RealTable shadow, int index) {
    if (shadow.page instanceof GuestTablePage page && page.outOfSync) {
      compare(shadow, index, index);
    }
  }

  /** The guest's entry that a shadow's stands for, as it is now. */
  long entry(RealTable shadow, int index) {
    return entry(shadow, index, hpa(shadow));
  }

  private long entry(RealTable shadow, int index, long hpa) {
    int bytes = shadow.sourceBytes;
    long gpa = shadow.key.gpa() + (long) index * bytes;
    return hpa == GuestTablePage.UNKNOWN
        ? physical.read(gpa, bytes)
        : memory.read(hpa + (gpa & Frame.OFFSET_MASK), bytes);
  }

  private long hpa(RealTable shadow) {
    return shadow.page instanceof GuestTablePage page ? hpa(page) : GuestTablePage.UNKNOWN;
  }

  private long hpa(GuestTablePage page) {
    if (page.hpa == GuestTablePage.UNKNOWN
        && physMap.resolve(page.gpa, false) instanceof PageGrant.Backed backed
        && backed.writable()) {
      page.hpa = backed.hpa();
    }
    return page.hpa;
  }

  /** Pages that hold tables with shadows. */
  int size() {
    return pages.size();
  }

  /** How often pages went out of sync. */
  long outOfSyncCount() {
    return outOfSyncCount;
  }

  /** How often pages were brought back into sync. */
  long resyncCount() {
    return resyncCount;
  }

  private @Nullable GuestTablePage page(long gpa) {
    return pages.get(gpa >>> Frame.SHIFT);
  }

  private void compare(GuestTablePage page) {
    outOfSync.remove(page);
    page.outOfSync = false;
    page.accesses = 0;
    resyncCount++;
    tables.clearWritableLeaves(page.gpa, Frame.SIZE);
    for (RealTable shadow : List.copyOf(page.tables)) {
      compare(shadow, 0, shadow.entries() - 1);
      if (shadow.live() == 0 && !inUse.test(shadow)) {
        tables.free(shadow);
      }
    }
  }

  private void compare(RealTable shadow, long gpa, long bytes) {
    int entry = shadow.sourceBytes;
    long first = Math.max(gpa - shadow.key.gpa(), 0) / entry;
    long past = gpa + bytes - shadow.key.gpa();
    if (past > 0 && first < shadow.entries()) {
      compare(shadow, (int) first, (int) Math.min((past - 1) / entry, shadow.entries() - 1L));
    }
  }

  private void compare(RealTable shadow, int first, int last) {
    long hpa = hpa(shadow);
    int past = last + 1;
    if (hpa != GuestTablePage.UNKNOWN && past - first >= MANY) {
      compareMany(shadow, first, past, hpa | (shadow.key.gpa() & Frame.OFFSET_MASK));
      return;
    }
    for (int i = shadow.nextPresent(first); i < past; i = shadow.nextPresent(i + 1)) {
      if (entry(shadow, i, hpa) != shadow.source(i)) {
        tables.clear(shadow, i);
      }
    }
  }

  private void compareMany(RealTable shadow, int first, int past, long hpa) {
    int i = shadow.nextPresent(first);
    while (i < past) {
      i = shadow.nextChanged(i, past, memory.segment(), hpa);
      if (i < past) {
        compare(shadow, i, i);
        // Whether something is made from it or not, it does not count as changed the next time.
        shadow.setSource(i, entry(shadow, i));
        i = shadow.nextPresent(i + 1);
      }
    }
  }
}
