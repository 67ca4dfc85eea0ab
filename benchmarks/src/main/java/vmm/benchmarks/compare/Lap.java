package vmm.benchmarks.compare;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a benchmark guest writes at the end of a lap.
 *
 * @param kernel the kernel's name
 * @param checksum of what it computed, in hexadecimal
 */
record Lap(String kernel, String checksum) {
  private static final Pattern LINE = Pattern.compile("([a-z]+) [0-9]+ ([0-9a-f]{8})");

  /** The lap that a line ends, if it ends one. */
  static Optional<Lap> endedBy(String line) {
    Matcher lap = LINE.matcher(line.strip());
    return lap.matches() ? Optional.of(new Lap(lap.group(1), lap.group(2))) : Optional.empty();
  }
}
