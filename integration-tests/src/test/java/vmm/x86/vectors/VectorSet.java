package vmm.x86.vectors;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** The committed sets of vectors; each directory holds a README that describes it. */
public enum VectorSet {
  /** 16-bit code in real mode, from an 80286. */
  REAL_MODE("x86-real-mode"),
  /** 32-bit user code, from a current processor. */
  FLAT_32("x86-32"),
  /** 16-bit code and segments in protected mode, from a current processor. */
  SEGMENTED("x86-segmented"),
  /** x87 instructions, from a current processor. */
  X87("x87");

  private static final String SUFFIX = ".jsonl.gz";

  private final String directory;

  VectorSet(String directory) {
    this.directory = directory;
  }

  /** The directory below {@code vectors}. */
  public String directory() {
    return directory;
  }

  /** The families, in alphabetical order. */
  public List<String> families() {
    try (var files = Files.list(path())) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(SUFFIX))
          .map(name -> name.substring(0, name.length() - SUFFIX.length()))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** The file of one family. */
  Path file(String family) {
    return path().resolve(family + SUFFIX);
  }

  Path path() {
    var resource = VectorSet.class.getResource("/vectors/" + directory);
    return Path.of(URI.create(Objects.requireNonNull(resource, directory).toString()));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
