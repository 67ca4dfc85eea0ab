package vmm.kit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import vmm.api.memory.Frame;
import vmm.api.memory.PageGrant;
import vmm.api.memory.PhysMap;
import vmm.api.memory.PhysMapListener;

/**
 * The guest-physical space of the model machine: a little RAM in scattered frames, a little memory
 * that drops writes, one large run in adjacent frames, and nothing elsewhere. Of a page that nobody
 * has asked for yet it tells nobody when that gets a frame: only {@link #resolve} grants.
 */
public final class ModelPhysMap implements PhysMap {
  /** Pages of RAM, from gpa 0 on. */
  public static final int RAM_PAGES = 32;

  /** First page of memory that drops writes. */
  public static final int ROM_PAGE = 32;

  /** Pages of memory that drops writes. */
  public static final int ROM_PAGES = 4;

  /** log2 of the size in bytes, and of the gpa, of the run in adjacent frames. */
  public static final int RUN_SHIFT = 22;

  private final ModelMemory memory;

  /** By number: addresses of pages would collide in a hash table. */
  private final Map<Long, Page> pages = new HashMap<>();

  private final List<PhysMapListener> listeners = new ArrayList<>();
  private final long zeroHpa;
  private boolean runWhole = true;
  private long framesTaken;

  private static final class Page {
    final boolean rom;
    long hpa;
    boolean own;

    /** Whether somebody may hold a translation to the frame of zeros it stands on. */
    boolean granted;

    Page(boolean rom, long hpa, boolean own) {
      this.rom = rom;
      this.hpa = hpa;
      this.own = own;
    }
  }

  /** Lays out the space; RAM is not backed yet. */
  public ModelPhysMap(ModelMemory memory) {
    this.memory = memory;
    this.zeroHpa = memory.allocate(Long.MAX_VALUE);
    for (long page = 0; page < RAM_PAGES; page++) {
      memory.retain(zeroHpa);
      pages.put(page, new Page(false, zeroHpa, false));
    }
    for (long page = ROM_PAGE; page < ROM_PAGE + ROM_PAGES; page++) {
      pages.put(page, new Page(true, memory.allocate(Long.MAX_VALUE), true));
    }
    int frames = 1 << (RUN_SHIFT - Frame.SHIFT);
    long run = memory.allocateRun(frames, Long.MAX_VALUE);
    for (long i = 0; i < frames; i++) {
      long offset = i << Frame.SHIFT;
      pages.put(((1L << RUN_SHIFT) + offset) >>> Frame.SHIFT, new Page(false, run + offset, true));
    }
  }

  /** Whether a gpa leads to memory that the guest can write. */
  public boolean isRam(long gpa) {
    Page page = pages.get(gpa >>> Frame.SHIFT);
    return page != null && !page.rom;
  }

  /** Whether a gpa leads to memory. */
  public boolean isMemory(long gpa) {
    return pages.containsKey(gpa >>> Frame.SHIFT);
  }

  /** Fills memory that drops writes, before the strategy is made. */
  public void fillRom(long gpa, int size, long value) {
    Page page = pages.get(gpa >>> Frame.SHIFT);
    if (page != null) {
      memory.write(page.hpa + (gpa & Frame.OFFSET_MASK), size, value);
    }
  }

  /** Makes another holder of the page's frame appear, so that the next write has to copy. */
  public void share(long gpa) {
    Page page = pages.get(gpa >>> Frame.SHIFT);
    if (page != null && !page.rom && page.own) {
      page.own = false;
      memory.retain(page.hpa);
      leaveRun(gpa);
      changed(gpa);
    }
  }

  /** Takes the page's frame away: it reads as zeros from now on, until it is written. */
  public void discard(long gpa) {
    Page page = pages.get(gpa >>> Frame.SHIFT);
    if (page != null && !page.rom && page.hpa != zeroHpa) {
      memory.retain(zeroHpa);
      long old = page.hpa;
      page.hpa = zeroHpa;
      page.own = false;
      page.granted = false;
      leaveRun(gpa);
      changed(gpa);
      memory.release(old);
      framesTaken -= memory.references(old) > 0 ? 0 : 1;
    }
  }

  /** The frames that the guest may use now, by number, and whether it may write to them. */
  public Map<Long, Boolean> frames() {
    Map<Long, Boolean> frames = new HashMap<>();
    for (Page page : pages.values()) {
      frames.merge(page.hpa >>> Frame.SHIFT, page.own && !page.rom, Boolean::logicalOr);
    }
    return frames;
  }

  /** Frames in use now for pages that had none of their own at the start. */
  public long framesTaken() {
    return framesTaken;
  }

  /** Moves the page to another frame. */
  public void move(long gpa) {
    Page page = pages.get(gpa >>> Frame.SHIFT);
    if (page != null) {
      long hpa = memory.allocate(Long.MAX_VALUE);
      memory.copyFrame(page.hpa, hpa);
      memory.release(page.hpa);
      framesTaken += memory.references(page.hpa) > 0 ? 1 : 0;
      boolean known = page.hpa != zeroHpa || page.granted;
      page.hpa = hpa;
      page.own = true;
      leaveRun(gpa);
      if (known) {
        changed(gpa);
      }
    }
  }

  @Override
  public long limit() {
    return 2L << RUN_SHIFT;
  }

  @Override
  public PageGrant resolve(long gpa, boolean forWriting) {
    Page page = pages.get(gpa >>> Frame.SHIFT);
    if (page != null && forWriting && !page.rom && !page.own) {
      move(gpa);
    }
    if (page != null) {
      page.granted = true;
    }
    return peek(gpa);
  }

  @Override
  public PageGrant peek(long gpa) {
    Page page = pages.get(gpa >>> Frame.SHIFT);
    if (page == null) {
      return new PageGrant.Device();
    }
    if (page.rom) {
      return new PageGrant.ReadOnly(page.hpa);
    }
    boolean run = runWhole && gpa >>> RUN_SHIFT == 1;
    return new PageGrant.Backed(page.hpa, page.own, run ? RUN_SHIFT : Frame.SHIFT);
  }

  @Override
  public long addressMask() {
    return -1L;
  }

  @Override
  public void addListener(PhysMapListener listener) {
    listeners.add(listener);
  }

  private void leaveRun(long gpa) {
    if (runWhole && gpa >>> RUN_SHIFT == 1) {
      runWhole = false;
      listeners.forEach(listener -> listener.changed(1L << RUN_SHIFT, 1L << RUN_SHIFT));
    }
  }

  private void changed(long gpa) {
    listeners.forEach(listener -> listener.changed(Frame.base(gpa), Frame.SIZE));
  }
}
