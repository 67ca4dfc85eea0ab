package vmm.cli;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import vmm.api.device.Console;
import vmm.cli.MachineOptions.ConsoleChoice;

/**
 * The guest's console: what it writes to the chosen channels goes to one stream, and is watched for
 * a text; keys go to the serial port.
 */
final class HostConsole implements Console {
  private final ConsoleChoice choice;
  private final PrintStream output;
  private final IntSupplier keys;
  private final byte[] awaited;
  private final int[] fallback;
  private final Runnable onAwaited;
  private int matched;
  private boolean met;
  private boolean unflushed;

  /**
   * Makes a console.
   *
   * @param keys the next key, or -1
   * @param until the text to watch for
   * @param onAwaited called once when that text has been shown
   */
  HostConsole(
      ConsoleChoice choice,
      OutputStream output,
      IntSupplier keys,
      @Nullable String until,
      Runnable onAwaited) {
    this.choice = choice;
    this.output = new PrintStream(output, false, StandardCharsets.ISO_8859_1);
    this.keys = keys;
    this.awaited = until == null ? new byte[0] : until.getBytes(StandardCharsets.UTF_8);
    this.fallback = fallback(awaited);
    this.onAwaited = onAwaited;
  }

  /** A console that nobody types on, kept in memory. */
  static HostConsole recording(
      ConsoleChoice choice,
      ByteArrayOutputStream output,
      @Nullable String until,
      Runnable onAwaited) {
    return new HostConsole(choice, output, () -> -1, until, onAwaited);
  }

  /** Whether the awaited text has been shown. */
  boolean met() {
    return met;
  }

  /** Pushes out what was written. */
  void flush() {
    output.flush();
    unflushed = false;
  }

  @Override
  public void write(String channel, int value) {
    if (!shows(channel)) {
      return;
    }
    output.write(value);
    unflushed = true;
    if (value == '\n') {
      flush();
    }
    watch((byte) value);
  }

  @Override
  public int read(String channel) {
    if (unflushed) {
      flush(); // a prompt without an end of line
    }
    return channel.equals(SERIAL) ? keys.getAsInt() : -1;
  }

  private boolean shows(String channel) {
    return switch (choice) {
      case ALL -> true;
      case SERIAL -> channel.equals(SERIAL);
      case DEBUG -> channel.equals(DEBUG);
    };
  }

  /** One step of Knuth, Morris and Pratt's search. */
  private void watch(byte value) {
    if (met || awaited.length == 0) {
      return;
    }
    while (matched > 0 && awaited[matched] != value) {
      matched = fallback[matched - 1];
    }
    if (awaited[matched] == value) {
      matched++;
    }
    if (matched == awaited.length) {
      met = true;
      onAwaited.run();
    }
  }

  private static int[] fallback(byte[] text) {
    int[] table = new int[text.length];
    int length = 0;
    for (int i = 1; i < text.length; i++) {
      while (length > 0 && text[length] != text[i]) {
        length = table[length - 1];
      }
      if (text[length] == text[i]) {
        length++;
      }
      table[i] = length;
    }
    return table;
  }
}
