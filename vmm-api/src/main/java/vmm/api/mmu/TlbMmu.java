package vmm.api.mmu;

import java.util.List;
import java.util.Optional;

/**
 * An MMU without tables: software writes the entries of the TLB, and where none matches there is a
 * fault. The guest's entries are a {@link SoftwareTlb}; the hardware's are a {@link RealTlb}, or a
 * {@link NestedTlb} if the hardware has a second stage.
 */
public non-sealed interface TlbMmu extends MmuModel {
  /** log2 of the sizes in bytes that a page of a real entry may have, ascending. */
  List<Integer> pageShifts();

  /** Number of contexts that real entries can be told apart by; they are numbered from 1. */
  int realContexts();

  /** log2 of the sizes in bytes that an entry of the second stage may have; empty without one. */
  Optional<List<Integer>> secondStageShifts();

  /** log2 of the largest page of a real entry that is not larger than {@code 1 << limit} bytes. */
  default int largestPageShift(int limit) {
    int found = pageShifts().getFirst();
    for (int shift : pageShifts()) {
      found = shift <= limit ? shift : found;
    }
    return found;
  }
}
