package vmm.x86.mmu;

/**
 * What the processor's registers say about the guest's own paging, for the walker: one object per
 * processor, refreshed before each walk, so that a walk allocates nothing.
 */
public final class GuestPaging {
  /** The four page-directory-pointer entries of PAE paging; unused by other formats. */
  public final long[] preloaded = new long[4];

  private @org.jspecify.annotations.Nullable X86PageFormat format;
  private long root;

  /** Makes the description of a processor without paging. */
  public GuestPaging() {}

  /** Paging is off: gpa = gva. */
  public void setUnpaged() {
    format = null;
  }

  /** Paging is on, with the root table at {@code rootGpa}. */
  public void setPaged(X86PageFormat format, long rootGpa) {
    this.format = format;
    root = rootGpa;
  }

  /** The format of the tables, null while paging is off. */
  @org.jspecify.annotations.Nullable
  X86PageFormat format() {
    return format;
  }

  long root() {
    return root;
  }
}
