package vmm.core.memory;

import java.util.Arrays;
import java.util.stream.Stream;
import vmm.api.memory.Frame;
import vmm.api.memory.FrameAllocator;

/**
 * What backs the pages of 2 MiB of guest-physical space: the unit in which frames are kept
 * adjacent. A block with a run has a frame of it reserved for each page, used or not.
 */
final class PhysBlock {
  /** log2 of the size in bytes. */
  static final int SHIFT = 21;

  /** Size in bytes. */
  static final long BYTES = 1L << SHIFT;

  /** Number of pages. */
  static final int PAGES = 1 << (SHIFT - Frame.SHIFT);

  /** If so many pages of a block had to be unshared, it is not worth while to share the others. */
  private static final int MOST_UNSHARED = 4;

  /** What backs a page. */
  enum Backing {
    /** No memory. */
    HOLE,
    /** RAM that nobody has asked for yet. */
    UNBACKED,
    /** RAM that was granted for reading, as zeros. */
    ZERO,
    /** RAM on a frame of its own. */
    OWN,
    /** RAM on a frame that others use too. */
    SHARED,
    /** Memory that ignores writes. */
    ROM;

    boolean ram() {
      return this != HOLE && this != ROM;
    }
  }

  private final Backing[] backings = new Backing[PAGES];
  private final long[] frames = new long[PAGES];

  /** What {@link #runShift} found out of each page; 0 where it was not asked since a change. */
  private final byte[] runShifts = new byte[PAGES];

  private boolean runShiftsKnown;

  private long run = -1;
  private int inRun;
  private int unshared;

  /** log2 of the size of the blocks that lie as this run does, and the state of the map then. */
  private int wideShift;

  private long wideAsOf = -1;

  /** A block of holes. */
  PhysBlock() {
    Arrays.fill(backings, Backing.HOLE);
  }

  private static int index(long gpa) {
    return (int) (gpa >>> Frame.SHIFT) & (PAGES - 1);
  }

  Backing backing(long gpa) {
    return backings[index(gpa)];
  }

  /** The frame of a page that is OWN, SHARED or ROM; else 0. */
  long hpa(long gpa) {
    return frames[index(gpa)];
  }

  void set(long gpa, Backing backing, long hpa) {
    if (hasRun()) {
      inRun += (backing == Backing.OWN ? 1 : 0) - (backing(gpa) == Backing.OWN ? 1 : 0);
    }
    forgetRunShifts();
    backings[index(gpa)] = backing;
    frames[index(gpa)] = hpa;
  }

  private void forgetRunShifts() {
    if (runShiftsKnown) {
      Arrays.fill(runShifts, (byte) 0);
      runShiftsKnown = false;
    }
  }

  boolean hasRun() {
    return run >= 0;
  }

  /** Whether every page is on its frame of the run. */
  boolean isRun() {
    return inRun == PAGES;
  }

  /** The frame of the run that is reserved for a page. */
  long runFrame(long gpa) {
    return run + (gpa & (BYTES - 1) & -Frame.SIZE);
  }

  /** Whether a page is on its frame of the run. */
  boolean isOnRun(long gpa) {
    return backing(gpa) == Backing.OWN && hpa(gpa) == runFrame(gpa);
  }

  /** Whether a run would serve: all is RAM, and no page has a frame of its own yet. */
  boolean wantsRun() {
    for (Backing backing : backings) {
      if (!backing.ram() || backing == Backing.OWN) {
        return false;
      }
    }
    return true;
  }

  /** Whether all of it is RAM. */
  boolean isRam() {
    return Stream.of(backings).allMatch(Backing::ram);
  }

  /** One more page is to be no longer shared; returns whether they are many by now. */
  boolean unshareOneMore() {
    unshared++;
    return unshared >= MOST_UNSHARED;
  }

  /** Takes a run, without putting any page on it; there is none at -1. */
  void reserve(long hpa) {
    run = hpa;
  }

  /** Puts every page on the run; the caller has seen to the contents. */
  void moveToRun() {
    Arrays.fill(backings, Backing.OWN);
    Arrays.setAll(frames, i -> run + ((long) i << Frame.SHIFT));
    forgetRunShifts();
    inRun = PAGES;
  }

  /**
   * Takes a run, and puts each page on it that is not shared.
   *
   * @return whether any of them had been granted before
   */
  boolean adoptRun(long hpa) {
    run = hpa;
    boolean granted = false;
    for (long gpa = 0; gpa < BYTES; gpa += Frame.SIZE) {
      if (backing(gpa) != Backing.SHARED) {
        granted |= backing(gpa) == Backing.ZERO;
        set(gpa, Backing.OWN, runFrame(gpa));
      }
    }
    return granted;
  }

  /** log2 of the largest aligned part around an OWN page that lies alike in host memory. */
  int runShift(long gpa) {
    if (isRun()) {
      return SHIFT;
    }
    int known = runShifts[index(gpa)];
    if (known == 0) {
      known = findRunShift(gpa);
      runShifts[index(gpa)] = (byte) known;
      runShiftsKnown = true;
    }
    return known;
  }

  private int findRunShift(long gpa) {
    long delta = hpa(gpa) - gpa;
    int shift = Frame.SHIFT;
    while (shift < SHIFT && (delta & ((2L << shift) - 1)) == 0) {
      long twin = ((gpa >>> shift) ^ 1) << shift;
      for (long page = twin; page < twin + (1L << shift); page += Frame.SIZE) {
        if (backing(page) != Backing.OWN || hpa(page) != page + delta) {
          return shift;
        }
      }
      shift++;
    }
    return shift;
  }

  /** What {@link #keepWideShift} was told in this state of the map, or -1. */
  int wideShift(long state) {
    return wideAsOf == state ? wideShift : -1;
  }

  /** Remembers how far around this run frames are adjacent while the map is in this state. */
  void keepWideShift(int shift, long state) {
    wideShift = shift;
    wideAsOf = state;
  }

  /** Gives every frame up. */
  void releaseAll(FrameAllocator allocator) {
    for (long gpa = 0; gpa < BYTES; gpa += Frame.SIZE) {
      switch (backing(gpa)) {
        case SHARED, ROM -> allocator.release(hpa(gpa));
        case OWN -> {
          if (!hasRun()) {
            allocator.release(hpa(gpa));
          }
        }
        case HOLE, UNBACKED, ZERO -> {}
      }
      if (hasRun()) {
        allocator.release(runFrame(gpa));
      }
    }
  }
}
