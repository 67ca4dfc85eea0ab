package vmm.benchmarks.soak;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import vmm.api.cpu.EngineMode;
import vmm.core.Vmm;

/** {@code dev/soak}: guests over and over in one JVM. */
@Command(
    name = "soak",
    description = {
      "Runs guests over and over in one JVM, in random order under all strategies and engines, with"
          + " a code cache of 32 MiB or less.",
      "Fails if a console is not as it should be, if machine memory is lost, or if the heap after"
          + " collection or metaspace is more than 1.25 times as high in the last third of the time"
          + " as in the second."
    },
    footer = {"", "Exit status: 0 all is well; 1 it is not; 64 bad usage; 66 a guest is missing."})
public final class Soak implements Callable<Integer> {
  private static final Duration SAMPLE = Duration.ofSeconds(5);
  private static final Duration PROGRESS = Duration.ofMinutes(1);

  @Parameters(
      arity = "0..1",
      paramLabel = "MINUTES",
      description = "how long (default: ${DEFAULT-VALUE})")
  int minutes = 60;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "another order (default: ${DEFAULT-VALUE})")
  long seed = 1;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "print this text")
  boolean help;

  @Option(names = "--root", hidden = true, description = "the project's folder")
  Path root = Path.of("");

  @Spec CommandSpec command;

  private final Growth heap = new Growth("heap after collection");
  private final Growth metaspace = new Growth("metaspace");
  private long runs;
  private long instructions;
  private long regions;
  private long evicted;

  private Soak() {}

  /** Runs the command and exits with its status. */
  public static void main(String[] arguments) {
    PrintWriter error = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    int status =
        new CommandLine(new Soak())
            .setErr(error)
            .setParameterExceptionHandler(
                (e, args) -> {
                  error.println("soak: " + e.getMessage());
                  return 64;
                })
            .setExecutionExceptionHandler(
                (e, line, parsed) -> {
                  if (e instanceof SoakException known) {
                    return report(error, known);
                  }
                  throw e;
                })
            .execute(arguments);
    System.exit(status);
  }

  /** What a guest's run threw is a bug of ours, and its trace what the soak is run for. */
  private static int report(PrintWriter error, SoakException e) {
    error.println("soak: " + e.getMessage());
    if (e.getCause() != null) {
      e.getCause().printStackTrace(error);
    }
    return e.status();
  }

  @Override
  public Integer call() {
    if (minutes <= 0) {
      throw new ParameterException(command.commandLine(), minutes + " minutes are too few");
    }
    PrintWriter out = command.commandLine().getOut();
    List<SoakGuest> guests = SoakGuest.all(root);
    try (Vmm vmm = Vmm.load()) {
      soak(vmm, guests.stream().map(guest -> known(vmm, guest)).toList(), out);
    }
    out.println(progress());
    out.println(heap.summary());
    out.println(metaspace.summary());
    Stream.of(heap, metaspace)
        .flatMap(growth -> growth.complaint().stream())
        .findFirst()
        .ifPresent(
            complaint -> {
              throw new SoakException(SoakException.FAILED, complaint);
            });
    out.println("soak: all is well after %d runs of %d guests".formatted(runs, guests.size()));
    return 0;
  }

  /** The reference for a guest that nobody else has run is the interpreter without a strategy. */
  private static SoakGuest known(Vmm vmm, SoakGuest guest) {
    if (guest.expected().isPresent()) {
      return guest;
    }
    var reference = new SoakRun(guest, "none", EngineMode.INTERPRETER, 1);
    String console = reference.run(vmm).console();
    if (!console.contains(guest.mark())) {
      throw new SoakException(
          SoakException.FAILED, "%s never writes %s".formatted(guest.name(), guest.mark()));
    }
    return guest.expecting(console);
  }

  private void soak(Vmm vmm, List<SoakGuest> guests, PrintWriter out) {
    var random = new SplittableRandom(seed);
    long begin = System.nanoTime();
    long nextSample = 0;
    long nextProgress = PROGRESS.toNanos();
    long end = Duration.ofMinutes(minutes).toNanos();
    for (long now = 0; now < end; now = System.nanoTime() - begin) {
      count(SoakRun.any(guests.get(random.nextInt(guests.size())), random).run(vmm));
      if (now >= nextSample) {
        sample();
        nextSample = now + SAMPLE.toNanos();
      }
      if (now >= nextProgress) {
        out.println("minute %d: %s".formatted(now / PROGRESS.toNanos(), progress()));
        out.flush();
        nextProgress += PROGRESS.toNanos();
      }
    }
  }

  private void count(SoakRun.Result result) {
    runs++;
    instructions += result.statistics().instructions();
    regions += result.statistics().processor().getOrDefault("regions compiled", 0L);
    evicted += result.statistics().processor().getOrDefault("regions evicted", 0L);
  }

  private void sample() {
    Memory.collect();
    heap.sample(Memory.heap());
    metaspace.sample(Memory.metaspace());
  }

  private String progress() {
    return "%,d runs, %,d M instructions, %,d regions, %,d of them evicted; heap %s, metaspace %s, machine code %s"
        .formatted(
            runs,
            instructions / 1_000_000,
            regions,
            evicted,
            Growth.mebibytes(heap.last()),
            Growth.mebibytes(metaspace.last()),
            Growth.mebibytes(Memory.machineCode()));
  }
}
