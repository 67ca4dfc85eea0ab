package vmm.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Shows several channels on one stream without mixing their lines: a line is shown when it is
 * complete, when it is very long, or when its channel pauses.
 */
final class LineMerger {
  private static final int LONGEST = 4096;

  private final PrintStream output;
  private final Map<String, Line> lines = new LinkedHashMap<>();

  /** The line whose beginning was shown last; its end is still to come. */
  private @Nullable Line open;

  /** What a channel has written and is not shown yet. */
  private static final class Line {
    private final ByteArrayOutputStream held = new ByteArrayOutputStream();
    private boolean growing;
  }

  LineMerger(PrintStream output) {
    this.output = output;
  }

  void write(String channel, int value) {
    Line line = lines.computeIfAbsent(channel, _ -> new Line());
    line.held.write(value);
    line.growing = true;
    if (value == '\n' || line.held.size() == LONGEST) {
      show(line);
    }
  }

  /** Shows what those channels hold that have written nothing since the last call. */
  void showPaused() {
    for (Line line : lines.values()) {
      if (!line.growing) {
        show(line);
      }
      line.growing = false;
    }
  }

  /** Shows what every channel holds. */
  void showAll() {
    lines.values().forEach(this::show);
  }

  private void show(Line line) {
    byte[] bytes = line.held.toByteArray();
    if (bytes.length == 0) {
      return;
    }
    line.held.reset();
    if (open != null && open != line) {
      output.write('\n');
    }
    output.writeBytes(bytes);
    output.flush();
    open = bytes[bytes.length - 1] == '\n' ? null : line;
  }
}
