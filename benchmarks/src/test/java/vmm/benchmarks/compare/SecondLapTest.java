package vmm.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SecondLapTest {
  private final SecondLap meter = new SecondLap("crc");

  private boolean line(String line, double seconds) {
    return meter.line(line, new Usage(seconds, 2 * seconds));
  }

  @Test
  void theFirstLapIsNotMeasured() {
    assertThat(line("GRUB loading.", 3)).isFalse();
    assertThat(line("crc 1 0000000a\r", 10)).isFalse();
    assertThat(meter.lap()).isEmpty();
    assertThat(line("crc 2 0000000b", 14)).isTrue();

    assertThat(meter.lap()).contains(new Usage(4, 8));
    assertThat(meter.checksums()).containsExactly("0000000a", "0000000b");
  }

  @Test
  void anotherKernelsLapsAreNone() {
    line("sieve 1 0000000a", 1);
    line("crc 1 0000000b", 2);

    assertThat(meter.lap()).isEmpty();
  }
}
