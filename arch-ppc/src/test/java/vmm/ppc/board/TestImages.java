package vmm.ppc.board;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import vmm.api.arch.BootImages;
import vmm.api.arch.Image;

/** Images for tests, made to measure. */
final class TestImages {
  /** What each program holds. */
  static final byte[] CODE = "sixteen bytes   ".getBytes(StandardCharsets.US_ASCII);

  /** Bytes of memory that each program takes: more than it holds. */
  static final int PROGRAM_BYTES = 0x1_0000;

  private TestImages() {}

  /**
   * An ELF file of one segment.
   *
   * @param entry virtual, as the segment is from {@code virtual} on
   */
  record Elf(boolean wide, ByteOrder order, int machine, long entry, long virtual, long physical) {
    /** A kernel as Linux is linked: at 0xC000_0000 for physical 0. */
    static Elf kernel() {
      return new Elf(false, ByteOrder.BIG_ENDIAN, 20, 0xC000_0000L, 0xC000_0000L, 0);
    }

    /** A program that runs where it is loaded. */
    static Elf at(long address) {
      return new Elf(false, ByteOrder.BIG_ENDIAN, 20, address, address, address);
    }

    Image image() {
      int header = wide ? 64 : 52;
      ByteBuffer out = ByteBuffer.allocate(header + (wide ? 56 : 32) + CODE.length).order(order);
      out.put(new byte[] {0x7F, 'E', 'L', 'F', (byte) (wide ? 2 : 1)});
      out.put((byte) (order == ByteOrder.BIG_ENDIAN ? 2 : 1)).put((byte) 1).position(16);
      out.putShort((short) 2).putShort((short) machine).putInt(1);
      word(out, entry);
      word(out, header);
      word(out, 0);
      out.putInt(0).putShort((short) header).putShort((short) (wide ? 56 : 32));
      out.putShort((short) 1).position(header);
      out.putInt(1);
      if (wide) {
        out.putInt(7);
      }
      for (long value :
          new long[] {
            out.capacity() - CODE.length, virtual, physical, CODE.length, PROGRAM_BYTES
          }) {
        word(out, value);
      }
      out.position(out.capacity() - CODE.length).put(CODE);
      return new Image("kernel", out.array());
    }

    private void word(ByteBuffer out, long value) {
      if (wide) {
        out.putLong(value);
      } else {
        out.putInt((int) value);
      }
    }
  }

  /** A uImage around {@link #CODE}, compressed with gzip. */
  static Image uImage(int architecture, int type, int load, int entry) {
    byte[] data = gzip(CODE);
    byte[] header = new byte[64];
    ByteBuffer out = ByteBuffer.wrap(header);
    out.putInt(0, 0x2705_1956).putInt(12, data.length).putInt(16, load).putInt(20, entry);
    out.putInt(24, sum(data)).put(28, (byte) 5).put(29, (byte) architecture);
    out.put(30, (byte) type).put(31, (byte) 1);
    out.putInt(4, sum(header));
    byte[] whole = ByteBuffer.allocate(64 + data.length).put(header).put(data).array();
    return new Image("kernel", whole);
  }

  private static int sum(byte[] bytes) {
    CRC32 sum = new CRC32();
    sum.update(bytes);
    return (int) sum.getValue();
  }

  private static byte[] gzip(byte[] data) {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(data);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** A kernel with a RAM disk of so many bytes. */
  static BootImages withDisk(Image kernel, int bytes) {
    byte[] disk = new byte[bytes];
    disk[0] = 'f';
    disk[bytes - 1] = 'l';
    return new BootImages(
        Optional.of(kernel),
        List.of(new BootImages.Module(new Image("disk", disk), "")),
        "console=ttyS0",
        Optional.empty());
  }
}
