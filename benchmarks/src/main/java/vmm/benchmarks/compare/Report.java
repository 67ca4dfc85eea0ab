package vmm.benchmarks.compare;

import java.util.List;
import java.util.Locale;

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
    rows.forEach(row -> line(kernel(row)));
    for (String strategy : rows.stream().map(Row::strategy).distinct().toList()) {
      line(mean(rows.stream().filter(row -> row.strategy().equals(strategy)).toList()));
    }
  }

  private static String kernel(Row row) {
    String beside =
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
            row.ratio(Usage::wallSeconds));
    return beside
        + row.bochs()
            .map(
                usage ->
                    String.format(
                        Locale.ROOT,
                        " %.0f | %.1f |",
                        usage.userSeconds() * 1000,
                        row.ratioOfBochs()))
            .orElse("");
  }

  private static String mean(List<Row> ofStrategy) {
    String beside =
        String.format(
            Locale.ROOT,
            "| geometric mean | `%s` | | | **%.2f** | | | %.2f |",
            ofStrategy.getFirst().strategy(),
            Row.mean(ofStrategy, row -> row.ratio(Usage::userSeconds)),
            Row.mean(ofStrategy, row -> row.ratio(Usage::wallSeconds)));
    boolean bochs = ofStrategy.getFirst().bochs().isPresent();
    return beside
        + (bochs
            ? String.format(Locale.ROOT, " | %.1f |", Row.mean(ofStrategy, Row::ratioOfBochs))
            : "");
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
      line(boot(row) + (bochs ? onBochs(row) : ""));
    }
  }

  private static String boot(Row row) {
    return String.format(
        Locale.ROOT,
        "| %s | `%s` | %.1f | %.1f | **%.1f** | %.1f | %.1f | %.1f |",
        row.name(),
        row.strategy(),
        row.ours().wallSeconds(),
        row.qemu().wallSeconds(),
        1 / row.ratio(Usage::wallSeconds),
        row.ours().userSeconds(),
        row.qemu().userSeconds(),
        1 / row.ratio(Usage::userSeconds));
  }

  /** What Bochs has no machine for stays empty. */
  private static String onBochs(Row row) {
    return row.bochs()
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
