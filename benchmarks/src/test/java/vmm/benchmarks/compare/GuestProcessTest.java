package vmm.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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

  @Test
  void aTurnGoesOnWhereTheLastOneEnded() throws IOException {
    List<String> lines = new ArrayList<>();
    try (GuestProcess process = shell("i=0; while :; do i=$((i+1)); echo $i; done")) {
      process.follow((line, _) -> lines.add(line) && lines.size() == 3);
      process.follow((line, _) -> lines.add(line) && lines.size() == 5);

      assertThat(lines).containsExactly("1", "2", "3", "4", "5");
      assertThat(process.lastLine()).isEqualTo("5");
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
