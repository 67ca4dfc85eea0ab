package vmm.core.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.ignoreStubs;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoMoreInteractions;
import static org.mockito.Mockito.when;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import vmm.api.memory.Frame;
import vmm.api.memory.FrameAllocator;
import vmm.api.memory.HostMemory;
import vmm.api.memory.OutOfHostMemoryException;

class RefCountingFrameAllocatorTest {
  private static final long ANY = -1L >>> 1;

  /** 1027 frames: no power of two, so that the last blocks are small. */
  private final SparseHostMemory memory = SparseHostMemory.reserve(1027 * 4096);

  private final FrameAllocator frames = memory.frames();

  @AfterEach
  void close() {
    memory.close();
  }

  @Test
  void handsEveryFrameOutOnceAndThenSaysThatMemoryIsFull() {
    var seen = new HashSet<Long>();
    for (int i = 0; i < 1027; i++) {
      assertThat(seen.add(frames.allocate(ANY))).isTrue();
    }

    assertThat(frames.framesInUse()).isEqualTo(1027);
    assertThatThrownBy(() -> frames.allocate(ANY))
        .isInstanceOf(OutOfHostMemoryException.class)
        .hasMessageContaining("1027 of 1027 frames in use");
  }

  @Test
  void aFrameIsFreeWithItsLastReference() {
    long hpa = frames.allocate(ANY);
    frames.retain(hpa);
    frames.release(hpa);
    assertThat(frames.references(hpa)).isEqualTo(1);
    assertThat(frames.framesInUse()).isEqualTo(1);

    frames.release(hpa);
    assertThat(frames.references(hpa)).isZero();
    assertThat(frames.framesInUse()).isZero();
    assertThatThrownBy(() -> frames.release(hpa)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> frames.retain(hpa)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> frames.retain(1L << 40)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aFrameComesBackAsZeros() {
    long hpa = frames.allocate(ANY);
    memory.write(hpa + 8, 8, -1);
    frames.release(hpa);

    assertThat(frames.allocate(ANY)).isEqualTo(hpa);
    assertThat(memory.read(hpa + 8, 8)).isZero();
  }

  @Test
  void neverTouchesAFrameThatWasNeverUsed() {
    HostMemory watched = mock(HostMemory.class);
    when(watched.size()).thenReturn(1L << 24);
    var allocator = new RefCountingFrameAllocator(watched);
    long used = allocator.allocate(ANY);
    allocator.allocateRun(512, ANY);
    verify(watched, never()).zeroFrame(anyLong());

    allocator.release(used);
    allocator.allocateRun(2, ANY);
    verify(watched).zeroFrame(used);
    verifyNoMoreInteractions(ignoreStubs(watched));
  }

  @Test
  void staysBelowTheHighestHpaThatIsAskedFor() {
    assertThat(frames.allocate(0xFFF)).isZero();
    assertThatThrownBy(() -> frames.allocate(0x1FFE)).isInstanceOf(OutOfHostMemoryException.class);
    assertThat(frames.allocate(0x1FFF)).isEqualTo(0x1000);
    assertThat(frames.allocateRun(4, 0x6FFF)).isEqualTo(-1);
    assertThat(frames.allocateRun(4, 0x7FFF)).isEqualTo(0x4000);
  }

  @Test
  void runsAreAlignedAndReleasedFrameByFrame() {
    frames.allocate(ANY);
    long run = frames.allocateRun(512, ANY);
    assertThat(run % (512 * Frame.SIZE)).isZero();
    assertThat(frames.framesInUse()).isEqualTo(513);

    frames.release(run + 5 * Frame.SIZE);
    assertThat(frames.references(run + 5 * Frame.SIZE)).isZero();
    assertThat(frames.references(run + 6 * Frame.SIZE)).isEqualTo(1);
    assertThat(frames.framesInUse()).isEqualTo(512);
  }

  @Test
  void aRunThatIsNoPowerOfTwoGivesItsRestBack() {
    long run = frames.allocateRun(5, ANY);

    assertThat(frames.framesInUse()).isEqualTo(5);
    assertThat(frames.allocate(run + 8 * Frame.SIZE - 1)).isEqualTo(run + 5 * Frame.SIZE);
    assertThat(frames.allocateRun(1028, ANY)).isEqualTo(-1);
    assertThatThrownBy(() -> frames.allocateRun(0, ANY))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void freedNeighboursJoinAgain() {
    var all = new ArrayList<Long>();
    for (int i = 0; i < 1024; i++) {
      all.add(frames.allocate(ANY));
    }
    assertThat(frames.allocateRun(16, ANY)).isEqualTo(-1);
    all.forEach(frames::release);

    assertThat(frames.allocateRun(1024, ANY)).isZero();
  }

  @Test
  void survivesThreadsThatAllocateShareAndRelease() throws Exception {
    int threads = 4;
    Callable<Integer> work = () -> churn(20_000);
    try (var pool = Executors.newFixedThreadPool(threads)) {
      var all = new ArrayList<Callable<Integer>>();
      for (int i = 0; i < threads; i++) {
        all.add(work);
      }
      for (var done : pool.invokeAll(all)) {
        assertThat(done.get()).isPositive();
      }
    }
    assertThat(frames.framesInUse()).isZero();
    assertThat(frames.allocateRun(1024, ANY)).isZero();
  }

  /**
   * Writes a mark of its own into each frame and expects to find it again; returns their number.
   */
  private int churn(int steps) {
    var random = new SplittableRandom(Thread.currentThread().threadId());
    var mine = new ArrayDeque<Long>();
    long mark = Thread.currentThread().threadId() << 32;
    int taken = 0;
    for (int step = 0; step < steps; step++) {
      if (mine.size() < 64 && random.nextInt(3) != 0) {
        int count = 1 << random.nextInt(4);
        long run = frames.allocateRun(count, ANY);
        for (int i = 0; run >= 0 && i < count; i++) {
          long hpa = run + (long) i * Frame.SIZE;
          assertThat(memory.read(hpa, 8)).isZero();
          memory.write(hpa, 8, mark | hpa);
          frames.retain(hpa);
          mine.add(hpa);
          taken++;
        }
      } else if (!mine.isEmpty()) {
        long hpa = mine.poll();
        assertThat(memory.read(hpa, 8)).isEqualTo(mark | hpa);
        frames.release(hpa);
        frames.release(hpa);
      }
    }
    for (long hpa : mine) {
      frames.release(hpa);
      frames.release(hpa);
    }
    return taken;
  }
}
