package vmm.ppc.boot;

import vmm.api.arch.BoardHost;
import vmm.api.arch.BootImages;
import vmm.api.arch.ImageException;
import vmm.api.memory.Frame;

/**
 * Puts the RAM disk and the device tree into memory above a kernel: as high as may be, so that a
 * kernel which unpacks or moves itself has room.
 */
public final class Placement {
  /**
   * Kernels map at least so much before they look at a RAM disk: the largest power of two that RAM
   * holds, up to this.
   */
  private static final long LARGEST_MAPPED_EARLY = 256L << 20;

  private final BoardHost host;
  private final long deviceTreeLimit;
  private final int deviceTreeAlignment;

  /**
   * Makes a plan for a board.
   *
   * @param deviceTreeLimit gpa below which the kernel can read the device tree when it starts
   * @param deviceTreeAlignment a power of two
   */
  public Placement(BoardHost host, long deviceTreeLimit, int deviceTreeAlignment) {
    this.host = host;
    this.deviceTreeLimit = deviceTreeLimit;
    this.deviceTreeAlignment = deviceTreeAlignment;
  }

  /**
   * Places what a kernel gets.
   *
   * @param kernelEnd one past the kernel's last byte
   * @param tree without RAM disk; gets its place
   * @return the gpa of the device tree
   * @throws ImageException if not all of it fits
   */
  public long aboveKernel(BootImages images, long kernelEnd, BoardTree tree) throws ImageException {
    RamDisk disk = new RamDisk(images.modules(), host.memoryBytes());
    long limit = Math.min(Long.highestOneBit(host.memoryBytes()), LARGEST_MAPPED_EARLY);
    if (!disk.isEmpty()) {
      long at = Frame.base(limit - disk.bytes());
      if (at < kernelEnd) {
        throw new ImageException(
            "%s: does not fit: %d bytes between the kernel's end at 0x%x and 0x%x"
                .formatted(disk.name(), disk.bytes(), kernelEnd, limit));
      }
      disk.load(host, at);
      tree.ramDisk(at, disk.bytes());
      limit = at;
    }
    byte[] flat = tree.flatten();
    long at = Math.min(limit, deviceTreeLimit) - flat.length & -deviceTreeAlignment;
    if (at < kernelEnd) {
      throw new ImageException(
          "%s: leaves no room for the device tree: ends at 0x%x, with 0x%x the limit"
              .formatted(images.kernel().orElseThrow().name(), kernelEnd, limit));
    }
    host.physical().write(at, flat, 0, flat.length);
    return at;
  }

  /**
   * Places what firmware gets: the device tree at {@code gpa}, behind it the kernel as it is, for
   * the firmware to start, and the RAM disk.
   *
   * @throws ImageException if not all of it fits
   */
  public void forFirmware(BootImages images, long gpa, long firstFree, BoardTree tree)
      throws ImageException {
    long at = firstFree;
    if (images.kernel().isPresent()) {
      int bytes = images.kernel().get().size();
      host.load(at, images.kernel().get(), 0, bytes);
      tree.payload(at, bytes);
      at = Frame.base(at + bytes + Frame.OFFSET_MASK);
    }
    RamDisk disk = new RamDisk(images.modules(), host.memoryBytes());
    if (!disk.isEmpty()) {
      disk.load(host, at);
      tree.ramDisk(at, disk.bytes());
    }
    byte[] flat = tree.flatten();
    if (flat.length > firstFree - gpa) {
      throw new ImageException(
          "%s: larger than the %d bytes that firmware takes"
              .formatted(images.deviceTree().orElseThrow().name(), firstFree - gpa));
    }
    host.physical().write(gpa, flat, 0, flat.length);
  }
}
