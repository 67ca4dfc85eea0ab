package vmm.benchmarks.compare;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Measures a guest on ours, under some strategies, and on QEMU. All take turns, as a machine that
 * is shared with others has faster and slower moments. Bochs is measured behind them: moments do
 * not matter to it, as it takes tens of times as long.
 *
 * @param root the project's folder
 * @param guests the folder of kernels and RAM disks
 * @param warmUpSeconds user time of ours before which a kernel is not measured
 * @param turns of a kernel behind its warm-up
 * @param bochs whether guests are measured on Bochs too, if it has their machine
 * @param limit wall time of each process, those of the others' turns included
 */
record Turns(
    Path root, Path guests, double warmUpSeconds, int turns, boolean bochs, Duration limit) {
  /** QEMU translates once; its first lap would do. */
  private static final double QEMU_WARM_UP_SECONDS = 1;

  /** The fastest of so many boots counts: nothing but other work makes one slower. */
  static final int BOOTS = 3;

  private static final String QEMU = "QEMU";
  private static final String BOCHS = "Bochs";

  /** One of those that take turns. */
  private record Runner(String name, GuestProcess process, LapMeter meter) {
    void turn() throws IOException {
      process.follow(meter);
    }

    Usage perLap(String guest) {
      return meter.perLap().orElseThrow(() -> unfinished(name + " " + guest, process.lastLine()));
    }
  }

  /** What a lap took, in the steady state; a row for each strategy. */
  List<Row> kernel(Machine machine, String kernel, List<String> strategies) throws IOException {
    List<Runner> runners = new ArrayList<>();
    try {
      for (String strategy : strategies) {
        var meter = new LapMeter(kernel, warmUpSeconds);
        warmUp(runners, strategy, machine.ours(root, kernel, strategy), meter);
      }
      var meter = new LapMeter(kernel, QEMU_WARM_UP_SECONDS);
      warmUp(runners, QEMU, machine.qemu(root, kernel), meter);
      for (int turn = 0; turn < turns; turn++) {
        for (Runner runner : runners) {
          runner.turn();
        }
      }
      List<Row> rows = rows(machine.label() + " " + kernel, kernel, runners);
      return bochs && machine.onBochs() ? with(rows, onBochs(machine, kernel, meter)) : rows;
    } finally {
      runners.forEach(runner -> runner.process().close());
    }
  }

  /** Starts another runner and lets it get warm alone, as its compilers need processors. */
  private void warmUp(List<Runner> runners, String name, List<String> command, LapMeter meter)
      throws IOException {
    Runner runner = new Runner(name, GuestProcess.start(command, limit), meter);
    runners.add(runner);
    runner.turn();
  }

  private static List<Row> with(List<Row> rows, Usage onBochs) {
    return rows.stream().map(row -> row.onBochs(onBochs)).toList();
  }

  private static List<Row> rows(String guest, String kernel, List<Runner> runners) {
    Runner qemu = runners.getLast();
    List<Row> rows = new ArrayList<>();
    for (Runner ours : runners.subList(0, runners.size() - 1)) {
      requireAgreement(ours.meter().agreesWith(qemu.meter()), guest, ours.name());
      rows.add(new Row(kernel, ours.name(), ours.perLap(guest), qemu.perLap(guest)));
    }
    return rows;
  }

  private static void requireAgreement(boolean agrees, String guest, String name) {
    if (!agrees) {
      throw new CompareException(
          CompareException.FAILED,
          "%s, %s: its checksums are not those of QEMU".formatted(guest, name));
    }
  }

  private Usage onBochs(Machine machine, String kernel, LapMeter qemu) throws IOException {
    String guest = machine.label() + " " + kernel;
    var lap = new SecondLap(kernel);
    try (Bochs machineOfBochs = machine.bochs(root, kernel)) {
      run(machineOfBochs, lap);
      requireAgreement(qemu.agreesWith(lap.checksums()), guest, BOCHS);
      return lap.lap().orElseThrow(() -> unfinished(BOCHS + " " + guest, machineOfBochs.end()));
    }
  }

  private void run(Bochs bochs, GuestProcess.Listener listener) throws IOException {
    try (GuestProcess process = GuestProcess.start(bochs.command(), limit)) {
      process.follow(listener);
    }
  }

  /**
   * What a boot took until it said that it was done, the start of the process included; a row for
   * each strategy.
   */
  List<Row> boot(LinuxBoot boot, List<String> strategies) throws IOException {
    List<List<Usage>> turnsTaken = new ArrayList<>();
    for (int i = 0; i < BOOTS; i++) {
      List<Usage> turn = new ArrayList<>();
      for (String strategy : strategies) {
        turn.add(untilMarker(boot.ours(root, guests, strategy), boot.label()));
      }
      turn.add(untilMarker(boot.qemu(root, guests), QEMU + " " + boot.label()));
      turnsTaken.add(turn);
    }
    Usage qemu = fastest(turnsTaken, strategies.size());
    List<Row> rows =
        IntStream.range(0, strategies.size())
            .mapToObj(i -> new Row(boot.label(), strategies.get(i), fastest(turnsTaken, i), qemu))
            .toList();
    return bochs && boot.machine().onBochs() ? with(rows, onBochs(boot)) : rows;
  }

  private Usage onBochs(LinuxBoot boot) throws IOException {
    var watch = new MarkerWatch();
    try (Bochs machine = boot.bochs(root, guests)) {
      run(machine, watch);
      return watch.met.orElseThrow(() -> unfinished(BOCHS + " " + boot.label(), machine.end()));
    }
  }

  private static Usage fastest(List<List<Usage>> turnsTaken, int runner) {
    return turnsTaken.stream()
        .map(turn -> turn.get(runner))
        .min(Comparator.comparingDouble(Usage::wallSeconds))
        .orElseThrow();
  }

  private Usage untilMarker(List<String> command, String name) throws IOException {
    var watch = new MarkerWatch();
    try (GuestProcess process = GuestProcess.start(command, limit)) {
      process.follow(watch);
      return watch.met.orElseThrow(() -> unfinished(name, process.lastLine()));
    }
  }

  private static CompareException unfinished(String name, String last) {
    return new CompareException(
        CompareException.FAILED,
        "%s: it ended, or its time was over, before it could be measured; its last line: %s"
            .formatted(name, last));
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
