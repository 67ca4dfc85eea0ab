package vmm.x86.mmu;

import org.jspecify.annotations.Nullable;
import vmm.api.memory.HostMemory;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.FaultCause;
import vmm.api.mmu.Privilege;
import vmm.api.mmu.RealView;
import vmm.api.mmu.Rights;
import vmm.api.mmu.Translation;

/**
 * The processor's page walker: walks the real view, one-dimensional or, with second-stage tables,
 * two-dimensional. It sets accessed and dirty flags and counts its references to tables.
 *
 * <p>Coherence: it caches nothing but the page-directory-pointer entries of a one-stage PAE view,
 * which are read again whenever {@link #load} is called or another view object comes along. What
 * the engine's TLB keeps of its answers is the engine's to drop.
 *
 * <p>A page whose dirty flag is still clear is reported without the right to write unless the
 * access itself writes, so that the first write walks again and sets the flag (SDM vol. 3,
 * "Accessed and dirty flags"). Quiet walks report the rights in full.
 */
public final class X86Walker {
  private static final int MAX_LEVELS = 5;

  private final HostMemory memory;
  private final SecondStage secondStage;
  private final GuestPaging standIn = new GuestPaging();

  private @Nullable RealView loaded;
  private long references;

  /** hpa of the entries that the walk used, by level; -1 for one that the processor preloaded. */
  private final long[] entryHpa = new long[MAX_LEVELS + 1];

  private final long[] entry = new long[MAX_LEVELS + 1];

  /** gpa of the entries, and what the second stage grants there. */
  private final long[] entryGpa = new long[MAX_LEVELS + 1];

  private final int[] entryRights = new int[MAX_LEVELS + 1];

  /** Makes a walker of tables in {@code memory}. */
  public X86Walker(HostMemory memory) {
    this.memory = memory;
    this.secondStage = new SecondStage(memory);
  }

  /** Number of references to tables so far, those of the second stage included. */
  public long references() {
    return references + secondStage.references();
  }

  /** Loads the root of a view as the processor does when the view is programmed. */
  public void load(RealView view) {
    loaded = view;
    if (view instanceof RealView.OneStage(X86PageFormat format, long rootHpa, _)) {
      standIn.setPaged(format, rootHpa);
      if (format.rootPreloaded()) {
        for (int i = 0; i < format.entries(format.levels()); i++) {
          standIn.preloaded[i] = read(rootHpa + (long) i * format.entryBytes(), 8);
        }
      }
    }
  }

  /**
   * Translates {@code gva}.
   *
   * @param guest the guest's own paging
   * @param quiet true to set no flag and count nothing
   */
  @SuppressWarnings("ReferenceEquality") // what counts is that load() has seen this very object
  public Translation translate(
      RealView view,
      GuestPaging guest,
      long gva,
      AccessType access,
      Privilege privilege,
      boolean quiet) {
    if (view != loaded) {
      load(view);
    }
    if (view instanceof RealView.OneStage && !quiet) {
      return walk(standIn, false, gva, access, privilege, false);
    }
    long before = references;
    long beforeSecond = secondStage.references();
    Translation result =
        switch (view) {
          case RealView.Bare _ -> walk(guest, false, gva, access, privilege, quiet);
          case RealView.OneStage _ -> walk(standIn, false, gva, access, privilege, quiet);
          case RealView.TwoStage(EptFormat format, long rootHpa, _) -> {
            secondStage.set(format, rootHpa);
            yield walk(guest, true, gva, access, privilege, quiet);
          }
          case RealView.TwoStage t ->
              throw new IllegalArgumentException("no second-stage format: " + t.format().name());
          case RealView.OneStageTlb _, RealView.TwoStageTlb _ ->
              throw new IllegalArgumentException("this processor walks tables: " + view);
        };
    if (quiet) {
      references = before;
      secondStage.setReferences(beforeSecond);
    }
    return result;
  }

  private Translation walk(
      GuestPaging paging,
      boolean twoStages,
      long gva,
      AccessType access,
      Privilege privilege,
      boolean quiet) {
    X86PageFormat format = paging.format();
    if (format == null) {
      return twoStages
          ? finalAddress(gva, gva, Rights.ALL, 63, access, privilege, quiet)
          : new Translation.Mapped(gva, Rights.ALL, LARGEST_IDENTITY);
    }
    int rights = Rights.ALL;
    long table = paging.root();
    int level = format.levels();
    boolean marked = true;
    for (; ; level--) {
      if (level == format.levels() && format.rootPreloaded()) {
        entryHpa[level] = -1;
        entry[level] = paging.preloaded[format.index(level, gva)];
      } else if (!fetch(format, level, table, twoStages, gva, quiet)) {
        return secondStage.fault(gva);
      }
      long raw = entry[level];
      if (!format.present(raw)) {
        return new Translation.Fault(gva, access, privilege, FaultCause.NOT_PRESENT, level);
      }
      if (format.malformed(level, raw)) {
        return new Translation.Fault(gva, access, privilege, FaultCause.MALFORMED, level);
      }
      long accessed = format.accessedMask(level);
      marked &= (raw & accessed) == accessed;
      rights &= format.rights(level, raw);
      table = format.address(level, raw);
      if (format.isLeaf(level, raw)) {
        break;
      }
    }
    if (!Rights.allow(rights, access, privilege)) {
      return new Translation.Fault(gva, access, privilege, FaultCause.PROTECTION, level);
    }
    if (!quiet) {
      long dirty = format.dirtyMask(level);
      if ((!marked || (access.writes() && (entry[level] & dirty) != dirty))
          && !mark(format, level, access.writes(), twoStages)) {
        return secondStage.fault(gva);
      }
      if ((entry[level] & dirty) != dirty) {
        rights &= ~Rights.WRITE;
      }
    }
    int shift = format.indexShift(level);
    long address = table + (gva & ((1L << shift) - 1));
    return twoStages
        ? finalAddress(gva, address, rights, shift, access, privilege, quiet)
        : new Translation.Mapped(address, rights, shift);
  }

  /** Without paging any page size is true; the largest that formats know is enough for TLBs. */
  private static final int LARGEST_IDENTITY = 30;

  /** Reads the entry of {@code level}; false if the second stage does not let it. */
  private boolean fetch(
      X86PageFormat format, int level, long table, boolean twoStages, long gva, boolean quiet) {
    long address = table + (long) format.index(level, gva) * format.entryBytes();
    entryGpa[level] = address;
    if (twoStages) {
      address = secondStage.translateTable(address, quiet);
      if (address < 0) {
        return false;
      }
      entryRights[level] = secondStage.rights();
    }
    references++;
    entryHpa[level] = address;
    entry[level] = read(address, format.entryBytes());
    return true;
  }

  /** Sets the accessed flags of the walk and the dirty flag of its leaf where they are clear. */
  private boolean mark(X86PageFormat format, int leaf, boolean dirty, boolean twoStages) {
    for (int level = format.levels(); level >= leaf; level--) {
      long flags = format.accessedMask(level);
      if (level == leaf && dirty) {
        flags |= format.dirtyMask(level);
      }
      if ((entry[level] & flags) == flags) {
        continue;
      }
      if (twoStages && !secondStage.allowUpdate(entryGpa[level], entryRights[level])) {
        return false;
      }
      entry[level] |= flags;
      write(entryHpa[level], format.entryBytes(), entry[level]);
    }
    return true;
  }

  private Translation finalAddress(
      long gva,
      long gpa,
      int rights,
      int pageShift,
      AccessType access,
      Privilege privilege,
      boolean quiet) {
    long hpa = secondStage.translatePage(gpa, access, privilege, quiet);
    if (hpa < 0) {
      return secondStage.fault(gva);
    }
    int shift = Math.min(pageShift, secondStage.pageShift());
    return new Translation.Mapped(hpa, rights & secondStage.rights(), shift);
  }

  /** Tables outside of memory read as all ones, as nothing answers on the bus. */
  private long read(long hpa, int size) {
    return hpa <= memory.size() - size ? memory.read(hpa, size) : -1L >>> (64 - 8 * size);
  }

  private void write(long hpa, int size, long value) {
    if (hpa <= memory.size() - size) {
      memory.write(hpa, size, value);
    }
  }
}
