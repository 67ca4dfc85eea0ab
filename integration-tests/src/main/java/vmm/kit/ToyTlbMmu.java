package vmm.kit;

import java.util.List;
import java.util.Optional;
import vmm.api.mmu.TlbMmu;

/**
 * An MMU with a TLB that software fills, of any size.
 *
 * @param slots of the guest's TLB
 * @param realSlots of the TLB that the VMM programs
 * @param secondStage log2 of the sizes of entries of the second stage
 * @param secondStageSlots entries of the second stage
 * @param pieces that complete entries of the guest's
 */
public record ToyTlbMmu(
    int slots,
    int realSlots,
    int realContexts,
    List<Integer> pageShifts,
    List<Integer> secondStage,
    int secondStageSlots,
    int pieces)
    implements TlbMmu {
  /** Copies the lists. */
  public ToyTlbMmu {
    pageShifts = List.copyOf(pageShifts);
    secondStage = List.copyOf(secondStage);
  }

  @Override
  public Optional<List<Integer>> secondStageShifts() {
    return Optional.of(secondStage);
  }

  @Override
  public long maxAddress() {
    return (1L << 36) - 1;
  }
}
