package vmm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import vmm.api.device.Console;
import vmm.cli.MachineOptions.ConsoleChoice;

class HostConsoleTest {
  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
  private final AtomicInteger stops = new AtomicInteger();

  private HostConsole console(ConsoleChoice choice, String until) {
    return HostConsole.recording(choice, shown, until, stops::incrementAndGet);
  }

  private static void write(HostConsole console, String channel, String text) {
    text.chars().forEach(c -> console.write(channel, c));
    console.flush();
  }

  @Test
  void showsTheChosenChannelOnly() {
    HostConsole console = console(ConsoleChoice.SERIAL, "never");
    write(console, Console.DEBUG, "debug");
    write(console, Console.SERIAL, "serial");
    assertThat(shown).hasToString("serial");
  }

  @Test
  void findsATextThatOverlapsItsOwnBeginning() {
    HostConsole console = console(ConsoleChoice.ALL, "aab");
    write(console, Console.SERIAL, "aaaa");
    assertThat(console.met()).isFalse();
    write(console, Console.DEBUG, "b aab");
    assertThat(console.met()).isTrue();
    assertThat(stops).as("told once").hasValue(1);
  }
}
