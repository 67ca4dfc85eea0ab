package vmm.benchmarks.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Measures the second lap of a kernel, for who neither gets warm nor is fast enough for turns. The
 * first one has the kernel's preparations in it, and the start.
 */
final class SecondLap implements GuestProcess.Listener {
  private final String kernel;
  private final List<String> checksums = new ArrayList<>();
  private final List<Usage> ends = new ArrayList<>();

  SecondLap(String kernel) {
    this.kernel = kernel;
  }

  @Override
  public boolean line(String line, Usage usage) {
    Lap.endedBy(line)
        .filter(lap -> lap.kernel().equals(kernel))
        .ifPresent(
            lap -> {
              checksums.add(lap.checksum());
              ends.add(usage);
            });
    return ends.size() == 2;
  }

  /** What it took; nothing if the process ended before it was over. */
  Optional<Usage> lap() {
    return ends.size() == 2 ? Optional.of(ends.getLast().since(ends.getFirst())) : Optional.empty();
  }

  /** The checksums of the laps. */
  List<String> checksums() {
    return checksums;
  }
}
