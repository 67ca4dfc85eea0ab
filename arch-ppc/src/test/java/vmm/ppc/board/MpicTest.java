package vmm.ppc.board;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vmm.fixtures.ManualClock;

class MpicTest {
  private static final int GLOBAL_CONFIGURATION = 0x1020;
  private static final int EVENT_VECTORS = 0x10A0;
  private static final int SPURIOUS = 0x10E0;
  private static final int TASK_PRIORITY = 0x2_0080;
  private static final int ACKNOWLEDGE = 0x2_00A0;
  private static final int END = 0x2_00B0;
  private static final int MIXED = 1 << 29;
  private static final int MASK = 1 << 31;
  private static final int ACTIVITY = 1 << 30;
  private static final int LEVEL = 1 << 22;
  private static final int SERIAL = 42;
  private static final int TIMER_5 = 0x2140;
  private static final int TICK = 20;

  private final Wire external = new Wire();
  private final Wire critical = new Wire();
  private final ManualClock clock = new ManualClock();
  private final Mpic mpic = new Mpic(external, critical, clock, TICK);

  private static int vectorPriority(int source) {
    return 0x1_0000 + 32 * source;
  }

  private static int destination(int source) {
    return vectorPriority(source) + 0x10;
  }

  private void enable(int source, int priority) {
    mpic.write(vectorPriority(source), priority << 16 | source);
  }

  @BeforeEach
  void open() {
    mpic.write(GLOBAL_CONFIGURATION, MIXED);
    mpic.write(TASK_PRIORITY, 0);
  }

  @Test
  void aDeviceInterruptsUntilItIsServed() {
    enable(SERIAL, 8);
    mpic.line(SERIAL).set(true);
    assertThat(external.asserted).isTrue();
    assertThat(mpic.read(vectorPriority(SERIAL))).isEqualTo(ACTIVITY | 8 << 16 | SERIAL);
    assertThat(mpic.read(ACKNOWLEDGE)).isEqualTo(SERIAL);
    assertThat(external.asserted).as("in service").isFalse();
    mpic.write(END, 0);
    assertThat(external.asserted).as("asserted still").isTrue();
    assertThat(mpic.read(ACKNOWLEDGE)).isEqualTo(SERIAL);
    mpic.line(SERIAL).set(false);
    mpic.write(END, 0);
    assertThat(external.asserted).isFalse();
    assertThat(mpic.read(vectorPriority(SERIAL))).isEqualTo(8 << 16 | SERIAL);
  }

  @Test
  void afterResetNothingGetsThrough() {
    enable(SERIAL, 8);
    mpic.line(SERIAL).set(true);
    mpic.write(GLOBAL_CONFIGURATION, 1 << 31);
    assertThat(external.asserted).isFalse();
    assertThat(mpic.read(GLOBAL_CONFIGURATION)).as("reset is over").isZero();
    assertThat(mpic.read(TASK_PRIORITY)).isEqualTo(15);
    assertThat(mpic.read(vectorPriority(SERIAL))).isEqualTo(MASK | 1 << 23);
    assertThat(mpic.read(vectorPriority(0))).isEqualTo(MASK);
    enable(SERIAL, 8);
    mpic.write(TASK_PRIORITY, 0);
    assertThat(external.asserted).as("pass-through mode").isFalse();
    mpic.write(GLOBAL_CONFIGURATION, MIXED);
    assertThat(external.asserted).as("the device asserts still").isTrue();
  }

  @Test
  void maskPriorityAndTaskPriorityHoldInterruptsBack() {
    mpic.line(SERIAL).set(true);
    mpic.write(vectorPriority(SERIAL), MASK | 8 << 16 | SERIAL);
    assertThat(external.asserted).as("masked").isFalse();
    enable(SERIAL, 0);
    assertThat(external.asserted).as("priority 0").isFalse();
    enable(SERIAL, 8);
    mpic.write(TASK_PRIORITY, 8);
    assertThat(external.asserted).as("not above the task").isFalse();
    mpic.write(TASK_PRIORITY, 7);
    assertThat(external.asserted).isTrue();
    mpic.write(destination(SERIAL), 0);
    assertThat(external.asserted).as("no destination").isFalse();
  }

  @Test
  void higherPrioritiesNest() {
    enable(20, 3);
    enable(30, 9);
    enable(31, 9);
    mpic.line(20).set(true);
    assertThat(mpic.read(ACKNOWLEDGE)).isEqualTo(20);
    mpic.line(31).set(true);
    mpic.line(30).set(true);
    assertThat(external.asserted).isTrue();
    assertThat(mpic.read(ACKNOWLEDGE)).as("the first of equals").isEqualTo(30);
    assertThat(external.asserted).as("31 is not above 30").isFalse();
    mpic.line(30).set(false);
    mpic.write(END, 0);
    assertThat(mpic.read(ACKNOWLEDGE)).isEqualTo(31);
    mpic.line(31).set(false);
    mpic.write(END, 0);
    assertThat(external.asserted).as("20 is in service still").isFalse();
    mpic.write(END, 0);
    assertThat(external.asserted).as("and asserted still").isTrue();
  }

  @Test
  void nothingToAcknowledgeIsSpurious() {
    assertThat(mpic.read(ACKNOWLEDGE)).isEqualTo(0xFFFF);
    mpic.write(SPURIOUS, 0x1_0055);
    assertThat(mpic.read(ACKNOWLEDGE)).isEqualTo(0x55);
    mpic.write(END, 0);
    assertThat(external.asserted).isFalse();
  }

  @Test
  void pinsLatchEdgesOrFollowLevels() {
    enable(3, 5);
    mpic.line(3).set(true);
    mpic.line(3).set(false);
    assertThat(external.asserted).as("an edge").isTrue();
    assertThat(mpic.read(ACKNOWLEDGE)).isEqualTo(3);
    mpic.write(END, 0);
    assertThat(external.asserted).isFalse();
    mpic.write(vectorPriority(3), LEVEL | 5 << 16 | 3);
    mpic.line(3).set(true);
    assertThat(external.asserted).isTrue();
    mpic.line(3).set(false);
    assertThat(external.asserted).as("a level that went away").isFalse();
    mpic.write(vectorPriority(SERIAL), LEVEL);
    assertThat(mpic.read(vectorPriority(SERIAL))).as("no such bit on the chip").isZero();
  }

  @Test
  void aCriticalSourceKnowsNoMask() {
    mpic.write(destination(SERIAL), MpicSource.TO_CRITICAL);
    mpic.line(SERIAL).set(true);
    assertThat(critical.asserted).isTrue();
    assertThat(external.asserted).isFalse();
    assertThat(mpic.read(ACKNOWLEDGE)).isEqualTo(0xFFFF);
    mpic.line(SERIAL).set(false);
    assertThat(critical.asserted).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 0x2_0000})
  void theProcessorInterruptsItself(int registers) {
    mpic.write(EVENT_VECTORS + 0x20, 6 << 16 | 0x102);
    mpic.write(registers + 0x60, 2);
    assertThat(external.asserted).as("to another processor").isFalse();
    mpic.write(registers + 0x60, 1);
    assertThat(mpic.read(EVENT_VECTORS + 0x20)).isEqualTo(ACTIVITY | 6 << 16 | 0x102);
    assertThat(mpic.read(registers + 0xA0)).isEqualTo(0x102);
    mpic.write(registers + 0xB0, 0);
    assertThat(external.asserted).isFalse();
  }

  @Test
  void timersCountDownAndStartAgain() {
    mpic.write(TIMER_5 + 0x20, 4 << 16 | 0x205);
    mpic.write(TIMER_5 + 0x10, 100);
    clock.advance(30 * TICK);
    assertThat(mpic.read(TIMER_5)).isEqualTo(70);
    assertThat(external.asserted).isFalse();
    clock.advance(70 * TICK);
    assertThat(external.asserted).isTrue();
    assertThat(mpic.read(TIMER_5)).as("toggled").isEqualTo(1 << 31 | 100);
    assertThat(mpic.read(ACKNOWLEDGE)).isEqualTo(0x205);
    mpic.write(END, 0);
    assertThat(external.asserted).isFalse();
    clock.advance(100 * TICK);
    assertThat(external.asserted).isTrue();
    assertThat(mpic.read(TIMER_5)).isEqualTo(100);
  }

  @Test
  void aTimerThatIsInhibitedKeepsItsCount() {
    mpic.write(TIMER_5 + 0x10, 100);
    clock.advance(30 * TICK);
    mpic.write(TIMER_5 + 0x10, MASK | 100);
    clock.advance(500 * TICK);
    assertThat(mpic.read(TIMER_5)).isEqualTo(70);
    assertThat(mpic.read(TIMER_5 + 0x10)).isEqualTo(MASK | 100);
    mpic.write(TIMER_5 + 0x10, 50);
    clock.advance(20 * TICK);
    mpic.write(TIMER_5 + 0x10, 60);
    assertThat(mpic.read(TIMER_5)).as("a running timer goes on").isEqualTo(30);
    clock.advance(30 * TICK);
    assertThat(mpic.read(TIMER_5)).as("and then takes the new base").isEqualTo(1 << 31 | 60);
  }

  @Test
  void aTimerWithoutBaseStandsStill() {
    mpic.write(TIMER_5 + 0x20, 4 << 16);
    mpic.write(TIMER_5 + 0x10, 0);
    clock.advance(1_000_000);
    assertThat(mpic.read(TIMER_5)).isZero();
    assertThat(external.asserted).isFalse();
  }

  @Test
  void itTellsWhatItIs() {
    assertThat(mpic.read(0)).isEqualTo(0x0040_0200);
    assertThat(mpic.read(0x1000)).isEqualTo(79 << 16 | 2);
    assertThat(mpic.read(0x2_0090)).as("processor 0").isZero();
  }

  @Test
  void noRegisterAndNoValueDoesHarm() {
    for (int offset = 0; offset < Mpic.BYTES; offset += 4) {
      mpic.write(offset, -1);
      mpic.read(offset);
      mpic.write(offset, 0);
      mpic.read(offset);
    }
    assertThat(mpic.read(0)).isEqualTo(0x0040_0200);
  }
}
