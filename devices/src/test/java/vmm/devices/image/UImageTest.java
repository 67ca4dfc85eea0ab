package vmm.devices.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import vmm.api.arch.Image;
import vmm.api.arch.ImageException;

/** {@code kernel.uimage} and {@code ramdisk.uimage} were made by U-Boot's mkimage. */
class UImageTest {
  private static final int HEADER = 64;
  private static final int COMPRESSION = 31;
  private static final int LIMIT = 1 << 20;
  private static final String TEXT = "a small program, twelve times over\n".repeat(12);

  private static byte[] file(String name) throws IOException {
    try (var in = UImageTest.class.getResourceAsStream(name)) {
      assertThat(in).isNotNull();
      return in.readAllBytes();
    }
  }

  private static Image data(byte[] bytes) throws ImageException {
    return new UImage(new Image("u", bytes)).data(LIMIT);
  }

  private static int sum(byte[] bytes, int from) {
    CRC32 sum = new CRC32();
    sum.update(bytes, from, bytes.length - from);
    return (int) sum.getValue();
  }

  /** An image around {@code data} with right checksums. */
  private static byte[] wrap(byte[] data, int compression) throws IOException {
    byte[] header = Arrays.copyOf(file("kernel.uimage"), HEADER);
    ByteBuffer fields = ByteBuffer.wrap(header);
    fields.putInt(4, 0).putInt(12, data.length).putInt(24, sum(data, 0));
    fields.put(COMPRESSION, (byte) compression);
    fields.putInt(4, sum(header, 0));
    return ByteBuffer.allocate(HEADER + data.length).put(header).put(data).array();
  }

  private static byte[] gzip(byte[] data) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(data);
    }
    return out.toByteArray();
  }

  @Test
  void aKernelIsExpanded() throws Exception {
    UImage kernel = new UImage(new Image("kernel.uimage", file("kernel.uimage")));
    assertThat(kernel.architecture()).isEqualTo(UImage.ARCHITECTURE_PPC);
    assertThat(kernel.type()).isEqualTo(UImage.TYPE_KERNEL);
    assertThat(kernel.loadAddress()).isEqualTo(0x40_0000);
    assertThat(kernel.entry()).isEqualTo(0x40_0010);
    assertThat(kernel.data(LIMIT).bytes()).asString(StandardCharsets.US_ASCII).isEqualTo(TEXT);
  }

  @Test
  void aRamDiskIsTakenAsItIs() throws Exception {
    UImage disk = new UImage(new Image("ramdisk.uimage", file("ramdisk.uimage")));
    assertThat(disk.type()).isEqualTo(UImage.TYPE_RAM_DISK);
    assertThat(disk.data(LIMIT).bytes()).asString(StandardCharsets.US_ASCII).isEqualTo(TEXT);
  }

  @Test
  void anyFileCutShortIsRefused() throws IOException {
    byte[] whole = file("kernel.uimage");
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> data(cut))
          .isInstanceOf(ImageException.class)
          .hasMessageStartingWith("u: ");
    }
  }

  @Test
  void anyChangedByteIsNoticed() throws IOException {
    byte[] whole = file("kernel.uimage");
    for (int at = 0; at < whole.length; at++) {
      byte[] changed = whole.clone();
      changed[at] ^= 0x10;
      assertThatThrownBy(() -> data(changed)).isInstanceOf(ImageException.class);
    }
    whole[HEADER + 20] ^= 1;
    assertThatThrownBy(() -> data(whole))
        .hasMessageMatching("u: damaged: the checksum of its data .*");
  }

  @Test
  void damageInsideTheCompressedDataIsNoticed() throws IOException {
    byte[] packed = gzip(TEXT.getBytes(StandardCharsets.US_ASCII));
    byte[] cut = wrap(Arrays.copyOf(packed, packed.length - 12), 1);
    assertThatThrownBy(() -> data(cut)).hasMessage("u: damaged: its compressed data is truncated");
    byte[] notPacked = wrap(TEXT.getBytes(StandardCharsets.US_ASCII), 1);
    assertThatThrownBy(() -> data(notPacked))
        .isInstanceOf(ImageException.class)
        .hasMessageStartingWith("u: damaged: its compressed data: ");
    packed[packed.length - 8] ^= 1; // gzip's own checksum
    byte[] badSum = wrap(packed, 1);
    assertThatThrownBy(() -> data(badSum))
        .hasMessageStartingWith("u: damaged: its compressed data");
  }

  @Test
  void otherCompressionIsNamed() throws IOException {
    byte[] bzip2 = wrap(new byte[10], 2);
    assertThatThrownBy(() -> data(bzip2)).hasMessageContaining("compressed by method 2");
  }

  @Test
  void moreThanFitsIsRefusedBeforeItIsAllExpanded() throws Exception {
    byte[] zeros = wrap(gzip(new byte[64 << 20]), 1);
    assertThatThrownBy(() -> data(zeros)).hasMessageContaining("more than 1048576 bytes");
    assertThat(data(wrap(gzip(new byte[LIMIT]), 1)).size()).isEqualTo(LIMIT);
    byte[] plain = wrap(new byte[LIMIT + 1], 0);
    assertThatThrownBy(() -> data(plain)).hasMessageContaining("more than 1048576 bytes");
  }
}
