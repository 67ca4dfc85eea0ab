package vmm.kit;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import vmm.api.memory.Frame;
import vmm.api.memory.HostMemory;
import vmm.api.memory.MemoryVirtualization;
import vmm.api.mmu.PageTableFormat;
import vmm.api.mmu.TableMmu;
import vmm.api.mmu.TranslationRegime;

/**
 * What histories run on.
 *
 * @param formats the formats between which the guest switches; all of one entry size
 * @param disciplined whether the guest invalidates after each change of an entry that was present;
 *     the comparison is exact then. If not, any translation since its last invalidation is
 *     accepted, and accessed and dirty flags are not compared
 * @param walker makes the walker that stands for the hardware
 */
public record HistorySetup(
    TableMmu model,
    List<PageTableFormat> formats,
    boolean disciplined,
    MemoryVirtualization.Factory strategy,
    BiFunction<HostMemory, Supplier<TranslationRegime>, HardwareWalker> walker) {
  private static final int MOST_GVAS = 96;

  /** Copies the list. */
  public HistorySetup {
    formats = List.copyOf(formats);
  }

  /** A setup on the model's own walker. */
  public static HistorySetup of(
      TableMmu model,
      List<? extends PageTableFormat> formats,
      boolean disciplined,
      MemoryVirtualization.Factory strategy) {
    return new HistorySetup(model, List.copyOf(formats), disciplined, strategy, ModelWalker::new);
  }

  /** Size of an entry in bytes. */
  public int entryBytes() {
    return formats.getFirst().entryBytes();
  }

  /** The indexes of a table that histories use. */
  public static List<Integer> indexes(PageTableFormat format, int level) {
    int last = format.entries(level) - 1;
    return level == 1 ? List.of(0, 1, 2, 3, 4, last) : List.of(0, 1, 2, last);
  }

  /** The pages, by gva of their first byte, which histories touch. */
  public List<Long> gvas() {
    PageTableFormat format = formats.getFirst();
    List<Long> gvas = new ArrayList<>(List.of(0L));
    for (int level = format.levels(); level > 0; level--) {
      List<Long> next = new ArrayList<>();
      for (long gva : gvas) {
        for (int index : indexes(format, level)) {
          next.add(gva | (long) index << format.indexShift(level));
        }
      }
      gvas = next;
    }
    long most = Math.min(format.maxInput(), 0xFFFFFFFFL);
    gvas.removeIf(gva -> gva + Frame.SIZE - 1 > most);
    return gvas.size() <= MOST_GVAS ? gvas : spread(gvas);
  }

  private static List<Long> spread(List<Long> gvas) {
    List<Long> result = new ArrayList<>();
    for (int i = 0; i < MOST_GVAS; i++) {
      result.add(gvas.get((int) ((long) i * gvas.size() / MOST_GVAS)));
    }
    return result;
  }
}
