package vmm.kit;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import vmm.api.memory.MemoryVirtualization;
import vmm.api.trap.Trap;
import vmm.ppc.PpcModel;
import vmm.ppc.mmu.Mas;

/** The contract on PowerPC's TLBs. */
abstract class PpcTlbHistories extends TlbHistoryContract {
  @Override
  protected List<TlbSetup> setups() {
    return List.of(words(strategy()), arrays(strategy()), partitions(strategy()));
  }

  private static TlbSetup words(MemoryVirtualization.Factory strategy) {
    List<Integer> shifts = List.of(10, 12, 14, 16, 18, 20, 24, 28);
    return new TlbSetup("440", shifts, 2, TlbIds.upTo(5, 1), List.of(), strategy, Ppc440Tlb::new);
  }

  private static TlbSetup arrays(MemoryVirtualization.Factory strategy) {
    return new TlbSetup(
        "e500",
        List.of(12, 14, 16, 18, 20, 22, 24, 26, 28, 30, 32),
        2,
        TlbIds.upTo(5, 3),
        List.of(Trap.Invalidation.Scope.PAGE, Trap.Invalidation.Scope.ALL),
        strategy,
        surroundings -> new PpcMasTlb(surroundings, PpcModel.E500V2));
  }

  /** Entries of the hypervisor and of guests: two spaces of each, and ids of PID and LPID. */
  private static TlbSetup partitions(MemoryVirtualization.Factory strategy) {
    return new TlbSetup(
        "ehv",
        IntStream.rangeClosed(12, 32).boxed().toList(),
        4,
        partitionIds(),
        List.of(Trap.Invalidation.Scope.PAGE, Trap.Invalidation.Scope.ALL),
        strategy,
        surroundings -> new PpcMasTlb(surroundings, PpcModel.EHV));
  }

  /** An entry's TID or TLPID may be 0; the processor has one PID and one LPID. */
  private static TlbIds partitionIds() {
    List<Integer> entries = new ArrayList<>();
    List<List<Integer>> held = new ArrayList<>();
    for (int pid = 0; pid <= 2; pid++) {
      for (int lpid = 0; lpid <= 2; lpid++) {
        List<Integer> ids =
            IntStream.of(Mas.id(pid, lpid), Mas.id(0, lpid), pid)
                .filter(id -> id != 0)
                .distinct()
                .boxed()
                .toList();
        held.add(ids);
        entries.add(Mas.id(pid, lpid));
      }
    }
    entries.removeFirst();
    return new TlbIds(entries, held);
  }
}
