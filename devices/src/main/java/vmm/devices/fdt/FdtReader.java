package vmm.devices.fdt;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import vmm.api.arch.Image;
import vmm.api.arch.ImageException;

/** Reads the flattened form; every offset is checked against the file. */
final class FdtReader {
  private static final int DEEPEST = 64;

  private final Image image;
  private final long strings;
  private long at;

  FdtReader(Image image) throws ImageException {
    this.image = image;
    if (image.size() < FdtFormat.HEADER_BYTES || (int) word(0) != FdtFormat.MAGIC) {
      throw new ImageException(image.name() + ": not a flattened device tree");
    }
    image.checkRange(0, word(4));
    long version = word(20);
    long compatible = word(24);
    if (version < FdtFormat.COMPATIBLE_VERSION || compatible > FdtFormat.VERSION) {
      throw new ImageException(
          "%s: a device tree of version %d; versions %d and %d can be read"
              .formatted(image.name(), version, FdtFormat.COMPATIBLE_VERSION, FdtFormat.VERSION));
    }
    at = word(8);
    strings = word(12);
  }

  private long word(long offset) throws ImageException {
    return image.bigEndian(offset, Integer.BYTES);
  }

  DeviceTree read() throws ImageException {
    DeviceTree tree = new DeviceTree();
    readReservations(tree);
    tree.setBootProcessor((int) word(28));
    readNodes(tree.root());
    return tree;
  }

  private void readReservations(DeviceTree tree) throws ImageException {
    for (long entry = word(16); ; entry += 16) {
      long address = image.bigEndian(entry, 8);
      long bytes = image.bigEndian(entry + 8, 8);
      if (address == 0 && bytes == 0) {
        return;
      }
      tree.reservations().add(new DeviceTree.Reservation(address, bytes));
    }
  }

  private void readNodes(FdtNode root) throws ImageException {
    Deque<FdtNode> open = new ArrayDeque<>();
    boolean rootSeen = false;
    while (true) {
      int token = (int) next();
      FdtNode parent = open.peek();
      if (token == FdtFormat.BEGIN_NODE && (parent != null || !rootSeen)) {
        String name = nextName();
        open.push(parent == null ? root : parent.add(name));
        rootSeen = true;
        if (open.size() > DEEPEST) {
          throw damaged("nodes are nested too deeply");
        }
      } else if (token == FdtFormat.PROPERTY && parent != null) {
        readProperty(parent);
      } else if (token == FdtFormat.END_NODE && parent != null) {
        open.pop();
      } else if (token == FdtFormat.END && parent == null && rootSeen) {
        return;
      } else if (token != FdtFormat.NOP) {
        throw damaged("token %d at byte %d".formatted(token, at - Integer.BYTES));
      }
    }
  }

  private long next() throws ImageException {
    long value = word(at);
    at += Integer.BYTES;
    return value;
  }

  private String nextName() throws ImageException {
    String name = string(at);
    at = FdtFormat.align(at + name.length() + 1);
    return name;
  }

  private void readProperty(FdtNode node) throws ImageException {
    long length = next();
    String name = string(strings + next());
    image.checkRange(at, length);
    node.bytes(name, Arrays.copyOfRange(image.bytes(), (int) at, (int) (at + length)));
    at = FdtFormat.align(at + length);
  }

  private String string(long offset) throws ImageException {
    image.checkRange(offset, 1);
    int end = (int) offset;
    while (image.bytes()[end] != 0) {
      end++;
      image.checkRange(end, 1);
    }
    return new String(image.bytes(), (int) offset, end - (int) offset, StandardCharsets.ISO_8859_1);
  }

  private ImageException damaged(String what) {
    return new ImageException(image.name() + ": damaged device tree: " + what);
  }
}
