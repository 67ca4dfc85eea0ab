package vmm.api.mmu;

import java.util.ArrayList;
import java.util.List;
import vmm.api.mmu.TranslationRegime.FilledTlb;
import vmm.api.mmu.TranslationRegime.Identity;
import vmm.api.mmu.TranslationRegime.Tables;

/**
 * Walks the tables of a guest in guest-physical memory as the guest's own processor would: this is
 * the guest view. It has no cache, so it needs no invalidation.
 */
public final class GuestWalker {
  /** Size, as log2, that a translation has where no table says one: that of the smallest page. */
  private static final int IDENTITY_SHIFT = 12;

  private final EntryReader reader;
  private final EntryWriter writer;

  /** Reads table entries. */
  @FunctionalInterface
  public interface EntryReader {
    /** Reads the {@code bytes} (4 or 8) of an entry at {@code gpa}, zero-extended. */
    long read(long gpa, int bytes);
  }

  /** Writes table entries. */
  @FunctionalInterface
  public interface EntryWriter {
    /** Writes the {@code bytes} (4 or 8) of an entry at {@code gpa}. */
    void write(long gpa, int bytes, long value);
  }

  /**
   * One entry that a walk used.
   *
   * @param level level of the table that holds it
   * @param tableGpa gpa of that table
   * @param index index of the entry in its table
   * @param raw the entry
   * @param entry the entry, decoded
   * @param held whether the processor holds the entry since the root was loaded, so that it is not
   *     in memory
   */
  public record Step(
      int level, long tableGpa, int index, long raw, TableEntry entry, boolean held) {}

  /**
   * A walk.
   *
   * @param steps the entries used, from the root on; none without tables
   * @param outcome the translation, or the fault at the last step
   */
  public record Walk(List<Step> steps, Translation outcome) {}

  /** Makes a walker of the memory behind {@code reader} and {@code writer}. */
  public GuestWalker(EntryReader reader, EntryWriter writer) {
    this.reader = reader;
    this.writer = writer;
  }

  /** Translates without effect on anything. */
  public Walk walk(TranslationRegime regime, long gva, AccessType access, Privilege privilege) {
    return switch (regime) {
      case Identity identity ->
          new Walk(
              List.of(),
              new Translation.Mapped(gva & identity.addressMask(), Rights.ALL, IDENTITY_SHIFT));
      case Tables tables -> walkTables(tables, gva, access, privilege);
      case FilledTlb filled ->
          new Walk(List.of(), filled.tlb().translate(filled.space(access), gva, access, privilege));
    };
  }

  /**
   * Translates and, if the access is allowed, sets the accessed flag of each entry used and for a
   * write the dirty flag of the leaf. The steps show the entries with their new flags.
   */
  public Walk access(TranslationRegime regime, long gva, AccessType access, Privilege privilege) {
    Walk walk = walk(regime, gva, access, privilege);
    if (!(regime instanceof Tables tables)
        || !(walk.outcome instanceof Translation.Mapped)
        || !setFlags(tables.format(), walk, access.writes())) {
      return walk;
    }
    // A flag changes nothing but the entries' own reading; in read-only memory it is not set.
    List<Step> steps = walk.steps;
    for (int i = 0; i < steps.size(); i++) {
      steps.set(i, readAgain(tables.format(), steps.get(i)));
    }
    return walk;
  }

  private Step readAgain(PageTableFormat format, Step step) {
    int bytes = format.entryBytes();
    long raw = step.held ? step.raw : reader.read(step.tableGpa + (long) step.index * bytes, bytes);
    return raw == step.raw
        ? step
        : new Step(
            step.level, step.tableGpa, step.index, raw, format.decode(step.level, raw), false);
  }

  private Walk walkTables(Tables tables, long gva, AccessType access, Privilege privilege) {
    PageTableFormat format = tables.format();
    List<Step> steps = new ArrayList<>(format.levels());
    long tableGpa = tables.rootGpa();
    int rights = Rights.ALL;
    for (int level = format.levels(); level > 0; level--) {
      Step step = step(tables, tableGpa, level, format.index(level, gva));
      steps.add(step);
      switch (step.entry) {
        case TableEntry.Absent() -> {
          return fault(steps, gva, access, privilege, FaultCause.NOT_PRESENT);
        }
        case TableEntry.Malformed() -> {
          return fault(steps, gva, access, privilege, FaultCause.MALFORMED);
        }
        case TableEntry.Table table -> {
          tableGpa = table.address();
          rights &= table.rights();
        }
        case TableEntry.Leaf leaf -> {
          rights &= leaf.rights();
          if (!Rights.allow(rights, access, privilege)) {
            return fault(steps, gva, access, privilege, FaultCause.PROTECTION);
          }
          long gpa = leaf.address() | (gva & ((1L << leaf.pageShift()) - 1));
          return new Walk(steps, new Translation.Mapped(gpa, rights, leaf.pageShift()));
        }
      }
    }
    throw new IllegalStateException(format.name() + ": an entry of level 1 leads to a table");
  }

  private Step step(Tables tables, long tableGpa, int level, int index) {
    PageTableFormat format = tables.format();
    boolean held = level == format.levels() && format.rootPreloaded();
    int bytes = format.entryBytes();
    long raw =
        held ? tables.preloaded().get(index) : reader.read(tableGpa + (long) index * bytes, bytes);
    return new Step(level, tableGpa, index, raw, format.decode(level, raw), held);
  }

  private static Walk fault(
      List<Step> steps, long gva, AccessType access, Privilege privilege, FaultCause cause) {
    int level = steps.getLast().level;
    return new Walk(steps, new Translation.Fault(gva, access, privilege, cause, level));
  }

  /** Returns whether a flag was not set before. */
  private boolean setFlags(PageTableFormat format, Walk walk, boolean write) {
    int bytes = format.entryBytes();
    boolean changed = false;
    for (Step step : walk.steps) {
      boolean leaf = step.entry instanceof TableEntry.Leaf;
      long flags =
          format.accessedMask(step.level) | (write && leaf ? format.dirtyMask(step.level) : 0);
      if (!step.held && (step.raw & flags) != flags) {
        writer.write(step.tableGpa + (long) step.index * bytes, bytes, step.raw | flags);
        changed = true;
      }
    }
    return changed;
  }
}
