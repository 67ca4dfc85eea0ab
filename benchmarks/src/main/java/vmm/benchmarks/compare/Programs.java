package vmm.benchmarks.compare;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The programs that others have to be compared with. */
final class Programs {
  private Programs() {}

  /**
   * Refuses to go on without a program.
   *
   * @param packages those of Debian that have it
   */
  static void require(String program, String packages) {
    boolean found =
        Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    if (!found) {
      throw new CompareException(
          CompareException.UNAVAILABLE,
          "%s is not in PATH (Debian: apt-get install %s)".formatted(program, packages));
    }
  }
}
