package vmm.devices;

import java.util.ArrayDeque;
import java.util.Queue;
import vmm.api.device.Console;

/** A console that keeps what is written and feeds what a test gives it. */
final class RecordingConsole implements Console {
  final StringBuilder written = new StringBuilder();
  final Queue<Integer> input = new ArrayDeque<>();

  @Override
  public void write(String channel, int value) {
    written.append((char) value);
  }

  @Override
  public int read(String channel) {
    Integer value = input.poll();
    return value == null ? -1 : value;
  }
}
