package vmm.kit;

import java.util.List;
import vmm.api.memory.MemoryVirtualization;
import vmm.api.trap.Trap;

/** The contract on the toy TLB. */
abstract class ToyTlbHistories extends TlbHistoryContract {
  /** Small in everything, with pages that are smaller than a frame. */
  private static final ToyTlbMmu SMALL =
      new ToyTlbMmu(12, 10, 6, List.of(10, 12, 14, 16, 20, 22), List.of(12, 14, 16, 20, 22), 4, 6);

  /** Fewer contexts than a guest needs, and a second stage that has no single pages. */
  private static final ToyTlbMmu SCARCE =
      new ToyTlbMmu(16, 16, 3, List.of(12, 14, 22, 24), List.of(14, 22), 2, 3);

  @Override
  protected List<TlbSetup> setups() {
    return List.of(
        setup("small toy", SMALL, TlbIds.upTo(3, 1), strategy()),
        setup("toy of three ids", SCARCE, TlbIds.upTo(5, 3), strategy()));
  }

  private static TlbSetup setup(
      String name, ToyTlbMmu mmu, TlbIds ids, MemoryVirtualization.Factory strategy) {
    return new TlbSetup(
        name,
        mmu.pageShifts(),
        2,
        ids,
        List.of(Trap.Invalidation.Scope.values()),
        strategy,
        surroundings -> new ToyTlb(surroundings, mmu));
  }
}
