package vmm.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LapMeterTest {
  private static Usage at(double seconds) {
    return new Usage(seconds, seconds * 2);
  }

  @Test
  void theWarmUpIsATurnAndIsNotMeasured() {
    var meter = new LapMeter("crc", 10);

    assertThat(meter.line("crc 1 00000001", at(9.5))).isFalse();
    assertThat(meter.line("crc 2 00000002", at(10.5))).as("warm").isTrue();
    assertThat(meter.line("crc 3 00000003", at(11))).isFalse();
    assertThat(meter.line("crc 4 00000004", at(12))).isFalse();
    assertThat(meter.perLap()).as("too few laps").isEmpty();
    assertThat(meter.line("crc 5 00000005", at(13.5))).isFalse();
    assertThat(meter.perLap()).contains(new Usage(1, 2));
    assertThat(meter.line("crc 6 00000006\r", at(15))).as("end of the turn").isTrue();
    assertThat(meter.line("crc 7 00000007", at(16))).isFalse();
  }

  @Test
  void theFastestLapsInARowCount() {
    var meter = new LapMeter("crc", 0);
    double[] ends = {1, 4, 5, 7, 8, 10, 14};
    for (double end : ends) {
      meter.line("crc 1 00000001", at(end));
    }
    assertThat(meter.perLap()).contains(new Usage(4.0 / 3, 8.0 / 3));
  }

  @Test
  void onlyLinesOfItsKernelCount() {
    var meter = new LapMeter("crc", 0);

    assertThat(meter.line("sieve 1 00000001", at(1))).isFalse();
    assertThat(meter.line("vmm: crc 1 00000001", at(1))).isFalse();
    for (int lap = 1; lap <= LapMeter.IN_A_ROW; lap++) {
      meter.line("crc %d 00000001".formatted(lap), at(lap));
    }
    assertThat(meter.perLap()).isEmpty();
    meter.line("crc 4 00000001", at(4));
    assertThat(meter.perLap()).contains(at(1));
  }

  @Test
  void checksumsAreComparedAsFarAsBothCame() {
    var meter = new LapMeter("crc", 0);
    var longer = new LapMeter("crc", 0);
    var other = new LapMeter("crc", 0);
    meter.line("crc 1 0000000a", at(1));
    longer.line("crc 1 0000000a", at(1));
    longer.line("crc 2 0000000b", at(2));
    other.line("crc 1 0000000c", at(1));

    assertThat(meter.agreesWith(longer)).isTrue();
    assertThat(longer.agreesWith(meter)).isTrue();
    assertThat(meter.agreesWith(other)).isFalse();
  }
}
