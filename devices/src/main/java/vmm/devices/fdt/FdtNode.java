package vmm.devices.fdt;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A node of a device tree: named properties, which are bytes, and further nodes. Both keep the
 * order in which they were added.
 */
public final class FdtNode {
  private final String name;
  private final Map<String, byte[]> properties = new LinkedHashMap<>();
  private final List<FdtNode> children = new ArrayList<>();

  /** Makes a node with its unit address, if it has one: {@code serial@4500}. */
  FdtNode(String name) {
    this.name = name;
  }

  /** The name with its unit address; empty for the root. */
  public String name() {
    return name;
  }

  /** The properties by name; the arrays are not copies. */
  public Map<String, byte[]> properties() {
    return Collections.unmodifiableMap(properties);
  }

  /** The nodes below. */
  public List<FdtNode> children() {
    return Collections.unmodifiableList(children);
  }

  /** The child of exactly that name, which is made if there is none. */
  public FdtNode child(String childName) {
    for (FdtNode child : children) {
      if (child.name.equals(childName)) {
        return child;
      }
    }
    return add(childName);
  }

  /** Adds a child. */
  FdtNode add(String childName) {
    FdtNode child = new FdtNode(childName);
    children.add(child);
    return child;
  }

  /** The child of that name, given with or without its unit address. */
  public Optional<FdtNode> find(String childName) {
    return children.stream()
        .filter(c -> c.name.equals(childName) || c.name.startsWith(childName + "@"))
        .findFirst();
  }

  /** Sets a property to bytes, which must not change any more. */
  public FdtNode bytes(String property, byte[] value) {
    properties.put(property, value);
    return this;
  }

  /** Sets a property to 32-bit cells. */
  public FdtNode cells(String property, int... values) {
    ByteBuffer buffer = ByteBuffer.allocate(Integer.BYTES * values.length);
    for (int value : values) {
      buffer.putInt(value);
    }
    return bytes(property, buffer.array());
  }

  /** Sets a property to the cells of several entries. */
  public FdtNode entries(String property, int[]... entries) {
    return cells(property, Stream.of(entries).flatMapToInt(IntStream::of).toArray());
  }

  /** Sets a property to a list of strings. */
  public FdtNode text(String property, String... values) {
    return bytes(
        property, (String.join("\0", values) + "\0").getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Sets a property that has no value: it is there. */
  public FdtNode flag(String property) {
    return bytes(property, new byte[0]);
  }

  /** One cell of a property, or nothing if the property is missing or too short. */
  public OptionalInt cell(String property, int index) {
    byte[] value = properties.get(property);
    return value == null || value.length < Integer.BYTES * (index + 1)
        ? OptionalInt.empty()
        : OptionalInt.of(ByteBuffer.wrap(value).getInt(Integer.BYTES * index));
  }

  /** The first string of a property, or nothing if the property is missing. */
  public Optional<String> text(String property) {
    byte[] value = properties.get(property);
    return value == null
        ? Optional.empty()
        : Optional.of(new String(value, StandardCharsets.ISO_8859_1).split("\0", 2)[0]);
  }
}
