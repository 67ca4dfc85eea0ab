package vmm.ppc.mmu;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import vmm.api.mmu.TlbMmu;
import vmm.ppc.PpcModel;

/**
 * What the TLB of a processor model offers to strategies.
 *
 * @param pageShifts log2 of the page sizes of real entries
 * @param realContexts number of values of the real PID but 0
 */
public record PpcMmuModel(List<Integer> pageShifts, int realContexts) implements TlbMmu {
  /** Real addresses have 36 bits. */
  private static final long MAX_ADDRESS = (1L << 36) - 1;

  private static final int PIDS = 255;

  /** 1K, 4K, 16K, 64K, 256K, 1M, 16M and 256M (PPC440x5 User's Manual, table 5-2). */
  private static final PpcMmuModel WORDS =
      new PpcMmuModel(List.of(10, 12, 14, 16, 18, 20, 24, 28), PIDS);

  /** 4K to 4G by powers of four (e500 Core Family Reference Manual, TLB1CFG). */
  private static final PpcMmuModel MAS =
      new PpcMmuModel(IntStream.rangeClosed(6, 16).mapToObj(n -> 2 * n).toList(), PIDS);

  /** 4K to 4G by powers of two (MMU architecture 2.0). */
  private static final PpcMmuModel MAS_2 =
      new PpcMmuModel(IntStream.rangeClosed(12, 32).boxed().toList(), PIDS);

  /** Copies the list. */
  public PpcMmuModel {
    pageShifts = List.copyOf(pageShifts);
  }

  /** The model of a processor. */
  public static PpcMmuModel of(PpcModel model) {
    if (model.has(PpcModel.Feature.TLB_440)) {
      return WORDS;
    }
    return model.has(PpcModel.Feature.EHV) ? MAS_2 : MAS;
  }

  /** The sizes of second-stage entries are those of the pages, so that each fits each. */
  @Override
  public Optional<List<Integer>> secondStageShifts() {
    return Optional.of(pageShifts.stream().filter(shift -> shift >= 12).toList());
  }

  @Override
  public long maxAddress() {
    return MAX_ADDRESS;
  }
}
