package vmm.api.mmu;

import java.util.Optional;

/**
 * The processor's MMU as the VMM programs it.
 *
 * <p>Coherence: the processor caches translations in its TLB. After making a translation in tables
 * weaker or different the VMM calls an invalidation that covers it; after making an absent one
 * present, or a weak one stronger, it need not.
 */
public interface RealMmu {
  /**
   * Programs what the hardware translates with. Translations of another {@code context} stay in the
   * TLB; those of the same are dropped only if {@code flush} is true.
   */
  void setRealView(RealView view, boolean flush);

  /** What the hardware translates with. */
  RealView realView();

  /**
   * Lets the processor change to {@code regime} without {@link vmm.api.trap.Trap.RegimeChange}: it
   * programs {@code view} by itself then, without a flush. It remembers as few regimes as it likes,
   * perhaps none, and those perhaps not for long; so the trap comes still. Whoever keeps an account
   * of the regime asks for it when it matters.
   */
  default void remember(TranslationRegime regime, RealView view) {}

  /** Drops all that was to be remembered: every change of the regime is a trap again. */
  default void forgetRegimes() {}

  /** Drops cached translations of the page that holds {@code gva}, in every context. */
  void invalidatePage(long gva);

  /** Drops every cached translation of one context. */
  void invalidateContext(int context);

  /** Drops every cached translation. */
  void invalidateAll();

  /**
   * Walks the real view for {@code gva} as the hardware would, but without effect on anything: no
   * accessed flag, no TLB, no trap, no count.
   */
  Translation probe(long gva, AccessType access, Privilege privilege);

  /** The TLB to be programmed for {@link RealView.OneStageTlb}, if software fills this MMU's. */
  default Optional<RealTlb> tlb() {
    return Optional.empty();
  }

  /** What is to be programmed for {@link RealView.TwoStageTlb}, if the hardware has it. */
  default Optional<NestedTlb> nestedTlb() {
    return Optional.empty();
  }

  /** Number of references to tables that hardware walks have made. */
  long walkReferences();
}
