package vmm.devices;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class Pic8259PairTest {
  private final Wire cpu = new Wire();
  private final Pic8259Pair pics = new Pic8259Pair(cpu);

  @BeforeEach
  void initialize() {
    for (int word : new int[] {0x11}) {
      pics.masterPorts().write(0, 1, word);
      pics.slavePorts().write(0, 1, word);
    }
    for (int word : new int[] {0x20, 0x04, 0x01, 0x00}) {
      pics.masterPorts().write(1, 1, word);
    }
    for (int word : new int[] {0x28, 0x02, 0x01, 0x00}) {
      pics.slavePorts().write(1, 1, word);
    }
  }

  @Test
  void anEdgeOnTheMasterInterruptsOnce() {
    pics.line(0).set(true);
    assertThat(cpu.level).isTrue();
    assertThat(pics.acknowledge()).isEqualTo(0x20);
    assertThat(cpu.level).isFalse();
    pics.masterPorts().write(0, 1, 0x20);
    assertThat(cpu.level).as("the line is still high, but there was no new edge").isFalse();
  }

  @Test
  void theSlaveInterruptsThroughTheMaster() {
    pics.line(8).set(true);
    assertThat(pics.acknowledge()).isEqualTo(0x28);
    pics.slavePorts().write(0, 1, 0x20);
    pics.masterPorts().write(0, 1, 0x20);
    assertThat(cpu.level).isFalse();
  }

  @Test
  void twoRequestsOfTheSlaveAreServedOneAfterTheOther() {
    pics.line(12).set(true);
    pics.line(8).set(true);
    assertThat(pics.acknowledge()).isEqualTo(0x28);
    pics.slavePorts().write(0, 1, 0x20);
    pics.masterPorts().write(0, 1, 0x20);
    assertThat(cpu.level).isTrue();
    assertThat(pics.acknowledge()).isEqualTo(0x2C);
  }

  @Test
  void lowerInputsWinAndBlockHigherOnes() {
    pics.line(3).set(true);
    pics.line(1).set(true);
    assertThat(pics.acknowledge()).isEqualTo(0x21);
    assertThat(cpu.level).as("3 waits for the end of 1").isFalse();
    pics.masterPorts().write(0, 1, 0x20);
    assertThat(pics.acknowledge()).isEqualTo(0x23);
  }

  @Test
  void maskedInputsWait() {
    pics.masterPorts().write(1, 1, 0xFF);
    pics.line(4).set(true);
    assertThat(cpu.level).isFalse();
    assertThat(pics.masterPorts().read(1, 1)).isEqualTo(0xFF);
    pics.masterPorts().write(1, 1, 0xEF);
    assertThat(pics.acknowledge()).isEqualTo(0x24);
  }

  @Test
  void anAcknowledgeWithoutRequestIsSpurious() {
    assertThat(pics.acknowledge()).isEqualTo(0x27);
    pics.masterPorts().write(0, 1, 0x0B);
    assertThat(pics.masterPorts().read(0, 1)).as("nothing is in service").isZero();
  }

  @Test
  void aLevelInputInterruptsUntilTheDeviceIsQuiet() {
    pics.edgeLevelPorts().write(1, 1, 0x04); // input 10
    pics.line(10).set(true);
    assertThat(pics.acknowledge()).isEqualTo(0x2A);
    pics.slavePorts().write(0, 1, 0x20);
    pics.masterPorts().write(0, 1, 0x20);
    assertThat(pics.acknowledge()).as("still asserted").isEqualTo(0x2A);
    pics.line(10).set(false);
    pics.slavePorts().write(0, 1, 0x20);
    pics.masterPorts().write(0, 1, 0x20);
    assertThat(cpu.level).isFalse();
  }

  @Test
  void specificRotationMovesThePriorities() {
    pics.masterPorts().write(0, 1, 0xC4); // 4 is now the lowest, 5 the highest
    pics.line(0).set(true);
    pics.line(5).set(true);
    assertThat(pics.acknowledge()).isEqualTo(0x25);
  }

  @Test
  void pollReadsAcknowledge() {
    pics.line(6).set(true);
    pics.masterPorts().write(0, 1, 0x0C);
    assertThat(pics.masterPorts().read(0, 1)).isEqualTo(0x86);
  }
}
