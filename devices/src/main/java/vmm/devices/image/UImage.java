package vmm.devices.image;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;
import vmm.api.arch.Image;
import vmm.api.arch.ImageException;

/**
 * An image in U-Boot's legacy format, as mkimage makes it: a header of 64 bytes, big-endian, with
 * checksums of itself and of the data, which may be compressed with gzip (U-Boot, include/image.h).
 */
public final class UImage {
  /** Architecture number of 32-bit PowerPC. */
  public static final int ARCHITECTURE_PPC = 7;

  /** Type of a kernel. */
  public static final int TYPE_KERNEL = 2;

  /** Type of an initial RAM disk. */
  public static final int TYPE_RAM_DISK = 3;

  private static final long MAGIC = 0x2705_1956L;
  private static final int HEADER_BYTES = 64;
  private static final int HEADER_CHECKSUM = 4;
  private static final int COMPRESSION_NONE = 0;
  private static final int COMPRESSION_GZIP = 1;

  private final Image image;
  private final long size;
  private final long loadAddress;
  private final long entry;

  /** Whether the file starts as such an image does. */
  public static boolean matches(Image image) {
    try {
      return image.size() >= HEADER_BYTES && image.bigEndian(0, 4) == MAGIC;
    } catch (ImageException e) {
      throw new AssertionError("the header lies within the file", e);
    }
  }

  /**
   * Reads the header.
   *
   * @throws ImageException if the file is not such an image, or its header is damaged
   */
  public UImage(Image image) throws ImageException {
    if (!matches(image)) {
      throw new ImageException(image.name() + ": not a uImage");
    }
    this.image = image;
    size = field(12);
    loadAddress = field(16);
    entry = field(20);
    byte[] header = Arrays.copyOf(image.bytes(), HEADER_BYTES);
    Arrays.fill(header, HEADER_CHECKSUM, HEADER_CHECKSUM + 4, (byte) 0);
    checkSum("header", field(HEADER_CHECKSUM), header, 0, HEADER_BYTES);
  }

  private long field(int offset) throws ImageException {
    return image.bigEndian(offset, 4);
  }

  private int code(int offset) {
    return image.bytes()[offset] & 0xFF;
  }

  private void checkSum(String part, long expected, byte[] bytes, int offset, int length)
      throws ImageException {
    CRC32 sum = new CRC32();
    sum.update(bytes, offset, length);
    if (sum.getValue() != expected) {
      throw new ImageException(
          "%s: damaged: the checksum of its %s is 0x%08x, not 0x%08x"
              .formatted(image.name(), part, sum.getValue(), expected));
    }
  }

  /** The architecture's number. */
  public int architecture() {
    return code(29);
  }

  /** What the image is: one of the types above, or another. */
  public int type() {
    return code(30);
  }

  /** The address at which the data is to be put. */
  public long loadAddress() {
    return loadAddress;
  }

  /** The address at which the program starts. */
  public long entry() {
    return entry;
  }

  /**
   * The data, expanded if it is compressed.
   *
   * @param limit the greatest length in bytes that is of use
   * @throws ImageException if the data is truncated, damaged, longer than {@code limit}, or
   *     compressed in another way
   */
  public Image data(long limit) throws ImageException {
    image.checkRange(HEADER_BYTES, size);
    checkSum("data", field(24), image.bytes(), HEADER_BYTES, (int) size);
    byte[] bytes =
        switch (code(31)) {
          case COMPRESSION_NONE ->
              Arrays.copyOfRange(image.bytes(), HEADER_BYTES, HEADER_BYTES + (int) size);
          case COMPRESSION_GZIP -> expand(limit);
          default ->
              throw new ImageException(
                  "%s: is compressed by method %d; gzip (1) and none (0) can be read"
                      .formatted(image.name(), code(31)));
        };
    if (bytes.length > limit) {
      throw new ImageException(
          "%s: does not fit: holds more than %d bytes".formatted(image.name(), limit));
    }
    return new Image(image.name(), bytes);
  }

  /** Expands at most one byte more than {@code limit}: a small file can hold terabytes of zeros. */
  private byte[] expand(long limit) throws ImageException {
    var compressed = new ByteArrayInputStream(image.bytes(), HEADER_BYTES, (int) size);
    try (InputStream in = new GZIPInputStream(compressed)) {
      return in.readNBytes((int) Math.min(limit + 1, Integer.MAX_VALUE - 8));
    } catch (EOFException e) {
      throw new ImageException(image.name() + ": damaged: its compressed data is truncated");
    } catch (IOException e) {
      throw new ImageException(
          "%s: damaged: its compressed data: %s".formatted(image.name(), e.getMessage()));
    }
  }
}
