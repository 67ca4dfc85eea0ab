package vmm.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BochsTest {
  @Test
  void aKernelIsLoadedByMultiboot() {
    assertThat(Bochs.menu(false, "crc laps=2"))
        .isEqualTo("set timeout=0\nmultiboot /boot/kernel crc laps=2\nboot\n");
  }

  @Test
  void aLinuxHasARamDisk() {
    assertThat(Bochs.menu(true, "console=ttyS0"))
        .isEqualTo("set timeout=0\nlinux /boot/kernel console=ttyS0\ninitrd /boot/ramdisk\nboot\n");
  }

  @Test
  void whatIsMissingIsToldWithItsPackage() {
    assertThatThrownBy(() -> Programs.require("no-such-program", "a-package"))
        .isInstanceOf(CompareException.class)
        .hasMessage("no-such-program is not in PATH (Debian: apt-get install a-package)");
  }
}
