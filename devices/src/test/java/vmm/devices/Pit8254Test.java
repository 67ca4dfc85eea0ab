package vmm.devices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vmm.fixtures.ManualClock;

class Pit8254Test {
  private static final long MILLISECOND = 1_000_000;

  private final ManualClock clock = new ManualClock();
  private final Wire interrupt0 = new Wire();
  private final Pit8254 pit = new Pit8254(clock, interrupt0);

  private void program(int counter, int mode, int count) {
    pit.write(3, 1, counter << 6 | 0x30 | mode << 1);
    pit.write(counter, 1, count & 0xFF);
    interrupt0.edges = 0; // the control word itself may have raised the output
    pit.write(counter, 1, count >> 8);
  }

  private int latched(int counter) {
    pit.write(3, 1, counter << 6);
    int low = (int) pit.read(counter, 1);
    return low | (int) pit.read(counter, 1) << 8;
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void periodicModesInterruptAtTheirRate(int mode) {
    program(0, mode, 11932); // 100 Hz
    clock.advance(1000 * MILLISECOND);
    assertThat(interrupt0.edges).isCloseTo(100, within(1));
  }

  @Test
  void aReloadOfZeroIsTheLongestPeriod() {
    program(0, 2, 0);
    clock.advance(1000 * MILLISECOND);
    assertThat(interrupt0.edges).isEqualTo(18);
  }

  @Test
  void modeZeroInterruptsOnce() {
    program(0, 0, 1193);
    clock.advance(999_000);
    assertThat(interrupt0.edges).isZero();
    clock.advance(100 * MILLISECOND);
    assertThat(interrupt0.edges).isEqualTo(1);
  }

  @Test
  void theCountGoesDownWithTime() {
    program(0, 2, 0xFFFF);
    clock.advance(10 * MILLISECOND);
    assertThat(latched(0)).isEqualTo(0xFFFF - 11931);
  }

  @Test
  void aLatchedCountStays() {
    program(0, 2, 0xFFFF);
    pit.write(3, 1, 0x00);
    clock.advance(10 * MILLISECOND);
    assertThat(pit.read(0, 1) | pit.read(0, 1) << 8).isEqualTo(0xFFFF);
  }

  @Test
  void counter2RunsWhileItsGateIsHigh() {
    program(2, 0, 11932);
    clock.advance(20 * MILLISECOND);
    assertThat(pit.output2()).as("gate low: it stands still").isFalse();
    pit.setGate2(true);
    clock.advance(9 * MILLISECOND);
    assertThat(pit.output2()).isFalse();
    clock.advance(2 * MILLISECOND);
    assertThat(pit.output2()).isTrue();
  }

  @Test
  void readBackGivesTheStatus() {
    program(0, 3, 100);
    pit.write(3, 1, 0xE2); // status of counter 0
    assertThat(pit.read(0, 1)).isEqualTo(0x80 | 0x30 | 3 << 1);
  }

  @Test
  void binaryCodedCounts() {
    pit.write(3, 1, 0x35);
    pit.write(0, 1, 0x00);
    pit.write(0, 1, 0x10); // 1000
    clock.advance(500_000); // 596 ticks
    assertThat(latched(0)).isEqualTo(0x0404);
  }
}
