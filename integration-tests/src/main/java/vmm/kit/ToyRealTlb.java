package vmm.kit;

import org.jspecify.annotations.Nullable;
import vmm.api.cpu.TlbControl;
import vmm.api.mmu.RealTlb;
import vmm.api.mmu.TlbEntry;

/** The toy's TLB as the VMM programs it. It refuses what no hardware could hold. */
final class ToyRealTlb implements RealTlb {
  private final ToyTlbMmu model;
  private final TlbControl cache;
  private final @Nullable TlbEntry[] entries;

  ToyRealTlb(ToyTlbMmu model, TlbControl cache) {
    this.model = model;
    this.cache = cache;
    this.entries = new TlbEntry[model.realSlots()];
  }

  @Override
  public int slots() {
    return entries.length;
  }

  @Override
  public @Nullable TlbEntry read(int slot) {
    return entries[slot];
  }

  @Override
  public void write(int slot, TlbEntry entry) {
    clear(slot);
    check(entry, model);
    if (entry.id() < 1 || entry.id() > model.realContexts()) {
      throw new AssertionError("no such context: " + entry);
    }
    for (TlbEntry other : entries) {
      if (other != null && other.id() == entry.id() && other.overlaps(entry)) {
        throw new AssertionError("%s overlaps %s".formatted(entry, other));
      }
    }
    entries[slot] = entry;
  }

  @Override
  public void clear(int slot) {
    TlbEntry old = entries[slot];
    if (old != null) {
      entries[slot] = null;
      cache.flushPage(old.gva(), old.pageShift());
    }
  }

  /** Fails for a page that the hardware does not have. */
  static void check(TlbEntry entry, ToyTlbMmu model) {
    long offset = (1L << entry.pageShift()) - 1;
    if (!model.pageShifts().contains(entry.pageShift())
        || (entry.gva() & offset) != 0
        || (entry.address() & offset) != 0) {
      throw new AssertionError("no such page: " + entry);
    }
  }

  /** The entry for an access under a context; null if there is none. */
  @Nullable TlbEntry find(int context, long gva) {
    for (TlbEntry entry : entries) {
      if (entry != null && entry.id() == context && entry.covers(gva)) {
        return entry;
      }
    }
    return null;
  }
}
