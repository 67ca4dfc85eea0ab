package vmm.x86.mmu;

import java.util.ArrayList;
import java.util.List;
import vmm.api.memory.HostMemory;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.FaultCause;
import vmm.api.mmu.Privilege;
import vmm.api.mmu.Rights;
import vmm.api.mmu.TableEntry;
import vmm.api.mmu.Translation;

/** The obvious walk, written against {@code decode} alone, for comparison. It sets no flags. */
final class SlowWalker {
  private final HostMemory memory;
  private final X86PageFormat format;
  private final long root;
  private final List<Long> preloaded;
  private final EptFormat second;
  private final long secondRoot;
  private final boolean twoStages;

  /** Thrown where the second stage says no. */
  private static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;
    private final long gpa;
    private final boolean malformed;

    Refused(long gpa, boolean malformed) {
      this.gpa = gpa;
      this.malformed = malformed;
    }
  }

  /** What the walk came to, in comparable words. */
  record Outcome(String kind, long address, int rights, int pageShift) {}

  SlowWalker(
      HostMemory memory,
      X86PageFormat format,
      long root,
      List<Long> preloaded,
      EptFormat second,
      long secondRoot,
      boolean twoStages) {
    this.memory = memory;
    this.format = format;
    this.root = root;
    this.preloaded = preloaded;
    this.second = second;
    this.secondRoot = secondRoot;
    this.twoStages = twoStages;
  }

  Outcome walk(long gva, AccessType access, Privilege privilege) {
    try {
      return firstStage(gva, access, privilege);
    } catch (Refused refused) {
      return new Outcome(refused.malformed ? "misconfiguration" : "violation", refused.gpa, 0, 0);
    }
  }

  /** The same for an answer of the walker under test. */
  static Outcome of(Translation translation) {
    return switch (translation) {
      case Translation.Mapped m -> new Outcome("mapped", m.address(), m.rights(), m.pageShift());
      case Translation.Fault f -> new Outcome(f.cause().name() + f.level(), f.gva(), 0, 0);
      case Translation.SecondStageFault f ->
          new Outcome(f.malformed() ? "misconfiguration" : "violation", f.gpa(), 0, 0);
    };
  }

  private Outcome firstStage(long gva, AccessType access, Privilege privilege) throws Refused {
    int rights = Rights.ALL;
    long table = root;
    for (int level = format.levels(); ; level--) {
      switch (format.decode(level, entry(level, table, gva))) {
        case TableEntry.Absent _ -> {
          return new Outcome(FaultCause.NOT_PRESENT.name() + level, gva, 0, 0);
        }
        case TableEntry.Malformed _ -> {
          return new Outcome(FaultCause.MALFORMED.name() + level, gva, 0, 0);
        }
        case TableEntry.Table t -> {
          rights &= t.rights();
          table = t.address();
        }
        case TableEntry.Leaf leaf -> {
          rights &= leaf.rights();
          if (!Rights.allow(rights, access, privilege)) {
            return new Outcome(FaultCause.PROTECTION.name() + level, gva, 0, 0);
          }
          long gpa = leaf.address() + gva % (1L << leaf.pageShift());
          if (!twoStages) {
            return new Outcome("mapped", gpa, rights, leaf.pageShift());
          }
          List<Integer> granted = new ArrayList<>();
          long hpa = secondStage(gpa, access, granted);
          int shift = Math.min(leaf.pageShift(), granted.get(1));
          return new Outcome("mapped", hpa, rights & granted.get(0), shift);
        }
      }
    }
  }

  private long entry(int level, long table, long gva) throws Refused {
    int index = format.index(level, gva);
    if (level == format.levels() && format.rootPreloaded()) {
      return preloaded.get(index);
    }
    long gpa = table + (long) index * format.entryBytes();
    AccessType access = second.accessedDirty() ? AccessType.UPDATE : AccessType.READ;
    long hpa = twoStages ? secondStage(gpa, access, new ArrayList<>()) : gpa;
    return hpa + 8 > memory.size()
        ? (1L << (8 * format.entryBytes() - 1) << 1) - 1
        : memory.read(hpa, format.entryBytes());
  }

  private long secondStage(long gpa, AccessType access, List<Integer> granted) throws Refused {
    int rights = Rights.ALL;
    long table = secondRoot;
    for (int level = 4; ; level--) {
      long at = table + 8L * second.index(level, gpa);
      TableEntry entry = second.decode(level, at + 8 > memory.size() ? -1 : memory.read(at, 8));
      switch (entry) {
        case TableEntry.Absent _ -> throw new Refused(gpa, false);
        case TableEntry.Malformed _ -> throw new Refused(gpa, true);
        case TableEntry.Table t -> {
          rights &= t.rights();
          table = t.address();
        }
        case TableEntry.Leaf leaf -> {
          rights &= leaf.rights();
          if (!Rights.allow(rights, access, Privilege.SUPERVISOR)) {
            throw new Refused(gpa, false);
          }
          granted.add(rights);
          granted.add(leaf.pageShift());
          return leaf.address() + gpa % (1L << leaf.pageShift());
        }
      }
    }
  }
}
