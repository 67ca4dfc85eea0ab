package vmm.ppc.boot;

import java.util.List;
import java.util.Optional;
import vmm.api.arch.Image;
import vmm.api.arch.ImageException;
import vmm.devices.fdt.DeviceTree;
import vmm.devices.fdt.FdtNode;

/**
 * The device tree that a machine starts with: the board's own or the user's, completed by what only
 * this machine knows. In a tree of the user's, memory and frequencies are replaced too: they say
 * what the machine is, not what it should be.
 */
public final class BoardTree {
  private static final int MOST_ADDRESS_CELLS = 2;

  private final DeviceTree tree;

  private BoardTree(DeviceTree tree) {
    this.tree = tree;
  }

  /**
   * Takes the user's tree if there is one, else the board's.
   *
   * @throws ImageException if the user's tree is damaged, or addresses memory in an unusual way
   */
  public static BoardTree of(Optional<Image> given, DeviceTree own) throws ImageException {
    if (given.isEmpty()) {
      return new BoardTree(own);
    }
    BoardTree result = new BoardTree(DeviceTree.read(given.get()));
    for (String property : List.of("#address-cells", "#size-cells")) {
      int cells = result.rootCells(property);
      if (cells < 1 || cells > MOST_ADDRESS_CELLS) {
        throw new ImageException(
            "%s: its root has %s = %d; 1 and 2 can be used"
                .formatted(given.get().name(), property, cells));
      }
    }
    return result;
  }

  /** Defaults: Devicetree Specification, section 2.3.5. */
  private int rootCells(String property) {
    return tree.root().cell(property, 0).orElse(property.equals("#size-cells") ? 1 : 2);
  }

  private FdtNode chosen() {
    return tree.root().child("chosen");
  }

  /** Says that RAM lies from 0 on. */
  public BoardTree memory(long bytes) {
    FdtNode memory = tree.root().find("memory").orElseGet(() -> tree.root().child("memory"));
    int addressCells = rootCells("#address-cells");
    int[] range = new int[addressCells + rootCells("#size-cells")];
    range[range.length - 1] = (int) bytes;
    if (range.length - addressCells == 2) {
      range[addressCells] = (int) (bytes >>> 32);
    }
    memory.text("device_type", "memory").cells("reg", range);
    return this;
  }

  /** Says how fast every processor and its time base are. */
  public BoardTree frequencies(long processorHertz, long timebaseHertz) {
    for (FdtNode processor : tree.root().child("cpus").children()) {
      if (processor.text("device_type").orElse("").equals("cpu")) {
        processor
            .cells("clock-frequency", (int) processorHertz)
            .cells("timebase-frequency", (int) timebaseHertz);
      }
    }
    return this;
  }

  /** Sets the command line; an empty one leaves what the user's tree has. */
  public BoardTree commandLine(String text) {
    if (!text.isEmpty() || chosen().text("bootargs").isEmpty()) {
      chosen().text("bootargs", text);
    }
    return this;
  }

  /** Says where the initial RAM disk lies. */
  public BoardTree ramDisk(long gpa, long bytes) {
    chosen().cells("linux,initrd-start", (int) gpa).cells("linux,initrd-end", (int) (gpa + bytes));
    return this;
  }

  /** Says where firmware finds the kernel to start. */
  public BoardTree payload(long gpa, long bytes) {
    chosen()
        .cells(
            "qemu,boot-kernel", (int) (gpa >>> 32), (int) gpa, (int) (bytes >>> 32), (int) bytes);
    return this;
  }

  /** The tree in the form in which it is handed over. */
  public byte[] flatten() {
    return tree.flatten();
  }
}
