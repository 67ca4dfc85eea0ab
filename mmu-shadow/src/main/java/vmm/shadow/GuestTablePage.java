package vmm.shadow;

import java.util.ArrayList;
import java.util.List;

/** A page of the guest that holds tables with shadows. */
final class GuestTablePage {
  final long gpa;

  /** The shadows of what lies on the page. */
  final List<RealTable> shadows = new ArrayList<>();

  /**
   * Whether the guest may write without a trap, so that the shadows may be older than the tables.
   */
  boolean outOfSync;

  /** Trapped writes since the page was last used as a table. */
  int writes;

  GuestTablePage(long gpa) {
    this.gpa = gpa;
  }

  /** Whether every table on the page is a last-level one, on whose entries no other table hangs. */
  boolean lastLevelOnly() {
    return shadows.stream().allMatch(shadow -> shadow.level() == 1);
  }
}
