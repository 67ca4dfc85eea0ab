package vmm.api.memory;

/** What a PhysMap says of one page of guest-physical space. */
public sealed interface PageGrant {
  /**
   * The page is backed by a frame.
   *
   * @param hpa hpa of the frame
   * @param writable whether the guest may write to it as it is; if not, {@link
   *     PhysMap#resolve(long, boolean)} for writing says what to do
   * @param runShift log2 of the size in bytes of the largest naturally aligned block around the
   *     page that lies in adjacent frames with the same answer, aligned alike in gpa and hpa; at
   *     least {@link Frame#SHIFT}
   */
  record Backed(long hpa, boolean writable, int runShift) implements PageGrant {}

  /** Memory that reads but ignores writes; each write must trap and be dropped. */
  record ReadOnly(long hpa) implements PageGrant {}

  /** A device answers, or nothing does: each access must trap and goes to the bus. */
  record Device() implements PageGrant {}
}
