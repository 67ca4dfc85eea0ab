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

  @Test
  void keepsLinesOfSeveralChannelsApart() {
    HostConsole console = console(ConsoleChoice.ALL, "never");
    for (int i = 0; i < "serial\n".length(); i++) {
      console.write(Console.SERIAL, "serial\n".charAt(i));
      console.write(Console.DEBUG, "DEBUG!\n".charAt(i));
    }
    assertThat(shown).hasToString("serial\nDEBUG!\n");
  }

  @Test
  void showsAPromptOnceItsChannelPauses() {
    HostConsole console = console(ConsoleChoice.ALL, "never");
    "> ".chars().forEach(c -> console.write(Console.SERIAL, c));
    assertThat(shown).hasToString("");
    console.read(Console.SERIAL);
    assertThat(shown).as("it may still be growing").hasToString("");
    console.read(Console.SERIAL);
    assertThat(shown).hasToString("> ");
    "note\n".chars().forEach(c -> console.write(Console.DEBUG, c));
    assertThat(shown).as("another channel begins a line of its own").hasToString("> \nnote\n");
  }

  @Test
  void showsALongLineInPieces() {
    HostConsole console = console(ConsoleChoice.ALL, "never");
    "x".repeat(10_000).chars().forEach(c -> console.write(Console.SERIAL, c));
    assertThat(shown.size()).isBetween(4_000, 10_000);
    console.flush();
    assertThat(shown).hasToString("x".repeat(10_000));
  }

  @Test
  void findsATextThatAnotherChannelInterrupts() {
    HostConsole console = console(ConsoleChoice.ALL, "login:");
    for (char c : "login:".toCharArray()) {
      console.write(Console.SERIAL, c);
      console.write(Console.DEBUG, '.');
    }
    assertThat(console.met()).isTrue();
    assertThat(stops).hasValue(1);
  }
}
