package vmm.devices.fdt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import vmm.api.arch.Image;
import vmm.api.arch.ImageException;

/** {@code board.dtb} is what dtc makes of {@code board.dts}. */
class DeviceTreeTest {
  private static final int VERSION = 20;
  private static final int COMPATIBLE_VERSION = 24;

  private static byte[] compiled() throws IOException {
    try (var file = DeviceTreeTest.class.getResourceAsStream("board.dtb")) {
      assertThat(file).isNotNull();
      return file.readAllBytes();
    }
  }

  private static DeviceTree read(byte[] bytes) throws ImageException {
    return DeviceTree.read(new Image("board.dtb", bytes));
  }

  /** The tree of {@code board.dts}. */
  private static DeviceTree built() {
    DeviceTree tree = new DeviceTree();
    tree.reservations().add(new DeviceTree.Reservation(0x1000, 0x2000));
    tree.reservations().add(new DeviceTree.Reservation(0xF_0000_0000L, 4));
    tree.setBootProcessor(1);
    FdtNode root =
        tree.root()
            .cells("#address-cells", 2)
            .cells("#size-cells", 1)
            .text("model", "board for tests")
            .text("compatible", "tests,board", "tests,any");
    root.child("empty");
    FdtNode cpus = root.child("cpus").cells("#address-cells", 1).cells("#size-cells", 0);
    cpus.child("cpu@0")
        .text("device_type", "cpu")
        .cells("reg", 0)
        .text("model", "named as a property of the root is")
        .flag("dcr-controller");
    FdtNode bus = root.child("bus").bytes("odd", new byte[] {1, 2, 3, 4, 5});
    bus.child("serial@ef600300")
        .cells("reg", 0xEF60_0300, 8)
        .entries("interrupts", new int[] {0, 4}, new int[] {-1, 1 << 31});
    return tree;
  }

  @Test
  void writesWhatTheCompilerOfDeviceTreesWrites() throws IOException {
    assertThat(built().flatten()).isEqualTo(compiled());
  }

  @Test
  void readsWhatTheCompilerOfDeviceTreesWrites() throws Exception {
    DeviceTree tree = read(compiled());
    assertThat(tree.bootProcessor()).isEqualTo(1);
    assertThat(tree.reservations()).isEqualTo(built().reservations());
    assertThat(tree.root().text("compatible")).contains("tests,board");
    assertThat(tree.root().children())
        .extracting(FdtNode::name)
        .containsExactly("empty", "cpus", "bus");
    FdtNode cpu = tree.root().find("cpus").orElseThrow().find("cpu").orElseThrow();
    assertThat(cpu.name()).isEqualTo("cpu@0");
    assertThat(cpu.properties()).containsKey("dcr-controller");
    FdtNode bus = tree.root().child("bus");
    assertThat(bus.properties().get("odd")).containsExactly(1, 2, 3, 4, 5);
    FdtNode serial = bus.find("serial").orElseThrow();
    assertThat(serial.cell("interrupts", 3)).hasValue(1 << 31);
    assertThat(serial.cell("interrupts", 4)).isEmpty();
    assertThat(serial.text("nothing")).isEmpty();
    assertThat(bus.find("ser")).isEmpty();
  }

  @Test
  void whatIsReadIsWrittenAgain() throws Exception {
    assertThat(read(compiled()).flatten()).isEqualTo(compiled());
  }

  @Test
  void aPropertyThatIsSetAgainKeepsItsPlace() throws Exception {
    DeviceTree tree = read(compiled());
    tree.root().text("model", "another");
    assertThat(tree.root().properties().keySet())
        .containsExactly("#address-cells", "#size-cells", "model", "compatible");
    assertThat(read(tree.flatten()).root().text("model")).contains("another");
  }

  @Test
  void anyFileCutShortIsRefused() throws IOException {
    byte[] whole = compiled();
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> read(cut))
          .isInstanceOf(ImageException.class)
          .hasMessageStartingWith("board.dtb: ");
    }
  }

  @Test
  void otherVersionsAreRefused() throws IOException {
    byte[] old = compiled();
    ByteBuffer.wrap(old).putInt(VERSION, 3);
    assertThatThrownBy(() -> read(old)).hasMessageContaining("version 3");
    byte[] future = compiled();
    ByteBuffer.wrap(future).putInt(VERSION, 99).putInt(COMPATIBLE_VERSION, 99);
    assertThatThrownBy(() -> read(future)).hasMessageContaining("version 99");
  }

  @Test
  void nodesThatNeverEndAreRefused() {
    DeviceTree tree = new DeviceTree();
    FdtNode node = tree.root();
    for (int i = 0; i < 100; i++) {
      node = node.child("n");
    }
    assertThatThrownBy(() -> read(tree.flatten())).hasMessageContaining("too deeply");
  }

  @Test
  void damageIsReadOrRefusedButNeverAnythingElse() throws IOException {
    byte[] whole = compiled();
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      byte[] damaged = whole.clone();
      for (int n = random.nextInt(1, 4); n > 0; n--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      assertThatCode(
              () -> {
                try {
                  read(damaged).flatten();
                } catch (ImageException e) {
                  assertThat(e).hasMessageStartingWith("board.dtb: ");
                }
              })
          .doesNotThrowAnyException();
    }
  }
}
