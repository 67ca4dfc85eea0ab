package vmm.guests;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import vmm.api.device.Console;
import vmm.api.machine.VirtualMachine;

/** Keeps what a guest writes to one channel, and stops its machine when a text has been written. */
final class WatchedConsole implements Console {
  private final String channel;
  private final String awaited;
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private @Nullable VirtualMachine machine;
  private boolean met;

  WatchedConsole(String channel, String awaited) {
    this.channel = channel;
    this.awaited = awaited;
  }

  void watch(VirtualMachine toStop) {
    machine = toStop;
  }

  boolean met() {
    return met;
  }

  String text() {
    return written.toString(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void write(String to, int value) {
    if (!to.equals(channel)) {
      return;
    }
    written.write(value);
    if (!met && value == awaited.charAt(awaited.length() - 1) && text().endsWith(awaited)) {
      met = true;
      if (machine != null) {
        machine.requestStop();
      }
    }
  }

  @Override
  public int read(String from) {
    return -1;
  }
}
