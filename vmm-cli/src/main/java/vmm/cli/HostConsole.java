package vmm.cli;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import vmm.api.device.Console;
import vmm.cli.MachineOptions.ConsoleChoice;

/**
 * The guest's console: what it writes to the chosen channels goes to one stream, byte by byte if it
 * is one channel, line by line if there are several. Each channel is watched for a text. Keys go to
 * the serial port.
 */
final class HostConsole implements Console {
  private final ConsoleChoice choice;
  private final PrintStream output;
  private final LineMerger merger;
  private final IntSupplier keys;
  private final @Nullable String until;
  private final Map<String, TextWatch> watches = new HashMap<>();
  private final Runnable onAwaited;
  private boolean met;
  private boolean unflushed;

  /**
   * Makes a console.
   *
   * @param keys the next key, or -1
   * @param until the text to watch for; null or empty: none
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
    this.merger = new LineMerger(this.output);
    this.keys = keys;
    this.until = until == null || until.isEmpty() ? null : until;
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
    merger.showAll();
    output.flush();
    unflushed = false;
  }

  @Override
  public void write(String channel, int value) {
    if (!shows(channel)) {
      return;
    }
    if (choice == ConsoleChoice.ALL) {
      merger.write(channel, value);
    } else {
      output.write(value);
      unflushed = true;
      if (value == '\n') {
        flush();
      }
    }
    watch(channel, (byte) value);
  }

  @Override
  public int read(String channel) {
    // A guest that looks for input may have written a prompt, which no end of line follows.
    merger.showPaused();
    if (unflushed) {
      flush();
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

  private void watch(String channel, byte value) {
    if (met || until == null) {
      return;
    }
    if (watches.computeIfAbsent(channel, _ -> new TextWatch(until)).ends(value)) {
      met = true;
      onAwaited.run();
    }
  }
}
