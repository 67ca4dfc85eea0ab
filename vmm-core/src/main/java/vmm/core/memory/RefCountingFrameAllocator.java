package vmm.core.memory;

import java.util.BitSet;
import vmm.api.memory.Frame;
import vmm.api.memory.FrameAllocator;
import vmm.api.memory.HostMemory;
import vmm.api.memory.OutOfHostMemoryException;

/**
 * A buddy allocator: free memory is kept in naturally aligned blocks of a power of two of frames.
 * The highest of the smallest blocks that serve is split, its lower end serves, and freed
 * neighbours join again. So runs stay available after a life of single frames, and low memory is
 * kept for those who can use no other.
 *
 * <p>Frames that were never handed out are known to be zero and are not touched to make them so.
 */
public final class RefCountingFrameAllocator implements FrameAllocator {
  /** Blocks are no larger than the largest page of any table format, 1 GiB. */
  private static final int MAX_ORDER = 30 - Frame.SHIFT;

  /** log2 of the number of frames whose counts are kept in one array. */
  private static final int CHUNK_SHIFT = 12;

  private final HostMemory memory;
  private final int total;
  private final FreeBlocks[] free;
  private final BitSet touched = new BitSet();
  private final int[][] references;
  private long inUse;

  /**
   * Makes an allocator of all frames of {@code memory}.
   *
   * @throws IllegalArgumentException if they are too many to number with an {@code int}
   */
  public RefCountingFrameAllocator(HostMemory memory) {
    this.memory = memory;
    long frames = memory.size() >>> Frame.SHIFT;
    if (frames > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("host memory of " + memory.size() + " bytes is too large");
    }
    total = (int) frames;
    references = new int[(total >>> CHUNK_SHIFT) + 1][];
    free = new FreeBlocks[MAX_ORDER + 1];
    int base = 0;
    for (int order = MAX_ORDER; order >= 0; order--) {
      free[order] = new FreeBlocks(total >>> order);
      for (; total - base >= 1 << order; base += 1 << order) {
        free[order].add(base >>> order);
      }
    }
  }

  @Override
  public long allocate(long maxHpa) {
    BitSet dirty;
    int frame;
    synchronized (this) {
      frame = take(0, maxHpa);
      if (frame < 0) {
        throw new OutOfHostMemoryException(
            "host memory is full: no free frame up to hpa 0x%x, %d of %d frames in use"
                .formatted(maxHpa, inUse, total));
      }
      dirty = own(frame, 1);
    }
    clear(frame, dirty);
    return hpa(frame);
  }

  @Override
  public long allocateRun(int count, long maxHpa) {
    if (count < 1) {
      throw new IllegalArgumentException("run of " + count + " frames");
    }
    int order = Integer.SIZE - Integer.numberOfLeadingZeros(count - 1);
    BitSet dirty;
    int first;
    synchronized (this) {
      first = order <= MAX_ORDER ? take(order, maxHpa) : -1;
      if (first < 0) {
        return -1;
      }
      for (int rest = first + count; rest < first + (1 << order); rest++) {
        give(rest);
      }
      dirty = own(first, count);
    }
    clear(first, dirty);
    return hpa(first);
  }

  @Override
  public synchronized void retain(long hpa) {
    int frame = allocated(hpa);
    setCount(frame, count(frame) + 1);
  }

  @Override
  public synchronized void release(long hpa) {
    int frame = allocated(hpa);
    setCount(frame, count(frame) - 1);
    if (count(frame) == 0) {
      inUse--;
      give(frame);
    }
  }

  @Override
  public synchronized int references(long hpa) {
    return hpa < 0 || hpa >= memory.size() ? 0 : count((int) (hpa >>> Frame.SHIFT));
  }

  @Override
  public synchronized long framesInUse() {
    return inUse;
  }

  private int allocated(long hpa) {
    if (references(hpa) == 0) {
      throw new IllegalStateException("the frame at hpa 0x%x is not allocated".formatted(hpa));
    }
    return (int) (hpa >>> Frame.SHIFT);
  }

  private int count(int frame) {
    int[] chunk = references[frame >>> CHUNK_SHIFT];
    return chunk == null ? 0 : chunk[frame & ((1 << CHUNK_SHIFT) - 1)];
  }

  private void setCount(int frame, int count) {
    int[] chunk = references[frame >>> CHUNK_SHIFT];
    if (chunk == null) {
      chunk = new int[1 << CHUNK_SHIFT];
      references[frame >>> CHUNK_SHIFT] = chunk;
    }
    chunk[frame & ((1 << CHUNK_SHIFT) - 1)] = count;
  }

  private static long hpa(int frame) {
    return (long) frame << Frame.SHIFT;
  }

  /** Takes a block of {@code 1 << order} frames below the limit out of the free ones, or -1. */
  private int take(int order, long maxHpa) {
    long limit = Math.min(total, (maxHpa >>> Frame.SHIFT) + ((maxHpa & 0xFFF) == 0xFFF ? 1 : 0));
    for (int from = order; from <= MAX_ORDER; from++) {
      int block = free[from].highest((limit - (1L << order)) >> from);
      if (block >= 0) {
        free[from].remove(block);
        return split(block, from, order);
      }
    }
    return -1;
  }

  /** Gives the upper halves back until the block has the size asked for; returns its frame. */
  private int split(int block, int from, int order) {
    for (int half = from - 1; half >= order; half--) {
      block <<= 1;
      free[half].add(block + 1);
    }
    return block << order;
  }

  /** Gives one frame back and joins free neighbours. */
  private void give(int frame) {
    int block = frame;
    int order = 0;
    while (order < MAX_ORDER && free[order].has(block ^ 1)) {
      free[order].remove(block ^ 1);
      block >>>= 1;
      order++;
    }
    free[order].add(block);
  }

  /** Counts one reference to each frame; returns those, by their distance, that may hold data. */
  private BitSet own(int first, int count) {
    int end = first + count;
    for (int frame = first; frame < end; frame++) {
      setCount(frame, 1);
    }
    BitSet dirty = touched.get(first, end);
    touched.set(first, end);
    inUse += count;
    return dirty;
  }

  /** Zeroes frames that the caller owns by now, outside the lock. */
  private void clear(int first, BitSet dirty) {
    for (int i = dirty.nextSetBit(0); i >= 0; i = dirty.nextSetBit(i + 1)) {
      memory.zeroFrame(hpa(first + i));
    }
  }

  /** The free blocks of one order, by their number: first frame divided by size. */
  private static final class FreeBlocks {
    private final BitSet blocks = new BitSet();
    private int count;

    /** No block above is free. */
    private int top = -1;

    /** Makes a set of numbers below {@code bound}. */
    FreeBlocks(int bound) {
      // A bit set looks for its last bit after each removal: that bit is always there.
      blocks.set(bound + 1);
    }

    void add(int block) {
      blocks.set(block);
      count++;
      top = Math.max(top, block);
    }

    void remove(int block) {
      blocks.clear(block);
      count--;
    }

    boolean has(int block) {
      return block <= top && blocks.get(block);
    }

    /** The highest up to {@code limit}, or -1. */
    int highest(long limit) {
      if (count == 0) {
        top = -1;
        return -1;
      }
      if (limit >= top) {
        // Remembers where the search ended, so that the next does not start anew.
        top = blocks.previousSetBit(top);
        return top;
      }
      return limit < 0 ? -1 : blocks.previousSetBit((int) limit);
    }
  }
}
