package vmm.api.cpu;

import vmm.api.mmu.RealMmu;
import vmm.api.mmu.RealView;

/** What instructions and mode changes of the guest do to the processor's TLB. */
public interface TlbControl {
  /** Drops the translations of one page, in the current context. */
  void flushPage(long gva);

  /** Drops, in every context, the translations of a page of {@code 1 << pageShift} bytes. */
  void flushPage(long gva, int pageShift);

  /**
   * Selects the tags of translations from now on, for an MMU that tells address spaces apart by
   * itself. Only while the view is {@code Bare} or {@code TwoStageTlb}: else the VMM selects.
   *
   * @param fetchContext tag of fetches, 0 to 4095
   * @param dataContext tag of loads and stores, 0 to 4095
   */
  void select(int fetchContext, int dataContext);

  /**
   * Programs a view that the VMM gave for the regime that begins, as {@link RealMmu#setRealView}
   * does without a flush. Only for cores that keep what {@link Core#rememberRegime} tells them.
   */
  default void program(RealView view) {
    throw new UnsupportedOperationException("no regime is remembered");
  }

  /** Drops every translation, in every context. */
  void flushAll();

  /** Drops the translations of the current context; global ones may stay if the flag says so. */
  void flush(boolean keepGlobal);
}
