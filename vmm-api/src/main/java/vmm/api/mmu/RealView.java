package vmm.api.mmu;

/** What the simulated hardware translates with: programmed by the VMM, unseen by the guest. */
public sealed interface RealView {
  /** The guest's own regime, its addresses taken as host-physical: no VMM is in between. */
  record Bare() implements RealView {}

  /**
   * One stage: tables of the VMM stand in for whatever the guest believes.
   *
   * @param format format of the tables
   * @param rootHpa hpa of the root table
   * @param context tag of translations made under this root: a return to a root and context used
   *     before may reuse what the TLB still holds. 0 to 4095
   */
  record OneStage(PageTableFormat format, long rootHpa, int context) implements RealView {}

  /**
   * Two stages: the guest's own regime gives gpa, and second-stage tables translate gpa to hpa.
   *
   * @param format format of the second-stage tables
   * @param rootHpa hpa of their root table
   * @param context tag of all translations of this virtual processor. 0 to 4095
   */
  record TwoStage(PageTableFormat format, long rootHpa, int context) implements RealView {}

  /**
   * One stage, of an MMU whose TLB software fills: the VMM programs the {@link RealTlb}, whatever
   * the guest believes to have written. 1 to 4095
   *
   * @param fetchContext id of the entries that fetches match
   * @param dataContext id of the entries that loads and stores match
   */
  record OneStageTlb(int fetchContext, int dataContext) implements RealView {}

  /**
   * Two stages, of an MMU whose TLB software fills: the guest writes its TLB itself, and the
   * hardware translates on the way; see {@link NestedTlb}.
   */
  record TwoStageTlb() implements RealView {}
}
