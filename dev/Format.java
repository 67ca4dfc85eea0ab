import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Formats every Java source of the project, or checks that each is formatted.
 *
 * <p>Run from the project's root by Maven, with google-java-format on the class path and the single
 * argument {@code check} or {@code write}. A program of its own because the formatter parses with
 * the compiler of the JDK that it runs on, and Maven's own JDK may be too old for our sources.
 */
final class Format {
  private Format() {}

  static void main(String[] args) throws IOException {
    boolean write = List.of(args).equals(List.of("write"));
    if (!write && !List.of(args).equals(List.of("check"))) {
      fail("Format: the argument must be check or write");
    }
    List<Path> unformatted =
        sources().parallelStream().filter(file -> differs(file, write)).toList();
    if (write || unformatted.isEmpty()) {
      return;
    }
    unformatted.forEach(file -> System.err.println("not formatted: " + file));
    fail(unformatted.size() + " file(s) to be formatted: run dev/format");
  }

  /** The sources of every module, and this one. */
  private static List<Path> sources() throws IOException {
    try (Stream<Path> modules = Files.list(Path.of(""))) {
      List<Path> roots =
          Stream.concat(modules.map(module -> module.resolve("src")), Stream.of(Path.of("dev")))
              .filter(Files::isDirectory)
              .sorted()
              .toList();
      return roots.stream().flatMap(Format::javaFiles).toList();
    }
  }

  private static Stream<Path> javaFiles(Path root) {
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean differs(Path file, boolean write) {
    try {
      String source = Files.readString(file);
      String formatted = new Formatter().formatSourceAndFixImports(source);
      boolean differs = !source.equals(formatted);
      if (differs && write) {
        Files.writeString(file, formatted);
      }
      return differs;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (FormatterException e) {
      System.err.println(file + ": " + e.getMessage());
      return true;
    }
  }

  private static void fail(String message) {
    System.err.println(message);
    System.exit(1);
  }
}
