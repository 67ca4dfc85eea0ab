package vmm.shadow.tlb;

import java.util.List;
import java.util.Optional;
import vmm.api.mmu.TlbMmu;

/** An MMU with pages of 1, 4 and 16 KiB. */
record FakeTlbMmu(int realContexts) implements TlbMmu {
  @Override
  public List<Integer> pageShifts() {
    return List.of(10, 12, 14);
  }

  @Override
  public Optional<List<Integer>> secondStageShifts() {
    return Optional.empty();
  }

  @Override
  public long maxAddress() {
    return 0xFFFFFFFFL;
  }
}
