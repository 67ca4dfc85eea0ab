package vmm.shadow;

/** A page of the guest that holds tables with shadows. */
final class GuestTablePage extends TablePage {
  /** What {@link #hpa} is while it is not known, or the page has no frame of its own. */
  static final long UNKNOWN = -1;

  /**
   * Whether the guest may write without a trap, so that the shadows may be older than the tables.
   */
  boolean outOfSync;

  /** hpa of the frame that backs the page until the PhysMap tells of a change. */
  long hpa = UNKNOWN;

  GuestTablePage(long gpa) {
    super(gpa);
  }

  /** Whether every table on the page is a last-level one, on whose entries no other table hangs. */
  boolean lastLevelOnly() {
    return tables.stream().allMatch(shadow -> shadow.level == 1);
  }
}
