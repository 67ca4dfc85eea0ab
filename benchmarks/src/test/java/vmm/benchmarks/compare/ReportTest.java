package vmm.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {
  private static Row row(String name, String strategy, double ours, double qemu) {
    return new Row(name, strategy, new Usage(ours, ours), new Usage(qemu, 3 * qemu));
  }

  private static double mean(Row... rows) {
    return Row.mean(List.of(rows), row -> row.ratio(Usage::userSeconds));
  }

  @Test
  void aRatioIsQemusTimeOverOurs() {
    Row row = row("crc", "shadow", 2, 3);

    assertThat(row.ratio(Usage::userSeconds)).isEqualTo(1.5);
    assertThat(row.ratio(Usage::wallSeconds)).isEqualTo(4.5);
  }

  @Test
  void theMeanIsGeometric() {
    Row fast = row("crc", "shadow", 1, 4);
    Row slow = row("sieve", "shadow", 4, 1);

    assertThat(mean(fast)).isEqualTo(4, within(1e-9));
    assertThat(mean(fast, slow)).isEqualTo(1, within(1e-9));
  }

  @Test
  void aTableHasTheMeanOfEachStrategy() {
    Report report = new Report();
    report.kernels(List.of(row("crc", "shadow", 0.5, 1), row("crc", "nested", 0.25, 1)));

    assertThat(report.text().lines())
        .contains(
            "| `crc` | `shadow` | 500 | 1000 | **2.00** | 500 | 3000 | 6.00 |",
            "| geometric mean | `shadow` | | | **2.00** | | | 6.00 |",
            "| geometric mean | `nested` | | | **4.00** | | | 12.00 |");
  }

  @Test
  void bochsHasColumnsIfItWasMeasured() {
    Row row = row("crc", "shadow", 0.5, 1).onBochs(new Usage(20, 21));
    Report kernels = new Report();
    kernels.kernels(List.of(row));
    Report boots = new Report();
    boots.boots(List.of(row, row("e500", "shadow", 6, 1)));

    assertThat(kernels.text().lines())
        .contains(
            "| `crc` | `shadow` | 500 | 1000 | **2.00** | 500 | 3000 | 6.00 | 20000 | 40.0 |",
            "| geometric mean | `shadow` | | | **2.00** | | | 6.00 | | 40.0 |");
    assertThat(boots.text().lines())
        .contains(
            "| crc | `shadow` | 0.5 | 3.0 | **0.2** | 0.5 | 1.0 | 0.5 | 21 |",
            "| e500 | `shadow` | 6.0 | 3.0 | **2.0** | 6.0 | 1.0 | 6.0 | |");
  }

  @Test
  void bootsAreToldAsOursOverTheirs() {
    Report report = new Report();
    report.boots(List.of(row("e500", "shadow", 6, 1)));

    assertThat(report.text())
        .contains("| e500 | `shadow` | 6.0 | 3.0 | **2.0** | 6.0 | 1.0 | 6.0 |");
  }

  @Test
  void theSectionBetweenTheCommentsIsReplaced() {
    String document = "before\n" + MarkedSection.BEGIN + "old\n" + MarkedSection.END + "behind\n";

    assertThat(MarkedSection.replace(document, "new\n"))
        .isEqualTo("before\n" + MarkedSection.BEGIN + "\nnew\n\n" + MarkedSection.END + "behind\n");
    assertThatThrownBy(() -> MarkedSection.replace("before", "new"))
        .isInstanceOf(CompareException.class);
  }

  @Test
  void userTimeIsFoundBehindANameWithBlanksAndParentheses() {
    String stat = "7 (a (b) c) S 1 7 7 0 -1 4194560 100 0 0 0 1234 56 0 0 20 0 30 0";

    assertThat(ProcessTimes.parseUserSeconds(stat)).isEqualTo(12.34);
  }
}
