package vmm.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntSupplier;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Keys from standard input. A thread of its own reads them, as the machine must never wait. A
 * terminal is put into raw mode, so that the guest gets each key as it is typed; Ctrl-A X leaves.
 */
final class Keys implements IntSupplier, AutoCloseable {
  private static final int CONTROL_A = 1;

  private final Queue<Integer> pending = new ConcurrentLinkedQueue<>();
  private final @Nullable Terminal terminal;
  private final @Nullable Attributes saved;
  private final Runnable onLeave;

  private Keys(@Nullable Terminal terminal, Runnable onLeave) {
    this.terminal = terminal;
    this.saved = terminal == null ? null : terminal.enterRawMode();
    this.onLeave = onLeave;
  }

  /**
   * Starts reading.
   *
   * @param onLeave called when the user asks to leave
   */
  static Keys open(Runnable onLeave) throws IOException {
    boolean interactive = isInteractive();
    Terminal terminal =
        interactive ? TerminalBuilder.builder().system(true).nativeSignals(false).build() : null;
    Keys keys = new Keys(terminal, onLeave);
    InputStream input = terminal == null ? System.in : terminal.input();
    Thread reader = new Thread(() -> keys.readAll(input), "keys");
    reader.setDaemon(true);
    reader.start();
    return keys;
  }

  @SuppressWarnings(
      "SystemConsoleNull") // It was so in JDK 22 to 24; in 25 null means redirected again.
  private static boolean isInteractive() {
    return System.console() != null && System.console().isTerminal();
  }

  @Override
  public int getAsInt() {
    Integer key = pending.poll();
    return key == null ? -1 : key;
  }

  private void readAll(InputStream input) {
    try {
      boolean escaped = false;
      for (int key = input.read(); key >= 0; key = input.read()) {
        if (terminal != null && !escaped && key == CONTROL_A) {
          escaped = true;
        } else if (escaped && (key == 'x' || key == 'X')) {
          onLeave.run();
          return;
        } else {
          escaped = false;
          pending.add(key);
        }
      }
    } catch (IOException e) {
      // No more keys: the guest runs on without, as it does at the end of input.
    }
  }

  @Override
  public void close() throws IOException {
    if (terminal != null && saved != null) {
      terminal.setAttributes(saved);
      terminal.close();
    }
  }
}
