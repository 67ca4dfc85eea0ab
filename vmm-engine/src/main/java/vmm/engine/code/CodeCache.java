package vmm.engine.code;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vmm.api.memory.Frame;
import vmm.engine.mmu.CodeAddress;
import vmm.engine.mmu.CodeWatch;
import vmm.engine.mmu.SoftTlb;

/**
 * Translated blocks, found by the {@link CodeAddress} of their first byte, mode word and pc.
 *
 * <p>Coherence: a block is valid as long as the bytes that it was translated from are unchanged.
 * Whoever writes to memory by a way that the soft TLB's store entries do not allow tells it through
 * {@link #written}. Blocks depend on no translation: who looks one up has just translated its gva.
 */
public final class CodeCache implements CodeWatch {
  private static final int BUCKETS = 1 << 15;
  private static final int CHUNK_SHIFT = 10;

  private final Block[] buckets = new Block[BUCKETS];
  private final RecentBlocks recent = new RecentBlocks();
  private final CodeArena arena = new CodeArena();
  private final @Nullable CodePage[][] chunks;
  private final SoftTlb tlb;
  private final Runnable onInvalidation;
  private final long capacity;
  private long invalidated;
  private long flushes;

  /**
   * Makes an empty cache.
   *
   * @param memoryBytes size of machine memory
   * @param capacity number of words of code at which it is emptied
   * @param onInvalidation told of each invalidation, perhaps of the block that runs
   */
  public CodeCache(long memoryBytes, long capacity, SoftTlb tlb, Runnable onInvalidation) {
    chunks = new CodePage[(int) (memoryBytes >>> (Frame.SHIFT + CHUNK_SHIFT)) + 1][];
    this.capacity = capacity;
    this.tlb = tlb;
    this.onInvalidation = onInvalidation;
  }

  private static int bucket(long hpa, long mode, long pc) {
    long hash = (hpa ^ mode * 0x9E3779B97F4A7C15L ^ pc >>> 12) * 0xD6E8FEB86659FD93L;
    return (int) (hash >>> 40) & (BUCKETS - 1);
  }

  /** The block that begins there, or null. */
  public @Nullable Block find(long hpa, long mode, long pc, boolean single) {
    for (Block block = buckets[bucket(hpa, mode, pc)]; block != null; block = block.nextInBucket) {
      if (block.hpa == hpa && block.mode == mode && block.pc == pc && block.single == single) {
        return block;
      }
    }
    return null;
  }

  /** Where the operations of its blocks are. */
  public CodeArena arena() {
    return arena;
  }

  /** The {@link RecentBlocks#places}, for the interpreter. */
  public long[] recentPlaces() {
    return recent.places;
  }

  /** One of those that were found last, or null. */
  public @Nullable Block recent(long pc, long mode, long hpa) {
    int at = recent.find(pc, mode, hpa);
    return at < 0 ? null : arena.block(at);
  }

  /** Enters one that was found into {@link #recent}. */
  public void addRecent(Block block) {
    recent.add(block);
  }

  /** Takes a block; the cache is emptied first if it is full. */
  public void add(Block block) {
    int bucket = bucket(block.hpa, block.mode, block.pc);
    block.nextInBucket = buckets[bucket];
    buckets[bucket] = block;
    addToPage(block, block.hpa);
    if (block.secondHpa >= 0) {
      addToPage(block, block.secondHpa);
    }
  }

  private void addToPage(Block block, long code) {
    page(code).add(block, Frame.base(CodeAddress.hpa(code)));
  }

  /** Whether it holds as much as it may. */
  public boolean full() {
    return arena.full(capacity);
  }

  /** The page that holds code, from now on watched. */
  private CodePage page(long code) {
    long hpa = CodeAddress.hpa(code);
    int chunk = (int) (hpa >>> (Frame.SHIFT + CHUNK_SHIFT));
    CodePage[] pages = chunks[chunk];
    if (pages == null) {
      pages = new CodePage[1 << CHUNK_SHIFT];
      chunks[chunk] = pages;
    }
    int index = indexInChunk(hpa);
    if (pages[index] == null) {
      pages[index] = new CodePage();
      tlb.dropWritesTo(hpa);
    }
    return pages[index];
  }

  private static int indexInChunk(long hpa) {
    return (int) (hpa >>> Frame.SHIFT) & ((1 << CHUNK_SHIFT) - 1);
  }

  private @Nullable CodePage findPage(long hpa) {
    CodePage[] pages = chunks[(int) (hpa >>> (Frame.SHIFT + CHUNK_SHIFT))];
    return pages == null ? null : pages[indexInChunk(hpa)];
  }

  @Override
  public boolean holdsCode(long hpa) {
    return findPage(hpa) != null;
  }

  @Override
  public void written(long hpa, long bytes) {
    long end = hpa + bytes;
    for (long at = hpa; at < end; at = Frame.base(at) + Frame.SIZE) {
      CodePage page = findPage(at);
      if (page != null) {
        int length = (int) Math.min(end - at, Frame.SIZE - (at & Frame.OFFSET_MASK));
        written(page, at, length);
      }
    }
  }

  private void written(CodePage page, long hpa, int bytes) {
    if (!page.mayHoldCode((int) (hpa & Frame.OFFSET_MASK), bytes)) {
      return;
    }
    List<Block> stale = page.overlapping(hpa, bytes);
    for (Block block : stale) {
      invalidate(block);
    }
    if (!stale.isEmpty()) {
      onInvalidation.run();
    }
  }

  private void invalidate(Block block) {
    invalidated++;
    forget(block);
    leavePage(block, block.hpa);
    if (block.secondHpa >= 0) {
      leavePage(block, block.secondHpa);
    }
  }

  /** Takes a block back, for instance because the page behind its first is another one now. */
  public void remove(Block block) {
    invalidate(block);
  }

  private void forget(Block block) {
    block.invalidate();
    int bucket = bucket(block.hpa, block.mode, block.pc);
    Block previous = null;
    Block at = buckets[bucket];
    while (at != null && at != block) {
      previous = at;
      at = at.nextInBucket;
    }
    if (previous == null) {
      buckets[bucket] = block.nextInBucket;
    } else {
      previous.nextInBucket = block.nextInBucket;
    }
  }

  private void leavePage(Block block, long code) {
    long hpa = CodeAddress.hpa(code);
    CodePage page = findPage(hpa);
    if (page == null) {
      return;
    }
    page.remove(block);
    if (page.empty()) {
      chunks[(int) (hpa >>> (Frame.SHIFT + CHUNK_SHIFT))][indexInChunk(hpa)] = null;
    } else {
      page.recount(Frame.base(hpa));
    }
  }

  /** Drops every block. */
  public void flush() {
    flushes++;
    for (Block first : buckets) {
      for (Block block = first; block != null; block = block.nextInBucket) {
        block.invalidate();
      }
    }
    Arrays.fill(buckets, null);
    recent.clear();
    arena.clear();
    Arrays.fill(chunks, null);
    onInvalidation.run();
  }

  /** Number of blocks dropped because their code changed. */
  public long invalidated() {
    return invalidated;
  }

  /** Number of times that everything was dropped. */
  public long flushes() {
    return flushes;
  }
}
