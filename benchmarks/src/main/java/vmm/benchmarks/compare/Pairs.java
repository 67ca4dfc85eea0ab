package vmm.benchmarks.compare;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Measures a guest on ours and on QEMU, one after the other.
 *
 * @param root the project's folder
 * @param guests the folder of kernels and RAM disks
 * @param warmUpSeconds user time of ours before which a kernel is not measured
 * @param laps laps of a kernel to measure at least
 * @param limit wall time of each process
 */
record Pairs(Path root, Path guests, double warmUpSeconds, int laps, Duration limit) {
  /** QEMU translates once; its first lap would do. */
  private static final double QEMU_WARM_UP_SECONDS = 1;

  /** Long enough for some laps that nothing disturbs. */
  private static final double LEAST_SECONDS = 6;

  /** The fastest of so many boots counts: nothing but other work makes one slower. */
  static final int BOOTS = 3;

  /** What a lap took, in the steady state. */
  Row.Pair kernel(Machine machine, String kernel, String strategy) throws IOException {
    LapMeter ours = new LapMeter(kernel, warmUpSeconds, LEAST_SECONDS, laps);
    Usage own = laps(machine.ours(root, kernel, strategy), ours, machine.label() + " " + kernel);
    LapMeter qemu = new LapMeter(kernel, QEMU_WARM_UP_SECONDS, LEAST_SECONDS, laps);
    Usage other = laps(machine.qemu(root, kernel), qemu, machine.qemu() + " " + kernel);
    if (!ours.agreesWith(qemu)) {
      throw new CompareException(
          CompareException.FAILED,
          "%s %s: its checksums are not those of QEMU".formatted(machine.label(), kernel));
    }
    return new Row.Pair(own, other);
  }

  /**
   * What a boot took until it said that it was done, the start of the process included. The two
   * take turns, as moments of the machine differ.
   */
  Row.Pair boot(LinuxBoot boot, String strategy) throws IOException {
    List<Usage> own = new ArrayList<>();
    List<Usage> other = new ArrayList<>();
    for (int i = 0; i < BOOTS; i++) {
      own.add(untilMarker(boot.ours(root, guests, strategy), boot.label()));
      other.add(untilMarker(boot.qemu(root, guests), "QEMU " + boot.label()));
    }
    return new Row.Pair(fastest(own), fastest(other));
  }

  private static Usage fastest(List<Usage> usages) {
    return Collections.min(usages, Comparator.comparingDouble(Usage::wallSeconds));
  }

  private Usage laps(List<String> command, LapMeter meter, String name) throws IOException {
    String last = GuestProcess.follow(command, limit, meter);
    return meter.perLap().orElseThrow(() -> unfinished(name, last));
  }

  private Usage untilMarker(List<String> command, String name) throws IOException {
    var watch = new MarkerWatch();
    String last = GuestProcess.follow(command, limit, watch);
    return watch.met.orElseThrow(() -> unfinished(name, last));
  }

  private CompareException unfinished(String name, String last) {
    return new CompareException(
        CompareException.FAILED,
        "%s: nothing to measure (limit %d s); its last line: %s"
            .formatted(name, limit.toSeconds(), last));
  }

  private static final class MarkerWatch implements GuestProcess.Listener {
    private Optional<Usage> met = Optional.empty();

    @Override
    public boolean line(String line, Usage usage) {
      if (line.contains(LinuxBoot.MARKER)) {
        met = Optional.of(usage);
      }
      return met.isPresent();
    }
  }
}
