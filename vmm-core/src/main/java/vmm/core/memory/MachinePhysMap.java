package vmm.core.memory;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import vmm.api.arch.Image;
import vmm.api.memory.Frame;
import vmm.api.memory.FrameAllocator;
import vmm.api.memory.HostMemory;
import vmm.api.memory.PageGrant;
import vmm.api.memory.PhysMapListener;
import vmm.core.memory.PhysBlock.Backing;

/**
 * The PhysMap of a virtualized machine. RAM costs nothing until it is written: reads of a page not
 * backed yet see one frame of zeros that the machine's pages share. At the first write the whole 2
 * MiB around it gets adjacent frames while host memory is plentiful, so that strategies can map it
 * by one large page; else the page gets a frame of its own.
 *
 * <p>A page may stand on a frame that it shares with other machines, or with other pages; a write
 * gives it a copy of its own. Where that has happened a few times, the rest of the 2 MiB follows.
 * {@link #share} is the way in for whoever finds pages to share, and {@link #replace} the one place
 * where what backs a page changes.
 */
public final class MachinePhysMap implements MachineMemory {
  private static final PageGrant DEVICE = new PageGrant.Device();

  /** Number of grants that are remembered, a power of two. */
  private static final int GRANTS = 1024;

  private final HostMemory memory;
  private final FrameAllocator frames;
  private final ImageFrames.Lease images;
  private final long maxHpa;
  private final FrameListener frameListener;
  private final Map<Long, PhysBlock> blocks = new HashMap<>();
  private final List<PhysMapListener> listeners = new CopyOnWriteArrayList<>();
  private final long zeroHpa;
  private @Nullable PhysBlock lastFound;
  private long lastNumber;
  private Aliases aliases = Aliases.NONE;
  private long limit;

  /** Counts changes of what was granted. */
  private long state;

  /** Grants by the low bits of their page's number, each with the page and the state it is of. */
  private final @Nullable PageGrant[] grants = new PageGrant[GRANTS];

  private final long[] grantPages = new long[GRANTS];
  private final long[] grantStates = new long[GRANTS];

  /** Is told that frames with other contents than before are about to be mapped. */
  @FunctionalInterface
  public interface FrameListener {
    /** The frames from {@code hpa} on came into use. */
    void assigned(long hpa, long bytes);
  }

  /**
   * Makes a map without any memory.
   *
   * @param maxHpa highest address that the last byte of a frame may have
   * @param frameListener told before frames are mapped: who caches code by hpa drops it
   */
  public MachinePhysMap(
      HostMemory memory, ImageFrames images, long maxHpa, FrameListener frameListener) {
    this.memory = memory;
    this.frames = memory.frames();
    this.images = images.lease();
    this.maxHpa = maxHpa;
    this.frameListener = frameListener;
    this.zeroHpa = frames.allocate(maxHpa);
  }

  @Override
  public void addRam(long gpa, long bytes) {
    MachineMemory.checkPages(gpa, bytes);
    declare(gpa, bytes);
    for (long page = gpa; page < gpa + bytes; page += Frame.SIZE) {
      block(page).set(page, Backing.UNBACKED, 0);
    }
  }

  @Override
  public void addRom(long gpa, byte[] bytes) {
    long length = Frame.base(bytes.length + Frame.OFFSET_MASK);
    MachineMemory.checkPages(gpa, length);
    declare(gpa, length);
    for (int done = 0; done < bytes.length; done += Frame.SIZE) {
      long hpa = frames.allocate(maxHpa);
      frameListener.assigned(hpa, Frame.SIZE);
      memory.write(hpa, bytes, done, Math.min(Frame.SIZE, bytes.length - done));
      block(gpa + done).set(gpa + done, Backing.ROM, hpa);
    }
  }

  private void declare(long gpa, long bytes) {
    for (long page = gpa; page < gpa + bytes; page += Frame.SIZE) {
      PhysBlock block = find(page);
      if (block != null && block.backing(page) != Backing.HOLE) {
        throw new IllegalArgumentException("there is memory already at gpa 0x%x".formatted(page));
      }
    }
    limit = Math.max(limit, gpa + bytes);
    state++;
  }

  private PhysBlock block(long gpa) {
    return blocks.computeIfAbsent(gpa >>> PhysBlock.SHIFT, n -> new PhysBlock());
  }

  /** Neighbouring accesses ask for the same block again and again. */
  private @Nullable PhysBlock find(long gpa) {
    long number = gpa >>> PhysBlock.SHIFT;
    if (number != lastNumber || lastFound == null) {
      lastFound = blocks.get(number);
      lastNumber = number;
    }
    return lastFound;
  }

  @Override
  public boolean isRam(long gpa, long bytes) {
    if (gpa < 0 || bytes < 0 || gpa > limit - bytes) {
      return false;
    }
    for (long page = Frame.base(gpa); page < gpa + bytes; page += Frame.SIZE) {
      PhysBlock block = find(page);
      if (block == null || !block.backing(page).ram()) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void putImagePage(long gpa, Image image, long offset) {
    share(gpa, images.frame(image, offset, maxHpa));
  }

  /**
   * Puts a page of RAM on a frame that others use too.
   *
   * @param gpa of a page of RAM
   * @param hpa of the frame, of which this map takes over one reference
   */
  public void share(long gpa, long hpa) {
    replace(block(gpa), Frame.base(gpa), Backing.SHARED, hpa);
  }

  @Override
  public long limit() {
    return limit;
  }

  @Override
  public long addressMask() {
    return aliases.mask();
  }

  @Override
  public void setAddressMask(long mask) {
    if (mask != aliases.mask()) {
      Aliases old = aliases;
      aliases = new Aliases(mask);
      state++;
      notifyListeners(0, old.span(aliases, limit));
    }
  }

  @Override
  public void addListener(PhysMapListener listener) {
    listeners.add(listener);
  }

  @Override
  public PageGrant peek(long gpa) {
    long page = Frame.base(aliases.resolve(gpa));
    PageGrant known = known(page);
    if (known != null) {
      return known;
    }
    PhysBlock block = find(page);
    return block == null ? DEVICE : grant(block, page);
  }

  private static int place(long page) {
    return (int) (page >>> Frame.SHIFT) & (GRANTS - 1);
  }

  private @Nullable PageGrant known(long page) {
    int place = place(page);
    return grantPages[place] == page && grantStates[place] == state ? grants[place] : null;
  }

  @Override
  public PageGrant resolve(long gpa, boolean forWriting) {
    long page = Frame.base(aliases.resolve(gpa));
    if (known(page) instanceof PageGrant.Backed known && known.writable()) {
      return known;
    }
    PhysBlock block = find(page);
    if (block == null) {
      return DEVICE;
    }
    switch (block.backing(page)) {
      case UNBACKED, ZERO -> {
        if (forWriting) {
          giveMemory(block, page);
        } else {
          block.set(page, Backing.ZERO, 0);
        }
      }
      case SHARED -> {
        if (forWriting) {
          unshare(block, page);
        }
      }
      case HOLE, OWN, ROM -> {}
    }
    return grant(block, page);
  }

  private PageGrant grant(PhysBlock block, long page) {
    PageGrant grant = newGrant(block, page);
    int place = place(page);
    grants[place] = grant;
    grantPages[place] = page;
    grantStates[place] = state;
    return grant;
  }

  private PageGrant newGrant(PhysBlock block, long page) {
    return switch (block.backing(page)) {
      case HOLE -> DEVICE;
      case UNBACKED, ZERO -> new PageGrant.Backed(zeroHpa, false, Frame.SHIFT);
      case SHARED -> new PageGrant.Backed(block.hpa(page), false, Frame.SHIFT);
      case OWN -> new PageGrant.Backed(block.hpa(page), true, runShift(block, page));
      case ROM -> new PageGrant.ReadOnly(block.hpa(page));
    };
  }

  /** Backs a page that is about to be written for the first time. */
  private void giveMemory(PhysBlock block, long page) {
    if (block.wantsRun() && hasPlenty()) {
      long run = frames.allocateRun(PhysBlock.PAGES, maxHpa);
      if (run >= 0) {
        frameListener.assigned(run, PhysBlock.BYTES);
        state++;
        if (block.adoptRun(run)) {
          changed(page & -PhysBlock.BYTES, PhysBlock.BYTES);
        }
        return;
      }
    }
    replace(block, page, Backing.OWN, newFrame(block, page));
  }

  /** Runs are for machines that have the host to themselves; the others share it by the page. */
  private boolean hasPlenty() {
    return frames.framesInUse() + PhysBlock.PAGES <= memory.size() >>> (Frame.SHIFT + 1);
  }

  private void unshare(PhysBlock block, long page) {
    if (block.unshareOneMore() && moveToRun(block, page & -PhysBlock.BYTES)) {
      return;
    }
    long own = newFrame(block, page);
    memory.copyFrame(block.hpa(page), own);
    replace(block, page, Backing.OWN, own);
  }

  /**
   * Puts all pages of a block, which is written here and there, on adjacent frames: scattered, it
   * would take strategies an entry for each page. Returns whether there is room for that.
   */
  private boolean moveToRun(PhysBlock block, long gpa) {
    if (!block.isRam() || !reserveRun(block)) {
      return false;
    }
    LongStream.Builder old = LongStream.builder();
    for (long page = gpa; page < gpa + PhysBlock.BYTES; page += Frame.SIZE) {
      if (!block.isOnRun(page)) {
        frameListener.assigned(block.runFrame(page), Frame.SIZE);
        if (block.backing(page) == Backing.SHARED || block.backing(page) == Backing.OWN) {
          memory.copyFrame(block.hpa(page), block.runFrame(page));
          old.add(block.hpa(page));
        }
      }
    }
    state++;
    block.moveToRun();
    changed(gpa, PhysBlock.BYTES);
    old.build().forEach(frames::release);
    return true;
  }

  /** Whether the block has a run, now at the latest. */
  private boolean reserveRun(PhysBlock block) {
    if (!block.hasRun() && hasPlenty()) {
      block.reserve(frames.allocateRun(PhysBlock.PAGES, maxHpa));
    }
    return block.hasRun();
  }

  private long newFrame(PhysBlock block, long page) {
    long hpa = block.hasRun() ? block.runFrame(page) : frames.allocate(maxHpa);
    frameListener.assigned(hpa, Frame.SIZE);
    return hpa;
  }

  /** Changes what backs a page of RAM, and gives the old frame up once nobody translates to it. */
  private void replace(PhysBlock block, long page, Backing backing, long hpa) {
    Backing before = block.backing(page);
    long oldHpa = block.hpa(page);
    state++;
    block.set(page, backing, hpa);
    if (before != Backing.UNBACKED) {
      changed(page, Frame.SIZE);
    }
    if (before == Backing.SHARED || (before == Backing.OWN && !block.hasRun())) {
      frames.release(oldHpa);
    }
  }

  /** Tells of a change at every gpa that leads there; what gated lines cut off, none leads to. */
  private void changed(long gpa, long bytes) {
    if (aliases.many()) {
      notifyListeners(0, aliases.span(aliases, limit));
      return;
    }
    long step = Math.min(bytes, 1L << aliases.maxRunShift());
    for (long at = gpa; at < gpa + bytes; at += step) {
      if (aliases.resolve(at) == at) {
        aliases.forEach(at, alias -> notifyListeners(alias, step));
      }
    }
  }

  private void notifyListeners(long gpa, long bytes) {
    for (PhysMapListener listener : listeners) {
      listener.changed(gpa, bytes);
    }
  }

  private int runShift(PhysBlock block, long page) {
    int shift = block.runShift(page);
    if (shift == PhysBlock.SHIFT) {
      shift = block.wideShift(state);
      if (shift < 0) {
        shift = runOfBlocks(block, page);
        block.keepWideShift(shift, state);
      }
    }
    return Math.min(shift, aliases.maxRunShift());
  }

  /** Doubles a block as long as its twin lies beside it in host memory too. */
  private int runOfBlocks(PhysBlock block, long page) {
    long delta = block.runFrame(page) - page;
    int shift = PhysBlock.SHIFT;
    while (shift < Long.SIZE - 2 && (delta & ((2L << shift) - 1)) == 0) {
      long twin = ((page >>> shift) ^ 1) << shift;
      for (long gpa = twin; gpa < twin + (1L << shift); gpa += PhysBlock.BYTES) {
        PhysBlock other = find(gpa);
        if (other == null || !other.isRun() || other.runFrame(gpa) != gpa + delta) {
          return shift;
        }
      }
      shift++;
    }
    return shift;
  }

  @Override
  public void close() {
    blocks.values().forEach(block -> block.releaseAll(frames));
    blocks.clear();
    lastFound = null;
    frames.release(zeroHpa);
    images.close();
  }
}
