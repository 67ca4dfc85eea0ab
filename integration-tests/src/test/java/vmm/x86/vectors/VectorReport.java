package vmm.x86.vectors;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What of a set passes: a table by family, and the first differences of each. */
public final class VectorReport {
  private static final int EXAMPLES = 5;

  private final String title;
  private final Map<String, Row> rows = new TreeMap<>();

  private static final class Row {
    private int cases;
    private int passed;
    private final List<String> examples = new ArrayList<>();
  }

  /** Makes an empty report. */
  public VectorReport(String title) {
    this.title = title;
  }

  /** Adds the outcome of one case; {@code differences} is empty if it passed. */
  public void add(VectorCase vector, List<String> differences) {
    Row row = rows.computeIfAbsent(vector.family(), family -> new Row());
    row.cases++;
    if (differences.isEmpty()) {
      row.passed++;
    } else if (row.examples.size() < EXAMPLES) {
      row.examples.add(vector.title() + ": " + String.join("; ", differences));
    }
  }

  /** Number of cases. */
  public int cases() {
    return rows.values().stream().mapToInt(row -> row.cases).sum();
  }

  /** Number of cases that passed. */
  public int passed() {
    return rows.values().stream().mapToInt(row -> row.passed).sum();
  }

  /** The table, and below it the examples of differences. */
  public String text() {
    var text = new StringBuilder();
    text.append(line(title, cases(), passed()));
    rows.forEach((family, row) -> text.append(line("  " + family, row.cases, row.passed)));
    rows.values().forEach(row -> row.examples.forEach(e -> text.append(e).append('\n')));
    return text.toString();
  }

  private static String line(String name, int cases, int passed) {
    return String.format(
        Locale.ROOT, "%-24s %6d of %6d  %6.2f %%%n", name, passed, cases, 100.0 * passed / cases);
  }

  /** Writes the table to a file, with the directories that it needs. */
  public void write(Path file) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
