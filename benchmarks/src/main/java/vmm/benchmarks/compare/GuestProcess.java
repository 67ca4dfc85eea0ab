package vmm.benchmarks.compare;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A process that runs while its lines are wanted, and stands still in between, so that several can
 * be measured in turns; it never lives longer than a time limit.
 */
final class GuestProcess implements AutoCloseable {
  private static final Duration END_PATIENCE = Duration.ofSeconds(10);

  /** Is told of the lines of a process. */
  interface Listener {
    /**
     * Takes a line with what the process had used when it came; returns whether it was the last one
     * wanted for now.
     */
    boolean line(String line, Usage usage);

    /** Takes a line that was written before this turn; nobody knows when. */
    default void late(String line) {}
  }

  /** A process with less user time than this in its turn has hardly written a line in it. */
  private static final double LATE_SECONDS = 0.02;

  private final Process process;
  private final BufferedReader lines;
  private final CompletableFuture<Void> watchdog;

  /** A process that stands still would outlive this program. */
  private final Thread atExit;

  private final long started = System.nanoTime();
  private long pausedNanos;
  private long pausedSince;
  private String last = "";

  private GuestProcess(Process process, Duration limit) {
    this.process = process;
    lines = process.inputReader();
    watchdog =
        CompletableFuture.runAsync(
            process::destroyForcibly,
            CompletableFuture.delayedExecutor(limit.toMillis(), TimeUnit.MILLISECONDS));
    atExit = Thread.ofPlatform().unstarted(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /**
   * Starts a command.
   *
   * @param command program and arguments; its standard error comes with its output, its input is
   *     empty
   * @param limit wall time after which it is ended
   */
  static GuestProcess start(List<String> command, Duration limit) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
    // These are for this program, which ./vmm has started too.
    builder.environment().keySet().removeAll(List.of("VMM_MAIN", "VMM_CLASSPATH"));
    return new GuestProcess(builder.start(), limit);
  }

  /** Lets the process run until its output has ended or the listener has enough for now. */
  void follow(Listener listener) throws IOException {
    boolean first = pausedSince == 0;
    double before = first ? 0 : userSeconds().orElse(0);
    resume();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      double wallSeconds = (System.nanoTime() - started - pausedNanos) / 1e9;
      last = line;
      OptionalDouble userSeconds = userSeconds();
      if (!first && userSeconds.orElse(0) - before < LATE_SECONDS) {
        listener.late(line);
      } else if (userSeconds.isPresent()
          && listener.line(line, new Usage(userSeconds.getAsDouble(), wallSeconds))) {
        break;
      }
    }
    pause();
  }

  /** Nothing of a process that has ended: of its last lines only the text counts. */
  private OptionalDouble userSeconds() throws IOException {
    try {
      return OptionalDouble.of(ProcessTimes.userSeconds(process.pid()));
    } catch (IOException e) {
      if (process.isAlive()) {
        throw e;
      }
      return OptionalDouble.empty();
    }
  }

  /** The last line that came, or an empty one. */
  String lastLine() {
    return last;
  }

  private void pause() throws IOException {
    signal("STOP");
    pausedSince = System.nanoTime();
  }

  private void resume() throws IOException {
    if (pausedSince != 0) {
      pausedNanos += System.nanoTime() - pausedSince;
      signal("CONT");
    }
  }

  /** Sends a signal; that the process may have ended already is no error. */
  private void signal(String name) throws IOException {
    ProcessBuilder kill = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()));
    try {
      kill.redirectErrorStream(true).start().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    watchdog.cancel(false);
    process.destroyForcibly();
    Runtime.getRuntime().removeShutdownHook(atExit);
    try {
      if (!process.waitFor(END_PATIENCE)) {
        throw new IllegalStateException("process " + process.pid() + " does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
