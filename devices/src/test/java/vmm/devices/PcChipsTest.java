package vmm.devices;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import vmm.api.device.BusTarget;
import vmm.fixtures.ManualClock;

/**
 * The small chips of a PC: clock memory, keyboard controller, firmware configuration, port 0x61.
 */
class PcChipsTest {
  private final ManualClock clock = new ManualClock();
  private final Wire interrupt = new Wire();

  private static int readCmos(Cmos cmos, int register) {
    cmos.write(0, 1, register);
    return (int) cmos.read(1, 1);
  }

  private static void writeCmos(Cmos cmos, int register, int value) {
    cmos.write(0, 1, register);
    cmos.write(1, 1, value);
  }

  @Test
  void theCalendarShowsTheClockInBcd() {
    Cmos cmos = new Cmos(clock, interrupt); // 2023-11-14 22:13:20 UTC, a Tuesday
    assertThat(List.of(0x32, 9, 8, 7, 4, 2, 0, 6).stream().map(r -> readCmos(cmos, r)))
        .containsExactly(0x20, 0x23, 0x11, 0x14, 0x22, 0x13, 0x20, 3);
    clock.advance(50_000_000_000L);
    assertThat(readCmos(cmos, 2)).isEqualTo(0x14);
    assertThat(readCmos(cmos, 0)).isEqualTo(0x10);
  }

  @Test
  void theCalendarCanBeSet() {
    Cmos cmos = new Cmos(clock, interrupt);
    writeCmos(cmos, 4, 0x07);
    assertThat(readCmos(cmos, 4)).isEqualTo(0x07);
    assertThat(readCmos(cmos, 2)).isEqualTo(0x13);
  }

  @Test
  void periodicInterruptsComeAtTheProgrammedRate() {
    Cmos cmos = new Cmos(clock, interrupt);
    writeCmos(cmos, 0x0A, 0x26); // 1024 Hz
    writeCmos(cmos, 0x0B, 0x42);
    int seen = 0;
    for (int i = 0; i < 1000; i++) {
      clock.advance(1_000_000);
      if ((readCmos(cmos, 0x0C) & 0xC0) == 0xC0) {
        seen++;
      }
    }
    assertThat(seen).isBetween(990, 1000);
  }

  @Test
  void theAlarmRingsAtItsSecond() {
    Cmos cmos = new Cmos(clock, interrupt);
    writeCmos(cmos, 1, 0x25);
    writeCmos(cmos, 3, 0xFF);
    writeCmos(cmos, 5, 0xFF);
    writeCmos(cmos, 0x0B, 0x22);
    clock.advance(4_000_000_000L);
    assertThat(interrupt.level).isFalse();
    clock.advance(1_000_000_000L);
    assertThat(interrupt.level).isTrue();
    assertThat(readCmos(cmos, 0x0C) & 0xA0).isEqualTo(0xA0);
  }

  @Test
  void updateInProgressIsSeenBeforeASecondEnds() {
    Cmos cmos = new Cmos(clock, interrupt);
    assertThat(readCmos(cmos, 0x0A) & 0x80).isZero();
    clock.advance(999_900_000);
    assertThat(readCmos(cmos, 0x0A) & 0x80).isEqualTo(0x80);
  }

  @Test
  void theKeyboardAnswersItsCommands() {
    Keyboard8042 keyboard = new Keyboard8042(interrupt, open -> {}, () -> {});
    BusTarget data = keyboard.dataPort();
    BusTarget command = keyboard.commandPort();
    command.write(0, 1, 0xAA);
    assertThat(data.read(0, 1)).isEqualTo(0x55);
    data.write(0, 1, 0xFF);
    assertThat(interrupt.level).isTrue();
    assertThat(data.read(0, 1)).isEqualTo(0xFA);
    assertThat(data.read(0, 1)).isEqualTo(0xAA);
    assertThat(command.read(0, 1) & 1).isZero();
    data.write(0, 1, 0xF2);
    assertThat(data.read(0, 1)).isEqualTo(0xFA);
    assertThat(data.read(0, 1)).isEqualTo(0xAB);
    assertThat(data.read(0, 1)).isEqualTo(0x83);
  }

  @Test
  void theKeyboardControllerGatesA20AndResets() {
    List<String> events = new ArrayList<>();
    Keyboard8042 keyboard =
        new Keyboard8042(interrupt, open -> events.add("a20 " + open), () -> events.add("reset"));
    keyboard.commandPort().write(0, 1, 0xD1);
    keyboard.dataPort().write(0, 1, 0xDD);
    keyboard.commandPort().write(0, 1, 0xDF);
    keyboard.commandPort().write(0, 1, 0xFE);
    assertThat(events).containsExactly("a20 false", "a20 true", "reset");
  }

  @Test
  void firmwareConfigurationListsItsFiles() {
    FwCfg config = new FwCfg();
    config.add16(FwCfg.CPU_COUNT, 1);
    config.addFile("etc/answer", new byte[] {42});
    config.write(0, 2, 0);
    assertThat(readBytes(config, 4)).isEqualTo("QEMU".getBytes(StandardCharsets.US_ASCII));
    config.write(0, 2, 0x19);
    byte[] directory = readBytes(config, 4 + 64);
    assertThat(directory[3]).isEqualTo((byte) 1);
    assertThat(new String(directory, 12, 10, StandardCharsets.US_ASCII)).isEqualTo("etc/answer");
    config.write(0, 2, directory[8] << 8 | directory[9]);
    assertThat(config.read(1, 1)).isEqualTo(42);
    assertThat(config.read(1, 1)).as("past the end").isZero();
  }

  private static byte[] readBytes(FwCfg config, int count) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) config.read(1, 1);
    }
    return bytes;
  }

  @Test
  void port61GatesTheTimerAndShowsRefresh() {
    Pit8254 pit = new Pit8254(clock, interrupt);
    SystemControlPortB port = new SystemControlPortB(clock, pit);
    port.write(0, 1, 1);
    assertThat(pit.gate2()).isTrue();
    long first = port.read(0, 1) & 0x10;
    clock.advance(15_085);
    assertThat(port.read(0, 1) & 0x10).isNotEqualTo(first);
  }

  @Test
  void debugPortsEcho() {
    RecordingConsole console = new RecordingConsole();
    DebugConsole port = new DebugConsole(console);
    port.write(0, 1, 'k');
    assertThat(console.written).hasToString("k");
    assertThat(port.read(0, 1)).isEqualTo(0xE9);
  }
}
