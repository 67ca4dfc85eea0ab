package vmm.x86.mmu;

import vmm.api.memory.HostMemory;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.Privilege;
import vmm.api.mmu.Rights;
import vmm.api.mmu.Translation;

/**
 * The walk of the extended page table for one gpa (SDM vol. 3, "The extended page table mechanism
 * (EPT)"). Its answers stay in the object until the next walk: a success gives {@link #rights} and
 * {@link #pageShift}, a failure {@link #fault}.
 */
final class SecondStage {
  /** Bits of an exit qualification (SDM vol. 3, "Exit qualification for EPT violations"). */
  private static final long DATA_READ = 1;

  private static final long DATA_WRITE = 1 << 1;
  private static final long FETCH = 1 << 2;
  private static final int PATH_RIGHTS_SHIFT = 3;
  private static final long LINEAR_ADDRESS_VALID = 1 << 7;
  private static final long FINAL_ACCESS = 1 << 8;

  private final HostMemory memory;
  private EptFormat format = X86MmuModel.STANDARD.extendedTables();
  private long root;
  private long references;

  private int rights;
  private int pageShift;

  private long faultGpa;
  private AccessType faultAccess = AccessType.READ;
  private Privilege faultPrivilege = Privilege.SUPERVISOR;
  private boolean faultInTable;
  private boolean faultMalformed;
  private long qualification;

  private final long[] entryHpa = new long[5];
  private final long[] entry = new long[5];

  SecondStage(HostMemory memory) {
    this.memory = memory;
  }

  void set(EptFormat format, long root) {
    this.format = format;
    this.root = root;
  }

  long references() {
    return references;
  }

  void setReferences(long references) {
    this.references = references;
  }

  /** What the last walk found to be allowed. */
  int rights() {
    return rights;
  }

  /** log2 of the size of the page that the last walk found. */
  int pageShift() {
    return pageShift;
  }

  /** The failure of the last walk, which served the translation of {@code gva}. */
  Translation.SecondStageFault fault(long gva) {
    return new Translation.SecondStageFault(
        gva, faultGpa, faultAccess, faultPrivilege, faultInTable, faultMalformed, qualification);
  }

  /**
   * Translates the gpa of an entry of the guest's tables. That is a data read, and with accessed
   * and dirty flags a write as well (SDM vol. 3, "Accessed and dirty flags for EPT").
   *
   * @return the hpa, or -1
   */
  long translateTable(long gpa, boolean quiet) {
    faultInTable = true;
    faultPrivilege = Privilege.SUPERVISOR;
    boolean writes = format.accessedDirty();
    return translate(
        gpa,
        writes ? AccessType.UPDATE : AccessType.READ,
        writes ? DATA_READ | DATA_WRITE : DATA_READ,
        quiet);
  }

  /** Translates the gpa that the guest accesses; the hpa, or -1. */
  long translatePage(long gpa, AccessType access, Privilege privilege, boolean quiet) {
    faultInTable = false;
    faultPrivilege = privilege;
    long kind =
        switch (access) {
          case READ -> DATA_READ;
          case WRITE, UPDATE -> DATA_WRITE;
          case EXECUTE -> FETCH;
        };
    return translate(gpa, access, kind | FINAL_ACCESS, quiet);
  }

  /**
   * Whether the processor may set a flag in the guest's entry at {@code gpa}, where a walk found
   * {@code granted}. If not, {@link #fault} tells of a write.
   */
  boolean allowUpdate(long gpa, int granted) {
    if ((granted & Rights.SW) != 0) {
      return true;
    }
    faultInTable = true;
    faultPrivilege = Privilege.SUPERVISOR;
    faultMalformed = false;
    faultGpa = gpa;
    faultAccess = AccessType.WRITE;
    qualification =
        DATA_WRITE
            | LINEAR_ADDRESS_VALID
            | (long) (granted & Rights.SUPERVISOR) << PATH_RIGHTS_SHIFT;
    return false;
  }

  private long translate(long gpa, AccessType access, long kind, boolean quiet) {
    faultGpa = gpa;
    faultAccess = access;
    if (gpa > format.maxInput()) {
      return violation(kind, 0);
    }
    int path = Rights.ALL;
    long table = root;
    int level = format.levels();
    for (; ; level--) {
      long hpa = table + (long) format.index(level, gpa) * format.entryBytes();
      long raw = hpa <= memory.size() - 8 ? memory.read(hpa, 8) : -1;
      references++;
      entryHpa[level] = hpa;
      entry[level] = raw;
      path &= format.rights(level, raw);
      if (!format.present(raw)) {
        return violation(kind, path);
      }
      if (format.malformed(level, raw)) {
        faultMalformed = true;
        qualification = 0;
        return -1;
      }
      table = format.address(level, raw);
      if (format.isLeaf(level, raw)) {
        break;
      }
    }
    if (!Rights.allow(path, access, Privilege.SUPERVISOR)) {
      return violation(kind, path);
    }
    rights = path;
    pageShift = format.indexShift(level);
    if (format.accessedDirty() && !quiet) {
      mark(level, access.writes());
    }
    return table + (gpa & ((1L << pageShift) - 1));
  }

  private long violation(long kind, int path) {
    faultMalformed = false;
    qualification =
        kind | LINEAR_ADDRESS_VALID | (long) (path & Rights.SUPERVISOR) << PATH_RIGHTS_SHIFT;
    return -1;
  }

  /** Sets flags, and takes the right to write from a page that is still clean. */
  private void mark(int leaf, boolean dirty) {
    for (int level = format.levels(); level >= leaf; level--) {
      long flags = format.accessedMask(level);
      if (level == leaf && dirty) {
        flags |= format.dirtyMask(level);
      }
      if ((entry[level] & flags) != flags) {
        entry[level] |= flags;
        memory.write(entryHpa[level], 8, entry[level]);
      }
    }
    if ((entry[leaf] & format.dirtyMask(leaf)) == 0) {
      rights &= ~Rights.WRITE;
    }
  }
}
