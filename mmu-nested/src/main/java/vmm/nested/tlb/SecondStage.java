package vmm.nested.tlb;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;
import vmm.api.mmu.NestedTlb;

/**
 * The second stage, an array of entries gpa to hpa, with a record of what it holds.
 *
 * <p>Coherence: the hardware uses an entry when the guest writes a page into its TLB, so who takes
 * memory away clears what leads there before the guest runs on.
 */
final class SecondStage {
  private final NestedTlb tlb;
  private final @Nullable Block[] blocks;
  private int victim;
  private long written;

  private record Block(long gpa, int shift) {
    boolean overlaps(Block other) {
      return (gpa ^ other.gpa) >>> Math.max(shift, other.shift) == 0;
    }
  }

  /** Takes over a second stage that holds nothing. */
  SecondStage(NestedTlb tlb) {
    this.tlb = tlb;
    this.blocks = new Block[tlb.secondStageSlots()];
  }

  /**
   * Maps a block: over those that are a part of it, else in an empty slot, else over the one that
   * was written first.
   *
   * @param shift log2 of its size in bytes; both addresses are multiples of it
   */
  void map(long gpa, int shift, long hpa) {
    Block block = new Block(gpa, shift);
    int slot = -1;
    for (int at = 0; at < blocks.length; at++) {
      Block old = blocks[at];
      if (old != null && old.overlaps(block)) {
        clear(at);
        slot = at;
      }
    }
    if (slot < 0) {
      slot = Arrays.asList(blocks).indexOf(null);
    }
    if (slot < 0) {
      slot = victim;
      victim = (victim + 1) % blocks.length;
    }
    blocks[slot] = block;
    tlb.writeSecondStage(slot, gpa, shift, hpa);
    written++;
  }

  /**
   * Clears what leads to a range of guest-physical space.
   *
   * @param canonical takes the bits off a gpa that do not reach memory
   */
  void unmap(long gpa, long bytes, LongUnaryOperator canonical) {
    for (int slot = 0; slot < blocks.length; slot++) {
      Block block = blocks[slot];
      if (block != null) {
        long first = canonical.applyAsLong(block.gpa);
        if (first < gpa + bytes && gpa < first + (1L << block.shift)) {
          clear(slot);
        }
      }
    }
  }

  /** Clears everything. */
  void clear() {
    for (int slot = 0; slot < blocks.length; slot++) {
      clear(slot);
    }
  }

  /** Number of slots that hold something. */
  long inUse() {
    return Arrays.stream(blocks).filter(Objects::nonNull).count();
  }

  /** Number of entries written so far. */
  long written() {
    return written;
  }

  private void clear(int slot) {
    blocks[slot] = null;
    tlb.clearSecondStage(slot);
  }
}
