package vmm.core.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.clearInvocations;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoMoreInteractions;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vmm.api.arch.Image;
import vmm.api.memory.Frame;
import vmm.api.memory.PageGrant;
import vmm.api.memory.PageGrant.Backed;
import vmm.api.memory.PhysMapListener;
import vmm.core.memory.MachinePhysMap.FrameListener;

class MachinePhysMapTest {
  private static final long MIB = 1 << 20;

  /** Number of pages of 2 MiB. */
  private static final int PAGES = 512;

  private final SparseHostMemory memory = SparseHostMemory.reserve(64 * MIB);
  private final ImageFrames images = new ImageFrames(memory);
  private final FrameListener frameListener = mock(FrameListener.class);
  private final PhysMapListener listener = mock(PhysMapListener.class);
  private final MachinePhysMap map = newMap(frameListener);

  @BeforeEach
  void listen() {
    map.addListener(listener);
  }

  @AfterEach
  void close() {
    memory.close();
  }

  private MachinePhysMap newMap(FrameListener told) {
    return new MachinePhysMap(memory, images, memory.size() - 1, told);
  }

  private static Backed backed(PageGrant grant) {
    assertThat(grant).isInstanceOf(Backed.class);
    return (Backed) grant;
  }

  @Test
  void whereNothingWasDeclaredADeviceAnswers() {
    map.addRam(0, 640 << 10);

    assertThat(map.resolve(0xA0000, true)).isEqualTo(new PageGrant.Device());
    assertThat(map.peek(1L << 50)).isEqualTo(new PageGrant.Device());
    assertThat(map.limit()).isEqualTo(0xA0000);
  }

  @Test
  void pagesThatAreOnlyReadShareOneFrameOfZeros() {
    map.addRam(0, 640 << 10);
    long before = memory.frames().framesInUse();
    Backed one = backed(map.resolve(0x1234, false));
    Backed two = backed(map.resolve(0x9000, false));

    assertThat(one).isEqualTo(two);
    assertThat(one.writable()).isFalse();
    assertThat(one.runShift()).isEqualTo(Frame.SHIFT);
    assertThat(memory.read(one.hpa(), 8)).isZero();
    assertThat(memory.frames().framesInUse()).isEqualTo(before);
  }

  @Test
  void theFirstWriteGivesAPageItsFrameAndTellsThoseWhoReadItBefore() {
    map.addRam(0, 640 << 10);
    Backed zero = backed(map.resolve(0x1000, false));
    Backed own = backed(map.resolve(0x1FFF, true));
    Backed other = backed(map.resolve(0x2000, true));

    assertThat(own.writable()).isTrue();
    assertThat(own.hpa()).isNotEqualTo(zero.hpa()).isNotEqualTo(other.hpa());
    assertThat(map.peek(0x1000)).isEqualTo(own);
    verify(listener).changed(0x1000, 0x1000);
    verifyNoMoreInteractions(listener);
    verify(frameListener).assigned(own.hpa(), Frame.SIZE);
  }

  @Test
  void peekingChangesNothing() {
    map.addRam(0, 4 * MIB);
    Backed before = backed(map.peek(0x1000));
    map.resolve(0x1000, true);

    assertThat(before.writable()).isFalse();
    verifyNoMoreInteractions(listener);
  }

  @Test
  void theFirstWriteInABlockOfRamBacksAllOfItInOneRun() {
    map.addRam(0, 4 * MIB);
    map.resolve(0x5000, false);
    Backed first = backed(map.resolve(0x3000, true));

    assertThat(first.runShift()).isGreaterThanOrEqualTo(21);
    assertThat(first.hpa() & 0x1FFFFF).isEqualTo(0x3000);
    assertThat(backed(map.peek(0x1FF000)).hpa()).isEqualTo(first.hpa() - 0x3000 + 0x1FF000);
    assertThat(backed(map.peek(0x200000)).writable()).isFalse();
    verify(listener).changed(0, 2 * MIB);
  }

  @Test
  void neighbouringBlocksMakeLargerRuns() {
    map.addRam(0, 8 * MIB);
    // The map's frame of zeros is in the first 2 MiB: take the next, so that runs lie alike.
    memory.frames().allocateRun(512, 4 * MIB - 1);
    for (long gpa = 0; gpa < 8 * MIB; gpa += 2 * MIB) {
      map.resolve(gpa, true);
    }
    Backed page = backed(map.peek(5 * MIB));

    long size = 1L << page.runShift();
    assertThat(size).isGreaterThan(2 * MIB);
    long start = (5 * MIB) & -size;
    for (long gpa = start; gpa < start + size; gpa += Frame.SIZE) {
      assertThat(backed(map.peek(gpa)).hpa() - gpa).isEqualTo(page.hpa() - 5 * MIB);
    }
  }

  @Test
  void aRunThatEndsInOneBlockIsShorterInItsNeighboursToo() {
    map.addRam(0, 8 * MIB);
    memory.frames().allocateRun(512, 4 * MIB - 1);
    for (long gpa = 0; gpa < 8 * MIB; gpa += 2 * MIB) {
      map.resolve(gpa, true);
    }
    Backed wide = backed(map.peek(5 * MIB));
    long neighbour = 5 * MIB ^ 2 * MIB;
    assertThat(map.peek(5 * MIB)).isEqualTo(wide);

    map.share(neighbour, memory.frames().allocate(memory.size() - 1));

    assertThat(wide.runShift()).isGreaterThan(21);
    assertThat(backed(map.peek(5 * MIB)).runShift()).isEqualTo(21);
    assertThat(backed(map.resolve(5 * MIB, true)).runShift()).isEqualTo(21);
    assertThat(backed(map.peek(neighbour)).writable()).isFalse();
    assertThat(backed(map.peek(neighbour + Frame.SIZE)).runShift()).isEqualTo(Frame.SHIFT);
  }

  @Test
  void withoutPlentyOfMemoryPagesGetSingleFrames() {
    map.addRam(0, 128 * MIB);
    for (long gpa = 0; gpa < 40 * MIB; gpa += 2 * MIB) {
      map.resolve(gpa, true);
    }

    assertThat(memory.frames().framesInUse()).isLessThan(memory.size() / Frame.SIZE * 51 / 100);
    assertThat(backed(map.peek(38 * MIB)).writable()).isTrue();
    assertThat(backed(map.peek(38 * MIB + Frame.SIZE)).writable()).isFalse();
  }

  @Test
  void romIsReadOnlyAndPaddedWithZeros() {
    var rom = new byte[5000];
    rom[4999] = 77;
    map.addRom(0xFFFF0000L, rom);
    PageGrant grant = map.resolve(0xFFFF1387L, true);

    assertThat(grant).isInstanceOf(PageGrant.ReadOnly.class);
    long hpa = ((PageGrant.ReadOnly) grant).hpa();
    assertThat(memory.read(hpa + 0x387, 1)).isEqualTo(77);
    assertThat(memory.read(hpa + 0x388, 1)).isZero();
    assertThat(map.isRam(0xFFFF0000L, 1)).isFalse();
  }

  @Test
  void rangesAreWholePagesAndDoNotOverlap() {
    map.addRam(0x10000, 0x10000);

    assertThatThrownBy(() -> map.addRam(0x1F000, 0x2000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0x1f000");
    assertThatThrownBy(() -> map.addRom(0x10000, new byte[1]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> map.addRam(0x800, 0x1000))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(map.isRam(0x10000, 0x10000)).isTrue();
    assertThat(map.isRam(0x10000, 0x10001)).isFalse();
    assertThat(map.isRam(Long.MAX_VALUE, 2)).isFalse();
  }

  @Test
  void machinesShareTheFramesOfAnImageUntilOneWrites() {
    var image = new Image("kernel", new byte[3 * Frame.SIZE]);
    image.bytes()[Frame.SIZE + 10] = 42;
    MachinePhysMap other = newMap((hpa, bytes) -> {});
    map.addRam(0, 640 << 10);
    other.addRam(0, 640 << 10);
    map.putImagePage(0x3000, image, Frame.SIZE);
    other.putImagePage(0x7000, image, Frame.SIZE);
    Backed mine = backed(map.resolve(0x3000, false));
    assertThat(backed(other.resolve(0x7000, false))).isEqualTo(mine);
    assertThat(mine.writable()).isFalse();

    Backed own = backed(map.resolve(0x3000, true));
    memory.write(own.hpa() + 10, 1, 7);

    assertThat(own.hpa()).isNotEqualTo(mine.hpa());
    assertThat(own.writable()).isTrue();
    assertThat(backed(other.peek(0x7000))).isEqualTo(mine);
    assertThat(memory.read(mine.hpa() + 10, 1)).isEqualTo(42);
    var order = inOrder(frameListener, listener);
    order.verify(frameListener).assigned(own.hpa(), Frame.SIZE);
    order.verify(listener).changed(0x3000, Frame.SIZE);
  }

  @Test
  void anUnsharedPageTakesItsPlaceInTheRunOfItsBlock() {
    var image = new Image("kernel", new byte[Frame.SIZE]);
    map.addRam(0, 2 * MIB);
    map.putImagePage(0x3000, image, 0);
    assertThat(backed(map.resolve(0x4000, true)).runShift()).isEqualTo(14);

    assertThat(backed(map.resolve(0x3000, true)).runShift()).isEqualTo(21);
  }

  /** An image of 2 MiB whose pages begin with their number. */
  private static Image numbered() {
    var image = new Image("kernel", new byte[(int) (2 * MIB)]);
    for (int page = 0; page < PAGES; page++) {
      image.bytes()[page * Frame.SIZE] = (byte) page;
    }
    return image;
  }

  /** Gives a map 2 MiB of RAM, all of it on the frames of an image. */
  private static void load(MachinePhysMap to, Image image) {
    to.addRam(0, 2 * MIB);
    for (long gpa = 0; gpa < 2 * MIB; gpa += Frame.SIZE) {
      to.putImagePage(gpa, image, gpa);
    }
  }

  @Test
  void aBlockThatIsWrittenHereAndThereMovesToOneRun() {
    Image image = numbered();
    MachinePhysMap other = newMap((hpa, bytes) -> {});
    load(map, image);
    load(other, image);
    Backed shared = backed(other.peek(0x7000));
    memory.write(backed(map.resolve(0x1000, true)).hpa() + 8, 1, 42);
    map.resolve(0x9000, true);
    map.resolve(0x5000, true);
    assertThat(map.peek(0x7000)).isEqualTo(shared);
    long before = memory.frames().framesInUse();
    clearInvocations(listener);

    Backed own = backed(map.resolve(0x3000, true));

    assertThat(own.writable()).isTrue();
    assertThat(own.runShift()).isEqualTo(21);
    assertThat(backed(map.peek(0x1000)).hpa()).isEqualTo(own.hpa() - 0x2000);
    assertThat(memory.read(own.hpa() - 0x2000 + 8, 1)).isEqualTo(42);
    for (int page = 0; page < PAGES; page++) {
      long hpa = own.hpa() + ((page - 3L) << Frame.SHIFT);
      assertThat(memory.read(hpa, 1)).isEqualTo(page & 0xFF);
      verify(frameListener).assigned(hpa, Frame.SIZE);
      assertThat(memory.frames().references(hpa)).isEqualTo(1);
    }
    verify(listener).changed(0, 2 * MIB);
    assertThat(memory.frames().framesInUse()).isEqualTo(before + PAGES - 3);
    assertThat(backed(other.peek(0x7000))).isEqualTo(shared);
    assertThat(memory.read(shared.hpa(), 1)).isEqualTo(7);
    assertThat(memory.frames().references(shared.hpa())).isEqualTo(2);
  }

  @Test
  void withoutPlentyOfMemoryTheRestOfABlockStaysShared() {
    load(map, numbered());
    memory.frames().allocateRun(PAGES * 16, memory.size() - 1);
    for (long gpa = 0; gpa < 0x8000; gpa += Frame.SIZE) {
      assertThat(backed(map.resolve(gpa, true)).runShift()).isLessThan(16);
    }

    assertThat(backed(map.peek(0x8000)).writable()).isFalse();
  }

  @Test
  void aBlockThatIsNotAllRamKeepsItsSharedPages() {
    Image image = numbered();
    map.addRam(0, 640 << 10);
    for (long gpa = 0; gpa < 0x8000; gpa += Frame.SIZE) {
      map.putImagePage(gpa, image, gpa);
    }
    for (long gpa = 0; gpa < 0x7000; gpa += Frame.SIZE) {
      map.resolve(gpa, true);
    }

    assertThat(backed(map.peek(0x7000)).writable()).isFalse();
    assertThat(map.peek(0xA0000)).isEqualTo(new PageGrant.Device());
  }

  @Test
  void anImageStaysUnchangedForMachinesThatComeLater() {
    var image = new Image("kernel", new byte[Frame.SIZE]);
    map.addRam(0, 640 << 10);
    map.putImagePage(0, image, 0);
    memory.write(backed(map.resolve(0, true)).hpa(), 1, 99);

    MachinePhysMap later = newMap((hpa, bytes) -> {});
    later.addRam(0, 640 << 10);
    later.putImagePage(0, image, 0);

    assertThat(memory.read(backed(later.peek(0)).hpa(), 1)).isZero();
  }

  @Test
  void gatedLinesMakeAliases() {
    map.addRam(0, 4 * MIB);
    map.setAddressMask(~MIB);
    verify(listener).changed(0, 4 * MIB);
    Backed low = backed(map.resolve(0x3000, false));
    assertThat(map.resolve(0x103000, false)).isEqualTo(low);

    Backed own = backed(map.resolve(0x103000, true));
    assertThat(map.peek(0x3000)).isEqualTo(own);
    assertThat(own.runShift()).isEqualTo(20);
    verify(listener).changed(0, MIB);
    verify(listener).changed(MIB, MIB);

    map.setAddressMask(-1);
    assertThat(backed(map.peek(0x103000)).hpa()).isNotEqualTo(own.hpa());
  }

  @Test
  void aMaskMustNotGateLinesWithinAPage() {
    assertThatThrownBy(() -> map.setAddressMask(~0x10L))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void withManyGatedLinesEveryChangeIsToldForTheWholeSpace() {
    map.addRam(0, 640 << 10);
    map.setAddressMask(0xFFFFF);
    map.resolve(0, false);
    clearInvocations(listener);
    map.resolve(0x7_0000_0000L, true);

    verify(listener).changed(0, 1L << 52);
  }

  @Test
  void closingGivesEveryFrameBack() {
    var image = new Image("kernel", new byte[2 * Frame.SIZE]);
    var keeper = newMap((hpa, bytes) -> {});
    long before = memory.frames().framesInUse();
    var mine = newMap((hpa, bytes) -> {});
    mine.addRam(0, 640 << 10);
    mine.addRam(2 * MIB, 4 * MIB);
    mine.addRom(0xF0000, new byte[1]);
    mine.putImagePage(0, image, 0);
    mine.putImagePage(2 * MIB, image, 0);
    mine.putImagePage(3 * MIB, image, Frame.SIZE);
    mine.resolve(0, true);
    mine.resolve(2 * MIB, true);
    mine.resolve(4 * MIB, true);
    mine.putImagePage(4 * MIB, image, 0);
    mine.close();

    assertThat(memory.frames().framesInUse()).isEqualTo(before);
    keeper.close();
  }
}
