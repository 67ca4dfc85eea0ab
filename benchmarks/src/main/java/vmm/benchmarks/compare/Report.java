package vmm.benchmarks.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Rows as tables in Markdown. */
final class Report {
  private final StringBuilder text = new StringBuilder();

  /** Adds a paragraph. */
  void paragraph(String sentence) {
    text.append(text.isEmpty() || text.toString().endsWith("\n\n") ? "" : "\n");
    text.append(sentence).append("\n\n");
  }

  /**
   * Adds a table of kernels, with the mean of each strategy. Bochs has columns if it was measured.
   */
  void kernels(List<Row> rows) {
    boolean bochs = rows.stream().anyMatch(row -> row.bochs().isPresent());
    line(
        "| kernel | strategy | user, ms a lap | QEMU | QEMU / ours | wall, ms a lap | QEMU | QEMU /"
            + " ours |"
            + (bochs ? " Bochs, user, ms a lap | Bochs / ours |" : ""));
    line("| --- | --- | --- | --- | --- | --- | --- | --- |" + (bochs ? " --- | --- |" : ""));
    for (Row row : rows) {
      line(
          String.format(
                  Locale.ROOT,
                  "| `%s` | `%s` | %.0f | %.0f | **%.2f** | %.0f | %.0f | %.2f |",
                  row.name(),
                  row.strategy(),
                  row.ours().userSeconds() * 1000,
                  row.qemu().userSeconds() * 1000,
                  row.ratio(Usage::userSeconds),
                  row.ours().wallSeconds() * 1000,
                  row.qemu().wallSeconds() * 1000,
                  row.ratio(Usage::wallSeconds))
              + row.bochs()
                  .map(
                      usage ->
                          String.format(
                              Locale.ROOT,
                              " %.0f | %.0f |",
                              usage.userSeconds() * 1000,
                              usage.userSeconds() / row.ours().userSeconds()))
                  .orElse(""));
    }
    for (String strategy : rows.stream().map(Row::strategy).distinct().toList()) {
      List<Row> own = new ArrayList<>(rows);
      own.removeIf(row -> !row.strategy().equals(strategy));
      line(
          String.format(
                  Locale.ROOT,
                  "| geometric mean | `%s` | | | **%.2f** | | | %.2f |",
                  strategy,
                  Row.meanRatio(own, Usage::userSeconds),
                  Row.meanRatio(own, Usage::wallSeconds))
              + (bochs ? " | |" : ""));
    }
  }

  /**
   * Adds a table of boots; their ratio is ours over QEMU's. Bochs has a column if it was measured.
   */
  void boots(List<Row> rows) {
    boolean bochs = rows.stream().anyMatch(row -> row.bochs().isPresent());
    line(
        "| boot | strategy | wall, s | QEMU | ours / QEMU | user, s | QEMU | ours / QEMU |"
            + (bochs ? " Bochs, wall, s |" : ""));
    line("| --- | --- | --- | --- | --- | --- | --- | --- |" + (bochs ? " --- |" : ""));
    for (Row row : rows) {
      line(
          String.format(
                  Locale.ROOT,
                  "| %s | `%s` | %.1f | %.1f | **%.1f** | %.1f | %.1f | %.1f |",
                  row.name(),
                  row.strategy(),
                  row.ours().wallSeconds(),
                  row.qemu().wallSeconds(),
                  1 / row.ratio(Usage::wallSeconds),
                  row.ours().userSeconds(),
                  row.qemu().userSeconds(),
                  1 / row.ratio(Usage::userSeconds))
              + (bochs ? boot(row.bochs()) : ""));
    }
  }

  /** What Bochs has no machine for stays empty. */
  private static String boot(Optional<Usage> bochs) {
    return bochs
        .map(usage -> String.format(Locale.ROOT, " %.0f |", usage.wallSeconds()))
        .orElse(" |");
  }

  /** All that was added. */
  String text() {
    return text.toString();
  }

  private void line(String line) {
    text.append(line).append('\n');
  }
}
