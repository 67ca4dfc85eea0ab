package vmm.ppc.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import vmm.api.arch.Board;
import vmm.api.arch.BootImages;
import vmm.api.arch.Image;
import vmm.api.arch.ImageException;
import vmm.devices.fdt.DeviceTree;
import vmm.ppc.PpcModel;
import vmm.ppc.boot.PpcImages;

/** Whatever is wrong with an image is said in one line that names the file. */
class BadImagesTest {
  private static final List<Board> BOARDS = List.of(new BambooBoard(), new Ppce500Board());
  private static final Image GOOD = TestImages.Elf.kernel().image();

  private static TestHost host(Board board, long mib) {
    return new TestHost(mib << 20, PpcModel.named(board.defaultCpu()));
  }

  private static void refused(Board board, long mib, BootImages images, String message) {
    Throwable thrown = catchThrowable(() -> board.build(host(board, mib), images));
    assertThat(thrown).isInstanceOf(ImageException.class);
    assertThat(thrown).hasMessageContaining(message);
    assertThat(thrown.getMessage().lines()).hasSize(1);
  }

  static Stream<Arguments> kernels() {
    ByteOrder big = ByteOrder.BIG_ENDIAN;
    ByteOrder little = ByteOrder.LITTLE_ENDIAN;
    return Stream.of(
        Arguments.of(new TestImages.Elf(false, little, 20, 0, 0, 0).image(), "little-endian"),
        Arguments.of(new TestImages.Elf(true, big, 21, 0, 0, 0).image(), "64-bit"),
        Arguments.of(new TestImages.Elf(false, big, 8, 0, 0, 0).image(), "ELF machine 8"),
        Arguments.of(new TestImages.Elf(false, little, 3, 0, 0, 0).image(), "ELF machine 3"),
        Arguments.of(
            new TestImages.Elf(false, big, 20, 0x1_0000, 0, 0).image(),
            "entry point 0x10000 lies outside"),
        Arguments.of(
            new TestImages.Elf(false, big, 20, 0xFFFF_0000L, 0xFFFF_0000L, 0xFFFF_0000L).image(),
            "needs memory up to 0x100000000"),
        Arguments.of(new Image("kernel", new byte[0]), "neither ELF nor uImage"),
        Arguments.of(new Image("kernel", Arrays.copyOf(GOOD.bytes(), 60)), "truncated"),
        Arguments.of(TestImages.uImage(2, 2, 0, 0), "architecture 2"),
        Arguments.of(TestImages.uImage(7, 3, 0, 0), "type 3"),
        Arguments.of(TestImages.uImage(7, 2, 0, 16), "entry point 0x10 lies outside"),
        Arguments.of(TestImages.uImage(7, 2, 0x7FFF_FFF8, 0x7FFF_FFF8), "does not fit"),
        Arguments.of(TestImages.uImage(7, 2, -16, -16), "does not fit"));
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void kernels(Image kernel, String message) {
    for (Board board : BOARDS) {
      refused(board, 64, BootImages.ofKernel(kernel, ""), "kernel: ");
      refused(board, 64, BootImages.ofKernel(kernel, ""), message);
    }
  }

  @Test
  void ramDisksThatDoNotFit() {
    for (Board board : BOARDS) {
      refused(board, 16, TestImages.withDisk(GOOD, 16 << 20), "disk: does not fit");
      Image high = TestImages.Elf.at((16 << 20) - TestImages.PROGRAM_BYTES).image();
      refused(board, 16, TestImages.withDisk(high, 1), "disk: does not fit");
      refused(board, 16, BootImages.ofKernel(high, ""), "kernel: leaves no room");
    }
  }

  @Test
  void ramDisksThatAreKernels() {
    BootImages.Module module = new BootImages.Module(TestImages.uImage(7, 2, 0, 0), "");
    for (Board board : BOARDS) {
      refused(
          board,
          64,
          new BootImages(Optional.of(GOOD), List.of(module), "", Optional.empty()),
          "kernel: a uImage of type 2; a RAM disk is type 3");
    }
  }

  @Test
  void nothingToStart() {
    for (Board board : BOARDS) {
      refused(board, 64, BootImages.none(), "nothing to start");
    }
  }

  @Test
  void deviceTrees() {
    DeviceTree strange = new DeviceTree();
    strange.root().cells("#address-cells", 3);
    DeviceTree negative = new DeviceTree();
    negative.root().cells("#size-cells", -1);
    DeviceTree huge = new DeviceTree();
    huge.root().bytes("much", new byte[64 << 20]);
    BootImages kernel = BootImages.ofKernel(GOOD, "");
    for (Board board : BOARDS) {
      refused(board, 64, kernel.withDeviceTree(GOOD), "kernel: not a flattened device tree");
      refused(board, 64, kernel.withDeviceTree(image(strange)), "#address-cells = 3");
      refused(board, 64, kernel.withDeviceTree(image(negative)), "#size-cells = -1");
      refused(board, 64, kernel.withDeviceTree(image(huge)), "no room for the device tree");
    }
  }

  private static Image image(DeviceTree tree) {
    return new Image("own.dtb", tree.flatten());
  }

  @Test
  void firmware() {
    Image raw = new Image("rom", new byte[0x1_0000]);
    refused(BOARDS.get(0), 64, BootImages.ofFirmware(raw), "rom: board bamboo starts kernels");
    Board board = BOARDS.get(1);
    refused(board, 64, BootImages.ofFirmware(raw), "rom: not a program for this board");
    BootImages uBoot = BootImages.ofFirmware(TestImages.Elf.at(0xF0_0000).image());
    refused(board, 32, uBoot, "at least 64M");
    BootImages high = BootImages.ofFirmware(TestImages.Elf.at(0x1FF_8000).image());
    refused(board, 64, high, "must end below 0x2000000");
    DeviceTree large = new DeviceTree();
    large.root().bytes("much", new byte[2 << 20]);
    refused(board, 64, uBoot.withDeviceTree(image(large)), "own.dtb: larger than");
    BootImages payload =
        new BootImages(
            Optional.of(new Image("payload", new byte[40 << 20])), List.of(), "", uBoot.firmware());
    refused(board, 64, payload, "payload: does not fit");
  }

  @Test
  void recognition() {
    assertThat(PpcImages.recognizes(BootImages.ofKernel(GOOD, ""))).isTrue();
    assertThat(PpcImages.recognizes(BootImages.ofFirmware(GOOD))).isTrue();
    assertThat(PpcImages.recognizes(BootImages.ofKernel(TestImages.uImage(7, 2, 0, 0), "")))
        .isTrue();
    assertThat(PpcImages.recognizes(BootImages.ofKernel(TestImages.uImage(2, 2, 0, 0), "")))
        .isFalse();
    assertThat(PpcImages.recognizes(BootImages.none())).isFalse();
    Image other = new TestImages.Elf(false, ByteOrder.LITTLE_ENDIAN, 3, 0, 0, 0).image();
    assertThat(PpcImages.recognizes(BootImages.ofKernel(other, ""))).isFalse();
    Image cut = new Image("kernel", Arrays.copyOf(GOOD.bytes(), 30));
    assertThat(PpcImages.recognizes(BootImages.ofKernel(cut, ""))).isFalse();
    byte[] damaged = TestImages.uImage(7, 2, 0, 0).bytes();
    damaged[40] ^= 1;
    assertThat(PpcImages.recognizes(BootImages.ofKernel(new Image("k", damaged), ""))).isFalse();
  }

  @Test
  void damageIsLoadedOrRefusedButNeverAnythingElse() {
    Random random = new Random(3);
    for (int i = 0; i < 1_000; i++) {
      byte[] bytes = GOOD.bytes().clone();
      for (int n = random.nextInt(1, 4); n > 0; n--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      BootImages images = BootImages.ofKernel(new Image("kernel", bytes), "");
      Board board = BOARDS.get(i % 2);
      Throwable thrown = catchThrowable(() -> board.build(host(board, 64), images));
      if (thrown != null) {
        assertThat(thrown).isInstanceOf(ImageException.class);
      }
    }
  }
}
