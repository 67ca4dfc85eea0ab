package vmm.devices.fdt;

import java.util.ArrayList;
import java.util.List;
import vmm.api.arch.Image;
import vmm.api.arch.ImageException;

/** A device tree, to be built, read, changed and written. */
public final class DeviceTree {
  private final FdtNode root = new FdtNode("");
  private final List<Reservation> reservations = new ArrayList<>();
  private int bootProcessor;

  /** Makes an empty tree. */
  public DeviceTree() {}

  /** Memory that the kernel must not use. */
  public record Reservation(long address, long bytes) {}

  /**
   * Reads a flattened tree of version 16 or 17.
   *
   * @throws ImageException if the file is not one, is truncated or lies about itself
   */
  public static DeviceTree read(Image image) throws ImageException {
    return new FdtReader(image).read();
  }

  /** The root. */
  public FdtNode root() {
    return root;
  }

  /** The reserved ranges, to be added to. */
  public List<Reservation> reservations() {
    return reservations;
  }

  /** The number of the processor that boots. */
  public int bootProcessor() {
    return bootProcessor;
  }

  /** Sets the number of the processor that boots. */
  public void setBootProcessor(int number) {
    bootProcessor = number;
  }

  /** The tree in the flattened form, version 17. */
  public byte[] flatten() {
    return new FdtWriter().write(this);
  }
}
