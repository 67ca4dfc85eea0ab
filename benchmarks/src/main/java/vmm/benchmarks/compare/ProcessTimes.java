package vmm.benchmarks.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The user time of a process, as Linux tells it (proc(5), {@code /proc/PID/stat}). */
final class ProcessTimes {
  private static final Path PROC = Path.of("/proc");

  /** The 14th field, where the third is the first behind the command's name in parentheses. */
  private static final int USER_TIME = 14 - 3;

  /** Linux counts in hundredths of a second for programs, whatever its own clock is. */
  private static final double TICKS_PER_SECOND = 100;

  private ProcessTimes() {}

  /** Whether there is such a file system here. */
  static boolean available() {
    return Files.isReadable(PROC.resolve("self/stat"));
  }

  /**
   * Returns the user time of a process and all its threads, in seconds.
   *
   * @throws IOException if there is no such process
   */
  static double userSeconds(long pid) throws IOException {
    return parseUserSeconds(Files.readString(PROC.resolve(pid + "/stat")));
  }

  /** The user time in the text of such a file. */
  static double parseUserSeconds(String stat) {
    String behindName = stat.substring(stat.lastIndexOf(')') + 2);
    return Long.parseLong(List.of(behindName.split(" ", -1)).get(USER_TIME)) / TICKS_PER_SECOND;
  }
}
