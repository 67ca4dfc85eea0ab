package vmm.shadow;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import vmm.api.memory.Frame;
import vmm.api.memory.GuestPhysical;
import vmm.api.mmu.PageTableFormat;

/**
 * Keeps shadows in step with the guest's tables.
 *
 * <p>Coherence: a page with tables is write-protected in the real view, and each trapped write
 * drops the shadow entries that it changes. A page of last-level tables that is written often goes
 * out of sync: it becomes writable, and {@link #syncAll} compares it when the guest next asks for
 * coherence.
 */
final class GuestTables {
  /** Trapped writes after which a page of last-level tables goes out of sync. */
  static final int WRITES_UNTIL_OUT_OF_SYNC = 4;

  /** Trapped writes without a use as table after which a page counts as a table no longer. */
  static final int WRITES_UNTIL_FORGOTTEN = 32;

  private final RealTables tables;
  private final GuestPhysical physical;
  private final Predicate<RealTable> inUse;
  private final NavigableMap<Long, GuestTablePage> pages = new TreeMap<>();
  private final Set<GuestTablePage> outOfSync = new LinkedHashSet<>();
  private long outOfSyncCount;
  private long resyncCount;

  /**
   * Makes an empty one.
   *
   * @param inUse tells the tables that cannot be freed now
   */
  GuestTables(RealTables tables, GuestPhysical physical, Predicate<RealTable> inUse) {
    this.tables = tables;
    this.physical = physical;
    this.inUse = inUse;
  }

  /** A shadow of a guest's table was made. */
  void add(RealTable shadow) {
    long gpa = Frame.base(shadow.key.gpa());
    GuestTablePage known = pages.get(gpa);
    if (known != null && known.outOfSync) {
      compare(known);
    }
    // Only now, for the comparison may have found out that the page holds no table any more.
    pages.computeIfAbsent(gpa, GuestTablePage::new).shadows.add(shadow);
    tables.clearWritableLeaves(gpa, Frame.SIZE);
  }

  /** A shadow is gone. */
  void remove(RealTable shadow) {
    GuestTablePage page = pages.get(Frame.base(shadow.key.gpa()));
    if (page != null && page.shadows.remove(shadow) && page.shadows.isEmpty()) {
      pages.remove(page.gpa);
      outOfSync.remove(page);
    }
  }

  /** A shadow was used for a fill. */
  void used(RealTable shadow) {
    GuestTablePage page = pages.get(Frame.base(shadow.key.gpa()));
    if (page != null && !page.outOfSync) {
      page.writes = 0;
    }
  }

  /** Whether the page has to be mapped without the right to write. */
  boolean writeProtected(long gpa) {
    GuestTablePage page = pages.get(Frame.base(gpa));
    return page != null && !page.outOfSync;
  }

  /** Whether there are tables in a range. */
  boolean any(long gpa, long bytes) {
    Long first = pages.ceilingKey(gpa);
    return first != null && first - gpa < bytes;
  }

  /** Memory was written: drops the shadow entries whose guest entry is another now. */
  void written(long gpa, long bytes) {
    for (GuestTablePage page : pagesIn(gpa, bytes)) {
      for (RealTable shadow : List.copyOf(page.shadows)) {
        compare(shadow, gpa, bytes);
      }
    }
  }

  /** Memory is backed by something else: drops all shadow entries. */
  void moved(long gpa, long bytes) {
    for (GuestTablePage page : pagesIn(gpa, bytes)) {
      for (RealTable shadow : page.shadows) {
        for (int index = 0; index < shadow.entries() && shadow.live() > 0; index++) {
          tables.clear(shadow, index);
        }
      }
    }
  }

  /**
   * A write of the guest to a protected page was completed: decides what the next one will meet.
   */
  void noteTrappedWrite(long gpa) {
    GuestTablePage page = pages.get(Frame.base(gpa));
    if (page == null) {
      return;
    }
    page.writes++;
    if (page.lastLevelOnly()) {
      if (page.writes >= WRITES_UNTIL_OUT_OF_SYNC) {
        page.outOfSync = true;
        outOfSync.add(page);
        outOfSyncCount++;
      }
    } else if (page.writes >= WRITES_UNTIL_FORGOTTEN && page.shadows.stream().noneMatch(inUse)) {
      List.copyOf(page.shadows).forEach(tables::free);
    }
  }

  /** The guest asks for coherence everywhere. */
  void syncAll() {
    List.copyOf(outOfSync).forEach(this::compare);
  }

  /** The guest asks for coherence of one entry of a table. */
  void sync(RealTable shadow, int index) {
    GuestTablePage page = pages.get(Frame.base(shadow.key.gpa()));
    if (page != null && page.outOfSync) {
      compare(shadow, index, index);
    }
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

  private void compare(GuestTablePage page) {
    outOfSync.remove(page);
    page.outOfSync = false;
    page.writes = 0;
    resyncCount++;
    tables.clearWritableLeaves(page.gpa, Frame.SIZE);
    for (RealTable shadow : List.copyOf(page.shadows)) {
      compare(shadow, 0, shadow.entries() - 1);
      if (shadow.live() == 0 && !inUse.test(shadow)) {
        tables.free(shadow);
      }
    }
  }

  private void compare(RealTable shadow, long gpa, long bytes) {
    int entry = shadow.key.format().entryBytes();
    long first = Math.max(gpa - shadow.key.gpa(), 0) / entry;
    long past = gpa + bytes - shadow.key.gpa();
    if (past > 0 && first < shadow.entries()) {
      compare(shadow, (int) first, (int) Math.min((past - 1) / entry, shadow.entries() - 1L));
    }
  }

  private void compare(RealTable shadow, int first, int last) {
    PageTableFormat format = shadow.key.format();
    for (int index = first; index <= last; index++) {
      if (shadow.present(index)) {
        long gpa = shadow.key.gpa() + (long) index * format.entryBytes();
        if (physical.read(gpa, format.entryBytes()) != shadow.source(index)) {
          tables.clear(shadow, index);
        }
      }
    }
  }

  private List<GuestTablePage> pagesIn(long gpa, long bytes) {
    List<GuestTablePage> result = new ArrayList<>();
    @Nullable Long at = pages.ceilingKey(Frame.base(gpa));
    while (at != null && at - gpa < bytes) {
      result.add(pages.get(at));
      at = pages.higherKey(at);
    }
    return result;
  }
}
