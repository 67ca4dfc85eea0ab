package vmm.shadow;

import java.util.List;
import vmm.api.mmu.PageTableFormat;

/**
 * What a table of the real view stands for. Tables with equal keys translate alike, so one of each
 * is enough.
 *
 * @param format the guest's format
 * @param level level of the table
 * @param gpa for {@link Kind#GUEST} the gpa of the guest's table; for {@link Kind#DIRECT} the gpa
 *     to which the first address leads
 * @param rights the rights that the walk to this table leaves, where the table has to know them
 * @param mask for {@link Kind#DIRECT} the bits of an address that are used
 * @param held for {@link Kind#HELD} the entries
 */
record TableKey(
    Kind kind,
    PageTableFormat format,
    int level,
    long gpa,
    int rights,
    long mask,
    List<Long> held) {
  /** Where the content of a table comes from. */
  enum Kind {
    /** A table of the guest. */
    GUEST,
    /** One block of guest-physical memory, page after page. */
    DIRECT,
    /** A root that the guest's processor holds in registers. */
    HELD
  }

  static TableKey guest(PageTableFormat format, int level, long gpa, int rights) {
    return new TableKey(Kind.GUEST, format, level, gpa, rights, -1, List.of());
  }

  static TableKey direct(PageTableFormat format, int level, long gpa, int rights, long mask) {
    return new TableKey(Kind.DIRECT, format, level, gpa, rights, mask, List.of());
  }

  static TableKey held(PageTableFormat format, int rights, List<Long> entries) {
    return new TableKey(Kind.HELD, format, format.levels(), 0, rights, -1, entries);
  }
}
