package vmm.api.memory;

/**
 * The map gpa to hpa of one virtual machine, page by page.
 *
 * <p>Coherence: what {@link #resolve} grants holds until a {@link PhysMapListener} is told of a
 * change to that page. The listener must drop every translation made from the old answer before it
 * returns. Used by the machine's own thread only.
 */
public interface PhysMap {
  /** One past the highest gpa that holds memory. */
  long limit();

  /**
   * What the guest may do with the page that holds {@code gpa}.
   *
   * @param forWriting true if the guest is about to write: a page not backed yet gets a frame, and
   *     a frame shared with others is replaced by a copy of its own. False lets a page that was
   *     never written stay on a shared frame of zeros
   */
  PageGrant resolve(long gpa, boolean forWriting);

  /**
   * Like {@link #resolve}, but without effect on anything: a page without a frame of its own yet is
   * reported as it would read now.
   */
  PageGrant peek(long gpa);

  /**
   * The bits of a gpa that reach memory and devices; addresses that differ in other bits are
   * aliases. All ones unless a board has gated some.
   */
  long addressMask();

  /** Registers a listener. */
  void addListener(PhysMapListener listener);
}
