package vmm.benchmarks.compare;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code benchmarks/compare}: whole guests on ours, QEMU and Bochs, as a table of ratios. */
@Command(
    name = "compare",
    description = {
      "Runs guests on this VMM and on QEMU's TCG, in turns, and prints what they took and the"
          + " ratios.",
      "Kernels are measured in their steady state: user time of the process per lap, warm-up taken"
          + " out. Linux is booted to GUEST OK, the start of the process included."
    },
    footer = {
      "",
      "Kernels: integer crc list sieve chase calls indirect syscall, pages (x86), tlb (ppc).",
      "Boots: bamboo e500 (ppc), i686 (x86).",
      "Exit status: 64 bad usage; 66 a guest is missing; 69 a program is missing; 70 a guest"
          + " failed."
    })
public final class Compare implements Callable<Integer> {
  private static final List<String> STRATEGIES = List.of("shadow", "nested", "brute-force");
  private static final String ALL = "all";

  @Parameters(paramLabel = "GUEST", description = "kernels and boots (default: all of them)")
  List<String> names = new ArrayList<>();

  @Option(
      names = "--arch",
      paramLabel = "x86|ppc",
      description = "guests of one architecture only (default: both)")
  @Nullable Machine architecture;

  @Option(
      names = "--strategy",
      paramLabel = "NAME",
      split = ",",
      defaultValue = "shadow",
      description =
          "how memory is virtualized; several separated by commas, or all (default: shadow)")
  List<String> strategies = new ArrayList<>();

  @Option(
      names = "--turns",
      paramLabel = "N",
      description =
          "ours and QEMU take N turns of "
              + LapMeter.LAPS_A_TURN
              + " laps each (default: ${DEFAULT-VALUE})")
  int turns = 8;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      description = "user time of ours before it is measured (default: ${DEFAULT-VALUE})")
  double warmUpSeconds = 10;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "wall time after which a process is ended (default: ${DEFAULT-VALUE})")
  int timeoutSeconds = 300;

  @Option(
      names = "--guests",
      paramLabel = "DIR",
      description =
          "folder of vmlinux-bamboo, vmlinux-e500, initrd-ppc.gz, vmlinuz-686 (default:"
              + " target/guests)")
  @Nullable Path guests;

  @Option(
      names = "--bochs",
      description =
          "measures the guests of a PC on Bochs too, a lap of each kernel and a boot: minutes more")
  boolean bochs;

  @Option(names = "--write", description = "put the tables into docs/PERFORMANCE.md too")
  boolean write;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "print this text")
  boolean help;

  @Option(names = "--root", hidden = true, description = "the project's folder")
  Path root = Path.of("");

  @Spec CommandSpec command;

  private Compare() {}

  /** Runs the command and exits with its status. */
  public static void main(String[] arguments) {
    PrintWriter error = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    int status =
        new CommandLine(new Compare())
            .setErr(error)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setParameterExceptionHandler((e, args) -> report(error, 64, e))
            .setExecutionExceptionHandler(
                (e, line, parsed) ->
                    report(
                        error,
                        e instanceof CompareException known
                            ? known.status()
                            : CompareException.FAILED,
                        e))
            .execute(arguments);
    System.exit(status);
  }

  private static int report(PrintWriter error, int status, Exception e) {
    error.println("compare: " + e.getMessage());
    return status;
  }

  @Override
  public Integer call() throws IOException {
    if (!ProcessTimes.available()) {
      throw new CompareException(
          CompareException.UNAVAILABLE, "this needs Linux: there is no /proc to read times from");
    }
    checkNames();
    if (bochs) {
      Bochs.require();
    }
    List<LinuxBoot> boots = boots();
    Report report = new Report();
    report.paragraph(setting());
    for (Machine machine : Machine.values()) {
      List<String> kernels = machine.kernels().stream().filter(this::wanted).toList();
      if (!kernels.isEmpty() && (architecture == null || architecture == machine)) {
        requireQemu(machine.qemu());
        report.paragraph("Kernels, " + machine.label() + ":");
        report.kernels(measureKernels(machine, kernels));
      }
    }
    if (!boots.isEmpty()) {
      boots.forEach(boot -> requireQemu(boot.machine().qemu()));
      report.paragraph("Linux to `" + LinuxBoot.MARKER + "`:");
      report.boots(measureBoots(boots));
    }
    publish(report.text());
    return 0;
  }

  private void publish(String text) throws IOException {
    PrintWriter out = command.commandLine().getOut();
    out.print(text);
    out.flush();
    if (write) {
      Path document = root.resolve("docs/PERFORMANCE.md");
      Files.writeString(document, MarkedSection.replace(Files.readString(document), text));
    }
  }

  private List<Row> measureKernels(Machine machine, List<String> kernels) throws IOException {
    List<Row> rows = new ArrayList<>();
    for (String kernel : kernels) {
      rows.addAll(
          told(
              machine.label() + " " + kernel,
              measurer().kernel(machine, kernel, chosenStrategies())));
    }
    return rows;
  }

  private List<Row> measureBoots(List<LinuxBoot> boots) throws IOException {
    List<Row> rows = new ArrayList<>();
    for (LinuxBoot boot : boots) {
      rows.addAll(told("boot " + boot.label(), measurer().boot(boot, chosenStrategies())));
    }
    return rows;
  }

  /** A run takes minutes: each guest's figures are shown when they are there. */
  private List<Row> told(String title, List<Row> rows) {
    for (Row row : rows) {
      command
          .commandLine()
          .getErr()
          .printf(
              "compare: %s, %s: QEMU / ours: user %.2f, wall %.2f%n",
              title, row.strategy(), row.ratio(Usage::userSeconds), row.ratio(Usage::wallSeconds));
    }
    return rows;
  }

  private Turns measurer() {
    return new Turns(
        root, guestFolder(), warmUpSeconds, turns, bochs, Duration.ofSeconds(timeoutSeconds));
  }

  private Path guestFolder() {
    return guests == null ? root.resolve("target/guests") : guests;
  }

  private List<String> chosenStrategies() {
    return strategies.contains(ALL) ? STRATEGIES : strategies;
  }

  private boolean wanted(String name) {
    return names.isEmpty() || names.contains(name);
  }

  /** The boots that were asked for; if none was named, those whose files are there. */
  private List<LinuxBoot> boots() {
    List<LinuxBoot> boots = new ArrayList<>();
    for (LinuxBoot boot : LinuxBoot.values()) {
      Optional<Path> missing = boot.missing(root, guestFolder());
      if (!wanted(boot.label()) || (architecture != null && architecture != boot.machine())) {
        continue;
      }
      if (missing.isEmpty()) {
        boots.add(boot);
      } else if (names.isEmpty()) {
        command
            .commandLine()
            .getErr()
            .printf("compare: boot %s is left out: there is no %s%n", boot.label(), missing.get());
      } else {
        throw new CompareException(
            CompareException.NO_INPUT,
            "there is no %s (see dev/fetch-guests and integration-tests/guests/linux-ppc/README.md)"
                .formatted(missing.get()));
      }
    }
    return boots;
  }

  private void checkNames() {
    List<String> known =
        Stream.concat(
                Stream.of(Machine.values())
                    .filter(machine -> architecture == null || architecture == machine)
                    .flatMap(machine -> machine.kernels().stream()),
                Stream.of(LinuxBoot.values())
                    .filter(boot -> architecture == null || architecture == boot.machine())
                    .map(LinuxBoot::label))
            .distinct()
            .toList();
    names.stream()
        .filter(Predicate.not(known::contains))
        .findFirst()
        .ifPresent(
            name -> {
              throw usage("no guest '%s'; there are: %s".formatted(name, String.join(" ", known)));
            });
    if (turns < 1 || timeoutSeconds < 1) {
      throw usage("--turns and --timeout are 1 at least");
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(command.commandLine(), message);
  }

  private static void requireQemu(String program) {
    Programs.require(program, "qemu-system-x86 qemu-system-ppc");
  }

  private String setting() {
    return ("%d processors, Java %s; ours and QEMU in turns: the fastest of %d turns of %d laps"
            + " after %.0f s of user time, the fastest of %d boots.")
        .formatted(
            Runtime.getRuntime().availableProcessors(),
            Runtime.version().feature(),
            turns,
            LapMeter.LAPS_A_TURN,
            warmUpSeconds,
            Turns.BOOTS);
  }
}
