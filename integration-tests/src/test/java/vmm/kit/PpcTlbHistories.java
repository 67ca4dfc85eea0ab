package vmm.kit;

import java.util.List;
import vmm.api.memory.MemoryVirtualization;
import vmm.api.trap.Trap;

/** The contract on PowerPC's TLBs. */
abstract class PpcTlbHistories extends TlbHistoryContract {
  @Override
  protected List<TlbSetup> setups() {
    return List.of(words(strategy()), arrays(strategy()));
  }

  private static TlbSetup words(MemoryVirtualization.Factory strategy) {
    List<Integer> shifts = List.of(10, 12, 14, 16, 18, 20, 24, 28);
    return new TlbSetup("440", shifts, 2, 5, 1, List.of(), strategy, Ppc440Tlb::new);
  }

  private static TlbSetup arrays(MemoryVirtualization.Factory strategy) {
    return new TlbSetup(
        "e500",
        List.of(12, 14, 16, 18, 20, 22, 24, 26, 28, 30, 32),
        2,
        5,
        3,
        List.of(Trap.Invalidation.Scope.PAGE, Trap.Invalidation.Scope.ALL),
        strategy,
        PpcMasTlb::new);
  }
}
