package vmm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the command says of itself. */
class UsageTest {
  private static synchronized String print(int status, String... arguments) {
    PrintStream out = System.out;
    PrintStream error = System.err;
    ByteArrayOutputStream captured = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(captured, true, StandardCharsets.UTF_8);
    System.setOut(stream);
    System.setErr(stream);
    try {
      assertThat(Main.execute(arguments)).isEqualTo(status);
    } finally {
      System.setOut(out);
      System.setErr(error);
    }
    return captured.toString(StandardCharsets.UTF_8);
  }

  private static void expectEachCommand(String text) {
    assertThat(text.lines())
        .as(text)
        .anyMatch(line -> line.startsWith("  run "))
        .anyMatch(line -> line.startsWith("  compare "))
        .anyMatch(line -> line.startsWith("  demo "))
        .anyMatch(line -> line.startsWith("  list "))
        .anyMatch(line -> line.startsWith("  help "));
  }

  @Test
  void withoutAWordEachCommandIsShown() {
    expectEachCommand(print(64));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "help"})
  void askedForHelpEachCommandIsShown(String word) {
    expectEachCommand(print(0, word));
  }

  @ParameterizedTest
  @CsvSource({"run,--trace", "compare,--until", "demo,Usage", "list,Usage"})
  void eachCommandShowsItsOwnHelp(String name, String text) {
    assertThat(print(0, name, "--help")).contains("vmm " + name, text);
    assertThat(print(0, "help", name)).isEqualTo(print(0, name, "--help"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"text", "TEXT", "Json"})
  void valuesMayBeWrittenInAnyCase(String format) {
    assertThat(print(66, "run", "--stats=" + format, "--kernel", "none")).startsWith("vmm: ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--engine | interpreter, jit, mixed",
        "--clock | virtual, wall",
        "--console | serial, debug, all",
        "--stats | text, json"
      })
  void namesAreToldAsTheyAreWritten(String option, String names) {
    assertThat(print(64, "run", option + "=none"))
        .isEqualToIgnoringNewLines(
            "vmm: Invalid value for option '%s': 'none' is not one of %s".formatted(option, names));
  }
}
