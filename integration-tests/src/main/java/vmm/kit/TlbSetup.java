package vmm.kit;

import java.util.List;
import java.util.function.Function;
import vmm.api.memory.MemoryVirtualization;
import vmm.api.trap.Trap;

/**
 * What TLB histories run on.
 *
 * @param name of the hardware, for people
 * @param guestShifts log2 of the sizes in bytes that pages of the guest's entries may have,
 *     ascending
 * @param spaces number of address spaces
 * @param ids of entries and of the processor
 * @param invalidations how far the guest's invalidations reach, of which there may be none
 * @param hardware makes the hardware
 */
public record TlbSetup(
    String name,
    List<Integer> guestShifts,
    int spaces,
    TlbIds ids,
    List<Trap.Invalidation.Scope> invalidations,
    MemoryVirtualization.Factory strategy,
    Function<TlbHardware.Surroundings, TlbHardware> hardware) {
  /** log2 of the granules in which histories think: the size of the smallest page there is. */
  static final int GRANULE_SHIFT = 10;

  private static final long RUN = 1L << ModelPhysMap.RUN_SHIFT;

  /** Copies the lists. */
  public TlbSetup {
    guestShifts = List.copyOf(guestShifts);
    invalidations = List.copyOf(invalidations);
  }

  /** The granules, by gva of their first byte, which histories touch. */
  public List<Long> gvas() {
    return List.of(
        0L,
        0x400L,
        0x800L,
        0xC00L,
        0x1000L,
        0x1400L,
        0x1C00L,
        0x2000L,
        0x3000L,
        0x3C00L,
        0x4000L,
        0x5000L,
        0x7000L,
        0x8000L,
        0xC000L,
        0xFC00L,
        0x10000L,
        0x14000L,
        0x20000L,
        0x23000L,
        0x24000L,
        0x3F000L,
        0x100000L,
        RUN - 0x400,
        RUN,
        RUN + 0x400,
        RUN + 0x1000,
        RUN + 0x4000,
        2 * RUN - 0x400,
        2 * RUN,
        0xFFFFF000L,
        0xFFFFFC00L);
  }
}
