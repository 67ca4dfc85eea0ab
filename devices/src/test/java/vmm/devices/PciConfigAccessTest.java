package vmm.devices;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PciConfigAccessTest {
  private static final int ONES = -1;

  private final PciFunction function =
      new PciFunction(0x1014, 0x027F, 0x06_8000)
          .register(PciFunction.BASE_ADDRESS, 4, 0, 0xFFF0_0000L);

  private static void select(PciConfigAccess access, boolean bigEndian, int address) {
    int value = bigEndian ? Integer.reverseBytes(address) : address;
    access.write(0, 4, Integer.toUnsignedLong(value));
    assertThat((int) access.read(0, 4)).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theBridgeIsFoundAndItsBaseAddressSized(boolean bigEndian) {
    PciConfigAccess access = new PciConfigAccess(bigEndian);
    access.add(0, function);
    select(access, bigEndian, 0x8000_0000);
    assertThat(access.read(4, 4)).isEqualTo(0x027F_1014L);
    assertThat(access.read(4, 2)).isEqualTo(0x1014);
    assertThat(access.read(6, 2)).isEqualTo(0x027F);
    access.write(4, 4, 0);
    assertThat(access.read(4, 4)).as("read-only").isEqualTo(0x027F_1014L);
    select(access, bigEndian, 0x8000_0008);
    assertThat(access.read(7, 1)).isEqualTo(0x06);
    select(access, bigEndian, 0x8000_0010);
    access.write(4, 4, 0xFFFF_FFFFL);
    assertThat(access.read(4, 4)).as("a MiB").isEqualTo(0xFFF0_0000L);
    access.write(7, 1, 0xC0);
    assertThat(access.read(4, 4)).isEqualTo(0xC0F0_0000L);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 0x8000_0800, 0x8000_0100, 0x8001_0000})
  void whatIsNotThereReadsAsOnes(int address) {
    PciConfigAccess access = new PciConfigAccess(false);
    access.add(0, function);
    select(access, false, address);
    access.write(4, 4, 0x1234_5678);
    assertThat((int) access.read(4, 4)).isEqualTo(ONES);
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 7})
  void accessesAcrossRegistersDoNothing(int offset) {
    PciConfigAccess access = new PciConfigAccess(false);
    access.add(0, function);
    select(access, false, 0x8000_0010);
    access.write(offset, 2, 0xFFFF);
    assertThat((int) access.read(offset, 4)).isEqualTo(ONES);
    assertThat(access.read(4, 4)).isZero();
  }
}
