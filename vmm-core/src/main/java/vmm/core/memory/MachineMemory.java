package vmm.core.memory;

import vmm.api.arch.Image;
import vmm.api.memory.Frame;
import vmm.api.memory.PhysMap;

/**
 * A PhysMap that a machine owns: what boards lay out. Ranges are whole pages; memory is declared
 * once, before the machine runs.
 */
public interface MachineMemory extends PhysMap, AutoCloseable {
  /**
   * Declares RAM.
   *
   * @throws IllegalArgumentException if the range is no range of pages, or overlaps memory
   */
  void addRam(long gpa, long bytes);

  /**
   * Declares memory that ignores writes, with contents; what is missing of its last page is zero.
   *
   * @throws IllegalArgumentException if the range does not begin a page, or overlaps memory
   */
  void addRom(long gpa, byte[] bytes);

  /** Whether all of a range is RAM. */
  boolean isRam(long gpa, long bytes);

  /**
   * Puts a whole page of an image into a page of RAM, sharing it where the map can.
   *
   * @param offset of the page's first byte in the image
   */
  void putImagePage(long gpa, Image image, long offset);

  /** See {@code BoardHost.setAddressMask}. */
  void setAddressMask(long mask);

  /** Gives every frame back. */
  @Override
  void close();

  /**
   * Checks that a range is one of pages.
   *
   * @throws IllegalArgumentException if it is not
   */
  static void checkPages(long gpa, long bytes) {
    if (((gpa | bytes) & Frame.OFFSET_MASK) != 0 || gpa < 0 || bytes <= 0 || gpa + bytes < 0) {
      throw new IllegalArgumentException(
          "no range of pages: 0x%x bytes at gpa 0x%x".formatted(bytes, gpa));
    }
  }
}
