package vmm.api.arch;

/**
 * A file that a board loads: kernel, firmware, module. Virtual machines that are given the same
 * {@code Image} object share the frames that hold it.
 */
public final class Image {
  private final String name;
  private final byte[] bytes;

  /**
   * Wraps the contents of a file; the array must not change any more.
   *
   * @param name what messages call it, e.g. its path
   */
  public Image(String name, byte[] bytes) {
    this.name = name;
    this.bytes = bytes;
  }

  /** What messages call it. */
  public String name() {
    return name;
  }

  /** Size in bytes. */
  public int size() {
    return bytes.length;
  }

  /** The contents; not a copy, do not write to it. */
  public byte[] bytes() {
    return bytes;
  }

  /**
   * Reads a little-endian integer of 1, 2, 4 or 8 bytes.
   *
   * @throws ImageException if it lies outside the file
   */
  public long littleEndian(long offset, int size) throws ImageException {
    checkRange(offset, size);
    long value = 0;
    for (int i = size - 1; i >= 0; i--) {
      value = value << 8 | (bytes[(int) offset + i] & 0xFF);
    }
    return value;
  }

  /**
   * Reads a big-endian integer of 1, 2, 4 or 8 bytes.
   *
   * @throws ImageException if it lies outside the file
   */
  public long bigEndian(long offset, int size) throws ImageException {
    checkRange(offset, size);
    long value = 0;
    for (int i = 0; i < size; i++) {
      value = value << 8 | (bytes[(int) offset + i] & 0xFF);
    }
    return value;
  }

  /**
   * Checks that a range lies within the file.
   *
   * @throws ImageException if it does not: the file is truncated or lies about itself
   */
  public void checkRange(long offset, long length) throws ImageException {
    if (offset < 0 || length < 0 || offset > bytes.length - length) {
      throw new ImageException(
          name
              + ": truncated or damaged: needs bytes "
              + offset
              + " to "
              + (offset + length)
              + " of "
              + bytes.length);
    }
  }
}
