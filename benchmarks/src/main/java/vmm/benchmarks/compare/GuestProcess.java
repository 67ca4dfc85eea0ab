package vmm.benchmarks.compare;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs a process for as long as its lines are wanted, and never longer than a time limit. */
final class GuestProcess {
  private static final Duration END_PATIENCE = Duration.ofSeconds(10);

  private GuestProcess() {}

  /** Is told of the lines of a process. */
  interface Listener {
    /**
     * Takes a line with what the process had used when it came; returns whether it was the last one
     * wanted.
     */
    boolean line(String line, Usage usage);
  }

  /**
   * Runs a command until its output has ended, the listener has enough, or the time is over; then
   * it is ended.
   *
   * @param command program and arguments; its standard error comes with its output, its input is
   *     empty
   * @return the last line that came, or an empty one
   */
  static String follow(List<String> command, Duration limit, Listener listener) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
    // These are for this program, which ./vmm has started too.
    builder.environment().keySet().removeAll(List.of("VMM_MAIN", "VMM_CLASSPATH"));
    long started = System.nanoTime();
    Process process = builder.start();
    CompletableFuture<Void> watchdog =
        CompletableFuture.runAsync(
            process::destroyForcibly,
            CompletableFuture.delayedExecutor(limit.toMillis(), TimeUnit.MILLISECONDS));
    try (BufferedReader lines = process.inputReader()) {
      return read(lines, process.pid(), started, listener);
    } finally {
      watchdog.cancel(false);
      end(process);
    }
  }

  private static String read(BufferedReader lines, long pid, long started, Listener listener)
      throws IOException {
    String last = "";
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      double wallSeconds = (System.nanoTime() - started) / 1e9;
      last = line;
      if (listener.line(line, new Usage(ProcessTimes.userSeconds(pid), wallSeconds))) {
        break;
      }
    }
    return last;
  }

  private static void end(Process process) {
    process.destroyForcibly();
    try {
      if (!process.waitFor(END_PATIENCE)) {
        throw new IllegalStateException("process " + process.pid() + " does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
