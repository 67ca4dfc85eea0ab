package vmm.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules that only the text of the sources can break: comments do not reach the class files. */
class SourceRulesTest {
  /** Surefire runs the tests in the module's own folder. */
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  /**
   * What only x86 or Book E has: control and special registers, second-stage and TLB structures.
   */
  private static final String WORDS = "cr[0-8]|eptp?|invept|vpid|vmcs|msr|spr|mas[0-8]|lrat";

  /** Such a word alone, at the start of a Java name, or within one. */
  private static final Pattern ARCHITECTURE_WORD =
      Pattern.compile(
          "(?<![A-Za-z0-9])(?i:"
              + WORDS
              + ")s?(?![A-Za-z0-9])"
              + "|(?<![A-Za-z0-9])(?:"
              + WORDS
              + ")(?=[A-Z])"
              + "|(?<=[a-z0-9])(?=[A-Z])(?i:"
              + WORDS
              + ")(?![a-z])");

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"X86", "PPC", "CLI", "KIT"})
  void neutralSourcesNameNothingOfOneArchitecture(Module module) {
    List<Path> sources = mainSources(module);

    assertThat(sources).isNotEmpty();
    assertThat(sources.stream().flatMap(SourceRulesTest::linesWithArchitectureWords)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CR3",
        "an MSR.",
        "writeMsr(",
        "eptPointer",
        "MSR_STAR",
        "MAS1",
        "SPRs",
        "cr0 = 1"
      })
  void architectureWordsAreRecognized(String text) {
    assertThat(ARCHITECTURE_WORD.matcher(text).find()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"accept", "spring", "mask", "concept", "cross", "maskSpread", "SPREAD"})
  void ordinaryWordsAreNotTakenForThem(String text) {
    assertThat(ARCHITECTURE_WORD.matcher(text).find()).isFalse();
  }

  @Test
  void everyPackageIsNullMarked() {
    List<Path> folders =
        Stream.of(Module.values())
            .flatMap(module -> mainSources(module).stream())
            .map(Path::getParent)
            .distinct()
            .toList();

    assertThat(folders).isNotEmpty();
    assertThat(folders)
        .allSatisfy(
            folder ->
                assertThat(folder.resolve("package-info.java")).content().contains("@NullMarked"));
  }

  private static Stream<String> linesWithArchitectureWords(Path source) {
    List<String> lines = readLines(source);
    return IntStream.range(0, lines.size())
        .filter(line -> ARCHITECTURE_WORD.matcher(lines.get(line)).find())
        .mapToObj(
            line -> ROOT.relativize(source) + ":" + (line + 1) + ": " + lines.get(line).strip());
  }

  private static List<String> readLines(Path source) {
    try {
      return Files.readAllLines(source);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> mainSources(Module module) {
    try (Stream<Path> files = Files.walk(ROOT.resolve(module.folder()).resolve("src/main/java"))) {
      return files.filter(file -> file.toString().endsWith(".java")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
