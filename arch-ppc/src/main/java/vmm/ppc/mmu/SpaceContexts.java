package vmm.ppc.mmu;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vmm.api.cpu.TlbControl;
import vmm.api.mmu.TlbSpace;
import vmm.api.mmu.TranslationRegime;

/**
 * Which contexts of the engine's cache have the translations of which spaces, while it is the
 * guest's spaces that the hardware goes by.
 */
final class SpaceContexts {
  /** Number of contexts that the engine has for us. */
  private static final int CONTEXTS = 4096;

  private final Map<TlbSpace, Integer> contexts = new HashMap<>();

  // System calls go to and fro between two regimes, each an object that stays the same.
  private @Nullable Selection last;
  private @Nullable Selection beforeLast;

  private record Selection(TranslationRegime.FilledTlb regime, int fetches, int data) {
    @SuppressWarnings("ReferenceEquality") // comparing what is in it would take longer than a look
    boolean isOf(TranslationRegime.FilledTlb other) {
      return regime == other;
    }
  }

  /** Has the cache go by the contexts of a regime. */
  void select(TranslationRegime.FilledTlb regime, TlbControl cache) {
    Selection found = last;
    if (found == null || !found.isOf(regime)) {
      found = beforeLast;
      if (found == null || !found.isOf(regime)) {
        found = find(regime, cache);
      }
      beforeLast = last;
      last = found;
    }
    cache.select(found.fetches, found.data);
  }

  private Selection find(TranslationRegime.FilledTlb regime, TlbControl cache) {
    if (contexts.size() > CONTEXTS - 2) {
      contexts.clear();
      last = null;
      cache.flushAll();
    }
    return new Selection(regime, context(regime.fetches()), context(regime.data()));
  }

  private int context(TlbSpace space) {
    return contexts.computeIfAbsent(space, fresh -> contexts.size());
  }
}
