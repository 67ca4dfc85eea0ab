package vmm.devices;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The bus's values are those of little-endian accesses to the same bytes. */
class BigEndianRegistersTest {
  private final List<String> log = new ArrayList<>();
  private final BigEndianRegisters registers =
      new BigEndianRegisters(
          new BigEndianRegisters.Words() {
            @Override
            public int read(int offset) {
              log.add("read " + offset);
              return 0x0102_0304 + offset * 0x0101_0101;
            }

            @Override
            public void write(int offset, int value) {
              log.add("write %d %08x".formatted(offset, value));
            }
          });

  @Test
  void reads() {
    assertThat(registers.read(0, 4)).isEqualTo(0x0403_0201);
    assertThat(registers.read(4, 1)).isEqualTo(0x05);
    assertThat(registers.read(7, 1)).isEqualTo(0x08);
    assertThat(registers.read(6, 2)).isEqualTo(0x0807);
    assertThat(registers.read(0, 8)).isEqualTo(0x0807_0605_0403_0201L);
    assertThat(registers.read(3, 2)).isEqualTo(0x0504);
    assertThat(log)
        .containsExactly(
            "read 0", "read 4", "read 4", "read 4", "read 0", "read 4", "read 0", "read 4");
  }

  @Test
  void onlyWholeRegistersAreWritten() {
    registers.write(4, 4, 0x4433_2211);
    registers.write(8, 8, 0x8877_6655_4433_2211L);
    registers.write(0, 1, 1);
    registers.write(2, 2, 1);
    registers.write(1, 4, 1);
    assertThat(log).containsExactly("write 4 11223344", "write 8 11223344", "write 12 55667788");
  }

  @Test
  void aLatchTakesAccessesOfAnySize() {
    Latch latch = new Latch(16);
    latch.write(8, 4, 0x1122_3344);
    latch.write(9, 1, 0x55);
    assertThat(latch.read(8, 8)).isEqualTo(0x1122_5544);
    assertThat(latch.read(10, 2)).isEqualTo(0x1122);
  }
}
