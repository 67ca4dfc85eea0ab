package vmm.shadow;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vmm.api.memory.Frame;
import vmm.api.memory.PageGrant;
import vmm.api.memory.PhysMap;
import vmm.api.memory.StrategyHost;
import vmm.api.mmu.PageTableFormat;
import vmm.api.mmu.TableMmu;

/**
 * The virtual page directory: which pages of the guest are its tables, and what the guest wrote
 * there.
 *
 * <p>A table is <em>in place</em> if the real table is the guest's own frame: then the page is
 * mapped nowhere, and each access to it is completed from here. It has a <em>stand-in</em>, a frame
 * of the VMM's, if its own frame cannot serve: memory that cannot be written, or is none; a page
 * that is in place as a table of another level; a table smaller than a frame; a frame beyond what
 * entries can name. Then the page keeps the guest's entries, and only writes to it are completed.
 *
 * <p>Coherence: a real entry is made from the guest's on the first use. It goes as soon as the
 * guest's entry changes.
 */
final class VirtualDirectory {
  private final RealTables tables;
  private final StrategyHost host;
  private final TableMmu mmu;
  private final PhysMap physMap;
  private final PageMap<DirectoryPage> pages = new PageMap<>();
  private long rewritten;
  private long restored;

  VirtualDirectory(RealTables tables, StrategyHost host, TableMmu mmu) {
    this.tables = tables;
    this.host = host;
    this.mmu = mmu;
    this.physMap = host.physMap();
  }

  /** Whether the page's frame holds something else than what the guest wrote. */
  boolean hidden(long gpa) {
    DirectoryPage page = page(gpa);
    return page != null && page.hidden();
  }

  /** Whether writes to the page have to be completed. */
  boolean writeProtected(long gpa) {
    return page(gpa) != null;
  }

  /** Whether there are tables in a range. */
  boolean any(long gpa, long bytes) {
    return pages.any(gpa >>> Frame.SHIFT, (gpa + bytes - 1) >>> Frame.SHIFT);
  }

  /** Makes a real table for a table of the guest: in place if that can be. */
  RealTable add(TableKey key) {
    PageTableFormat real = mmu.realFormat(key.format());
    long gpa = Frame.base(key.gpa());
    PageGrant grant = physMap.resolve(gpa, true);
    DirectoryPage page = pages.computeIfAbsent(gpa >>> Frame.SHIFT, () -> new DirectoryPage(gpa));
    RealTable table;
    if (grant instanceof PageGrant.Backed backed && serves(page, key, real, backed)) {
      tables.clearLeaves(gpa, Frame.SIZE);
      host.memory().read(backed.hpa(), page.content(), 0, Frame.SIZE);
      table = tables.adopt(key, real, backed.hpa());
      page.inPlace = table;
      rewritten++;
    } else {
      tables.clearWritableLeaves(gpa, Frame.SIZE);
      table = tables.allocate(key, real);
    }
    page.tables.add(table);
    table.page = page;
    return table;
  }

  /** Forgets a table; the guest's entries go back into its frame if it was in place. */
  void remove(RealTable table) {
    DirectoryPage page = page(table.key.gpa());
    if (page == null || !page.tables.remove(table)) {
      return;
    }
    boolean wasInPlace = page.inPlace == table;
    page.inPlace = wasInPlace ? null : page.inPlace;
    if (page.tables.isEmpty()) {
      pages.remove(page.gpa >>> Frame.SHIFT);
    }
    if (wasInPlace) {
      putBack(page, table.hpa);
    }
  }

  /** The table that is in place at an address, or null. */
  @Nullable RealTable inPlace(long gpa) {
    DirectoryPage page = page(gpa);
    return page == null ? null : page.inPlace;
  }

  /** An access to a page was completed; returns how many were since it was used as a table. */
  int noteAccess(long gpa) {
    DirectoryPage page = page(gpa);
    return page == null ? 0 : ++page.accesses;
  }

  /** Brings the guest's entries up to date with the flags of an in-place table. */
  void takeFlags(RealTable table) {
    DirectoryPage page = page(table.key.gpa());
    if (page != null && page.inPlace == table) {
      page.takeFlags(tables, page.gpa, Frame.SIZE);
    }
  }

  /** The same for one entry, which is present. */
  void takeFlags(RealTable table, int index) {
    DirectoryPage page = page(table.key.gpa());
    if (page != null && page.inPlace == table) {
      page.takeFlags(tables, table, index);
    }
  }

  /** Reads from a hidden page. */
  long read(long gpa, int size) {
    DirectoryPage page = hiddenPage(gpa);
    page.takeFlags(tables, gpa, size);
    return page.read(gpa, size);
  }

  /** Writes to a hidden page what changes nothing but flags which the real entry may keep. */
  void writeFlags(long gpa, int size, long value) {
    DirectoryPage page = hiddenPage(gpa);
    page.write(gpa, size, value);
    for (RealTable table : page.tables) {
      int index = (int) ((gpa - table.key.gpa()) / table.entryBytes);
      if (index >= 0 && index < table.entries() && table.present(index)) {
        table.setSource(index, value);
      }
    }
  }

  /** Memory that holds tables was written: drops each real entry whose guest entry is another. */
  void written(long gpa, long bytes) {
    pages.forEach(
        gpa >>> Frame.SHIFT, (gpa + bytes - 1) >>> Frame.SHIFT, page -> compare(page, gpa, bytes));
  }

  /** The tables that lie in a range. */
  List<RealTable> tablesIn(long gpa, long bytes) {
    return pagesIn(gpa, bytes).stream().flatMap(page -> page.tables.stream()).toList();
  }

  /** The guest's own entry of a table. */
  long guestEntry(RealTable table, int index) {
    int bytes = table.sourceBytes;
    long gpa = table.key.gpa() + (long) index * bytes;
    if (table.page instanceof DirectoryPage page && page.hidden()) {
      page.takeFlags(tables, gpa, bytes);
      return page.read(gpa, bytes);
    }
    return host.physical().read(gpa, bytes);
  }

  /** Pages that hold tables now. */
  int size() {
    return pages.size();
  }

  /** How many pages were rewritten. */
  long rewritten() {
    return rewritten;
  }

  /** How many pages got the guest's entries back. */
  long restored() {
    return restored;
  }

  private boolean serves(
      DirectoryPage page, TableKey key, PageTableFormat real, PageGrant.Backed backed) {
    long highest = Math.min(host.maxHpa(), real.maxAddress());
    return page.tables.isEmpty()
        && backed.writable()
        && backed.hpa() + Frame.SIZE - 1 <= highest
        && real.tableBytes(key.level()) == Frame.SIZE;
  }

  /**
   * Through the machine's physical memory, so that whoever caches code from the page is told; but
   * straight into the frame if address lines are gated now that led there.
   */
  private void putBack(DirectoryPage page, long hpa) {
    restored++;
    if ((page.gpa & physMap.addressMask()) == page.gpa) {
      host.physical().write(page.gpa, page.content(), 0, Frame.SIZE);
    } else {
      host.memory().write(hpa, page.content(), 0, Frame.SIZE);
    }
  }

  /** What the guest wrote to a page is another: real entries that were made from it go. */
  void compare(DirectoryPage page, long gpa, long bytes) {
    for (RealTable table : page.tables) {
      compare(page, table, gpa, bytes);
    }
  }

  private void compare(DirectoryPage page, RealTable table, long gpa, long bytes) {
    int entry = table.sourceBytes;
    long first = Math.max(gpa - table.key.gpa(), 0) / entry;
    long past = gpa + bytes - table.key.gpa();
    long last = past <= 0 ? -1 : Math.min((past - 1) / entry, table.entries() - 1L);
    for (long index = first; index <= last; index++) {
      int at = (int) index;
      if (table.present(at) && written(page, table, at) != table.source(at)) {
        tables.clear(table, at);
      }
    }
  }

  /** What the guest wrote, without flags that a real entry may hold which is about to go. */
  private long written(DirectoryPage page, RealTable table, int index) {
    int bytes = table.entryBytes;
    return page.hidden()
        ? page.read(table.key.gpa() + (long) index * bytes, bytes)
        : guestEntry(table, index);
  }

  private @Nullable DirectoryPage page(long gpa) {
    return pages.get(gpa >>> Frame.SHIFT);
  }

  /** A page that is hidden. */
  DirectoryPage hiddenPage(long gpa) {
    DirectoryPage page = page(gpa);
    if (page == null || !page.hidden()) {
      throw new IllegalStateException("not a hidden page: " + Long.toHexString(gpa));
    }
    return page;
  }

  private List<DirectoryPage> pagesIn(long gpa, long bytes) {
    List<DirectoryPage> result = new ArrayList<>();
    pages.forEach(gpa >>> Frame.SHIFT, (gpa + bytes - 1) >>> Frame.SHIFT, result::add);
    return result;
  }
}
