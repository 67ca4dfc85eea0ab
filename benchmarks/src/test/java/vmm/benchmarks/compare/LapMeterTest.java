package vmm.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LapMeterTest {
  private static Usage at(double seconds) {
    return new Usage(seconds, seconds * 2);
  }

  /** A turn of laps that end at these seconds; the first one began before it. */
  private static void turn(LapMeter meter, double... ends) {
    for (double end : ends) {
      meter.line("crc 1 00000001", at(end));
    }
  }

  @Test
  void theWarmUpIsATurnAndIsNotMeasured() {
    var meter = new LapMeter("crc", 10);

    assertThat(meter.line("crc 1 00000001", at(9.5))).isFalse();
    assertThat(meter.line("crc 2 00000002", at(10.5))).as("warm").isTrue();
    assertThat(meter.line("crc 3 00000003", at(10.6))).isFalse();
    assertThat(meter.line("crc 4 00000004", at(11.6))).isFalse();
    assertThat(meter.line("crc 5 00000005", at(12.6))).isFalse();
    assertThat(meter.perLap()).as("too few laps").isEmpty();
    assertThat(meter.line("crc 6 00000006\r", at(13.6))).as("end of the turn").isTrue();
    assertThat(meter.perLap().orElseThrow().userSeconds()).isEqualTo(1, within(1e-9));
  }

  @Test
  void theFastestTurnCounts() {
    var meter = new LapMeter("crc", 0);
    turn(meter, 1);
    turn(meter, 2, 4, 6, 8);
    turn(meter, 9, 10, 11, 12);
    turn(meter, 20, 23, 26, 29);

    assertThat(meter.perLap()).contains(new Usage(1, 2));
  }

  @Test
  void lateLinesAreNoLaps() {
    var meter = new LapMeter("crc", 0);
    turn(meter, 1);
    meter.late("crc 2 00000001");
    meter.late("crc 3 00000001");
    turn(meter, 2, 4, 6, 8);

    assertThat(meter.perLap()).contains(new Usage(2, 4));
  }

  @Test
  void onlyLinesOfItsKernelCount() {
    var meter = new LapMeter("crc", 0);
    turn(meter, 1);

    assertThat(meter.line("sieve 1 00000001", at(1))).isFalse();
    assertThat(meter.line("vmm: crc 1 00000001", at(1))).isFalse();
    turn(meter, 2, 3, 4);
    assertThat(meter.perLap()).isEmpty();
    turn(meter, 5);
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
