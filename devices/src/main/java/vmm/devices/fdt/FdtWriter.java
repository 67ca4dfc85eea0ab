package vmm.devices.fdt;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Writes the flattened form: header, reservations, structure, strings. */
final class FdtWriter {
  private final ByteArrayOutputStream structure = new ByteArrayOutputStream();
  private final ByteArrayOutputStream strings = new ByteArrayOutputStream();
  private final Map<String, Integer> offsets = new HashMap<>();

  byte[] write(DeviceTree tree) {
    writeNode(tree.root());
    writeCell(FdtFormat.END);
    int reservationBytes = 16 * (tree.reservations().size() + 1);
    int structureAt = FdtFormat.HEADER_BYTES + reservationBytes;
    int stringsAt = structureAt + structure.size();
    ByteBuffer out = ByteBuffer.allocate(stringsAt + strings.size());
    out.putInt(FdtFormat.MAGIC)
        .putInt(out.capacity())
        .putInt(structureAt)
        .putInt(stringsAt)
        .putInt(FdtFormat.HEADER_BYTES)
        .putInt(FdtFormat.VERSION)
        .putInt(FdtFormat.COMPATIBLE_VERSION)
        .putInt(tree.bootProcessor())
        .putInt(strings.size())
        .putInt(structure.size());
    for (DeviceTree.Reservation reservation : tree.reservations()) {
      out.putLong(reservation.address()).putLong(reservation.bytes());
    }
    out.putLong(0).putLong(0);
    return out.put(structure.toByteArray()).put(strings.toByteArray()).array();
  }

  private void writeNode(FdtNode node) {
    writeCell(FdtFormat.BEGIN_NODE);
    writeAligned((node.name() + "\0").getBytes(StandardCharsets.ISO_8859_1));
    node.properties()
        .forEach(
            (name, value) -> {
              writeCell(FdtFormat.PROPERTY);
              writeCell(value.length);
              writeCell(offsets.computeIfAbsent(name, this::addString));
              writeAligned(value);
            });
    node.children().forEach(this::writeNode);
    writeCell(FdtFormat.END_NODE);
  }

  private int addString(String name) {
    int offset = strings.size();
    strings.writeBytes((name + "\0").getBytes(StandardCharsets.ISO_8859_1));
    return offset;
  }

  private void writeCell(int value) {
    structure.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(value).array());
  }

  private void writeAligned(byte[] bytes) {
    structure.writeBytes(bytes);
    while (structure.size() % Integer.BYTES != 0) {
      structure.write(0);
    }
  }
}
