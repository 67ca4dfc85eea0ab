package vmm.shadow;

import vmm.api.memory.Frame;
import vmm.api.mmu.PageTableFormat;

/** What the strategies of this module ask of a table format. */
final class FormatRules {
  private FormatRules() {}

  /** Why {@code strategy} cannot use the format, in one line; empty if it can. */
  static String unsupportedReason(String strategy, PageTableFormat format) {
    if (format.indexShift(1) != Frame.SHIFT) {
      return strategy
          + " needs a smallest page of "
          + Frame.SIZE
          + " bytes, and "
          + format.name()
          + " has one of "
          + (1L << format.indexShift(1));
    }
    for (int level = 1; level <= format.levels(); level++) {
      if (format.tableBytes(level) > Frame.SIZE) {
        return strategy
            + " keeps each table in one frame of "
            + Frame.SIZE
            + " bytes, and tables of "
            + format.name()
            + " are larger";
      }
    }
    return "";
  }
}
