package vmm.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
@Timeout(60)
class GuestProcessTest {
  private static final Duration LIMIT = Duration.ofSeconds(50);

  private static GuestProcess shell(String script) throws IOException {
    return GuestProcess.start(List.of("sh", "-c", script), LIMIT);
  }

  /** Wants three lines a turn. */
  private static final class Recorder implements GuestProcess.Listener {
    final List<Integer> all = new ArrayList<>();
    final List<Integer> late = new ArrayList<>();
    private int wanted = 3;

    @Override
    public boolean line(String line, Usage usage) {
      all.add(Integer.valueOf(line));
      wanted--;
      if (wanted > 0) {
        return false;
      }
      wanted = 3;
      return true;
    }

    @Override
    public void late(String line) {
      all.add(Integer.valueOf(line));
      late.add(Integer.valueOf(line));
    }
  }

  @Test
  void aTurnGoesOnWhereTheLastOneEndedAndTellsWhatWasWrittenBefore() throws IOException {
    var recorder = new Recorder();
    try (GuestProcess process = shell("i=0; while :; do i=$((i+1)); echo $i; done")) {
      process.follow(recorder);
      assertThat(recorder.all).containsExactly(1, 2, 3);
      process.follow(recorder);

      int last = Integer.parseInt(process.lastLine());
      assertThat(recorder.all).isEqualTo(IntStream.rangeClosed(1, last).boxed().toList());
      assertThat(recorder.late).startsWith(4).doesNotContain(last - 2, last - 1, last);
    }
  }

  @Test
  void whoHasNoTurnIsStoppedAndWhoIsClosedIsGone() throws Exception {
    long pid;
    try (GuestProcess process = shell("echo $$; while :; do :; done")) {
      process.follow((_, _) -> true);
      pid = Long.parseLong(process.lastLine());
      // The signal is sent; when it arrives is the system's to say.
      while (!Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") T ")) {
        Thread.sleep(10);
      }
    }
    assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
  }

  @Test
  void theEndOfTheOutputEndsTheTurn() throws IOException {
    try (GuestProcess process = shell("echo begun; echo no such thing >&2")) {
      process.follow((_, _) -> false);

      assertThat(process.lastLine()).isEqualTo("no such thing");
    }
  }

  @Test
  void aProcessThatTakesTooLongIsEnded() throws IOException {
    try (GuestProcess process =
        GuestProcess.start(List.of("sh", "-c", "exec sleep 100"), Duration.ofMillis(200))) {
      process.follow((_, _) -> false);

      assertThat(process.lastLine()).isEmpty();
    }
  }
}
