package vmm.ppc.board;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vmm.api.device.InterruptLine;

class UicTest {
  private static final int STATUS = 0;
  private static final int STATUS_SET = 1;
  private static final int ENABLE = 2;
  private static final int CRITICAL = 3;
  private static final int POLARITY = 4;
  private static final int TRIGGER = 5;
  private static final int MASKED_STATUS = 6;
  private static final int VECTOR = 7;
  private static final int VECTOR_CONFIGURATION = 8;
  private static final long INPUT_0 = 0x8000_0000L;
  private static final long INPUT_5 = 0x0400_0000L;
  private static final long INPUT_31 = 1;

  private final Wire normal = new Wire();
  private final Wire critical = new Wire();
  private final Uic uic = new Uic(normal, critical);

  @Test
  void inputZeroIsTheMostSignificantBit() {
    uic.line(0).set(true);
    uic.line(31).set(true);
    assertThat(uic.read(STATUS)).isEqualTo(INPUT_0 | INPUT_31);
    assertThat(normal.asserted).isFalse();
    uic.write(ENABLE, INPUT_0);
    assertThat(normal.asserted).isTrue();
    assertThat(critical.asserted).isFalse();
    assertThat(uic.read(MASKED_STATUS)).isEqualTo(INPUT_0);
  }

  @Test
  void aLevelIsLatchedAndClearedOnlyWhenItIsGone() {
    InterruptLine line = uic.line(5);
    uic.write(ENABLE, INPUT_5);
    line.set(true);
    uic.write(STATUS, INPUT_5);
    assertThat(normal.asserted).as("asserted still").isTrue();
    line.set(false);
    assertThat(normal.asserted).as("latched").isTrue();
    uic.write(STATUS, INPUT_5);
    assertThat(normal.asserted).isFalse();
    assertThat(uic.read(STATUS)).isZero();
  }

  @Test
  void anEdgeIsLatchedOnce() {
    InterruptLine line = uic.line(5);
    uic.write(TRIGGER, INPUT_5);
    uic.write(ENABLE, INPUT_5);
    line.set(true);
    uic.write(STATUS, INPUT_5);
    assertThat(normal.asserted).as("no new edge").isFalse();
    line.set(true);
    assertThat(normal.asserted).as("the same level again").isFalse();
    line.set(false);
    assertThat(normal.asserted).isFalse();
    line.set(true);
    assertThat(normal.asserted).isTrue();
  }

  @Test
  void softwareCanRaiseAnInput() {
    uic.write(ENABLE, INPUT_5);
    uic.write(STATUS_SET, INPUT_5);
    assertThat(normal.asserted).isTrue();
    assertThat(uic.read(STATUS_SET)).isEqualTo(INPUT_5);
    uic.write(STATUS, INPUT_5);
    assertThat(normal.asserted).isFalse();
  }

  @Test
  void criticalInputsGoToTheOtherOutput() {
    uic.write(ENABLE, INPUT_0 | INPUT_5);
    uic.write(CRITICAL, INPUT_5);
    uic.line(5).set(true);
    assertThat(normal.asserted).isFalse();
    assertThat(critical.asserted).isTrue();
    uic.line(0).set(true);
    assertThat(normal.asserted).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"1, 0x10000A00", "0, 0x10000000", "3, 0x10000A00"})
  void theVectorIsThatOfTheMostImportantCriticalInput(int order, String expected) {
    uic.write(VECTOR_CONFIGURATION, 0x1000_0000L | order);
    uic.write(ENABLE, INPUT_0 | INPUT_5 | INPUT_31);
    uic.write(CRITICAL, INPUT_5 | INPUT_31);
    assertThat(uic.read(VECTOR)).as("nothing pending").isZero();
    uic.line(0).set(true);
    uic.line(5).set(true);
    uic.line(31).set(true);
    assertThat(uic.read(VECTOR)).isEqualTo(Long.decode(expected));
    assertThat(uic.read(VECTOR_CONFIGURATION)).isEqualTo(0x1000_0000L | order & 1);
  }

  @Test
  void registersKeepWhatIsWritten() {
    for (int dcr : new int[] {ENABLE, CRITICAL, POLARITY, TRIGGER}) {
      uic.write(dcr, 0x8765_4321L);
      assertThat(uic.read(dcr)).isEqualTo(0x8765_4321L);
    }
    uic.write(MASKED_STATUS, -1);
    uic.write(VECTOR, -1);
    assertThat(uic.read(MASKED_STATUS)).isZero();
    assertThat(uic.read(VECTOR)).isZero();
  }
}
