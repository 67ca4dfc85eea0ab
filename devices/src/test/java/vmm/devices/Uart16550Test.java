package vmm.devices;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import vmm.api.device.Console;

class Uart16550Test {
  private final RecordingConsole console = new RecordingConsole();
  private final Wire interrupt = new Wire();
  private final Uart16550 uart = new Uart16550(console, Console.SERIAL, interrupt, true);

  @Test
  void writesReachTheConsole() {
    for (char c : "hello".toCharArray()) {
      uart.write(0, 1, c);
    }
    assertThat(console.written).hasToString("hello");
    assertThat(uart.read(5, 1) & 0x60).isEqualTo(0x60);
  }

  @Test
  void theDivisorLatchHidesData() {
    uart.write(3, 1, 0x83);
    uart.write(0, 1, 1);
    uart.write(1, 1, 2);
    assertThat(uart.read(0, 1)).isEqualTo(1);
    assertThat(uart.read(1, 1)).isEqualTo(2);
    uart.write(3, 1, 0x03);
    assertThat(console.written).isEmpty();
    assertThat(uart.read(1, 1)).isZero();
  }

  @Test
  void inputInterruptsAndIsRead() {
    uart.write(4, 1, 0x08);
    uart.write(1, 1, 0x01);
    console.input.add((int) 'x');
    uart.poll();
    assertThat(interrupt.level).isTrue();
    assertThat(uart.read(2, 1)).isEqualTo(0x04);
    assertThat(uart.read(5, 1) & 1).isEqualTo(1);
    assertThat(uart.read(0, 1)).isEqualTo('x');
    assertThat(interrupt.level).isFalse();
    assertThat(uart.read(2, 1)).isEqualTo(0x01);
  }

  @Test
  void withoutFifoOnlyOneByteIsTakenFromTheConsole() {
    console.input.add(1);
    console.input.add(2);
    uart.poll();
    assertThat(console.input).containsExactly(2);
    uart.write(2, 1, 0x01);
    uart.poll();
    assertThat(console.input).isEmpty();
  }

  @Test
  void aFewBytesBelowTheTriggerAreATimeout() {
    uart.write(4, 1, 0x08);
    uart.write(2, 1, 0xC1); // trigger at 14
    uart.write(1, 1, 0x01);
    console.input.add(1);
    uart.poll();
    assertThat(uart.read(2, 1)).isEqualTo(0xCC);
  }

  @Test
  void theTransmitterInterruptIsAcknowledgedByReadingItsCause() {
    uart.write(4, 1, 0x08);
    uart.write(1, 1, 0x02);
    assertThat(interrupt.level).isTrue();
    assertThat(uart.read(2, 1)).isEqualTo(0x02);
    assertThat(interrupt.level).isFalse();
    uart.write(0, 1, 'a');
    assertThat(interrupt.level).isTrue();
  }

  @Test
  void out2GatesTheInterruptOnAPc() {
    uart.write(1, 1, 0x02);
    assertThat(interrupt.level).isFalse();
  }

  @Test
  void loopbackReturnsDataAndModemLines() {
    uart.write(4, 1, 0x1F);
    assertThat(uart.read(6, 1) & 0xF0).isEqualTo(0xF0);
    uart.write(0, 1, 0x5A);
    assertThat(uart.read(0, 1)).isEqualTo(0x5A);
    assertThat(console.written).isEmpty();
  }

  @Test
  void theScratchRegisterKeepsItsValue() {
    uart.write(7, 1, 0xA5);
    assertThat(uart.read(7, 1)).isEqualTo(0xA5);
  }
}
