package vmm.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import vmm.api.cpu.EngineMode;
import vmm.api.machine.RunOutcome;

/** A load that the soft TLB answers, and one that has to walk the real view first. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class SoftTlbBenchmark {
  private static final int ROUNDS = 10_000;
  private static final int LOADS = 8;
  private static final int INSTRUCTIONS = LOADS + 1;

  /** How memory is virtualized. */
  @Param({"none", "shadow", "nested"})
  public String strategy = "none";

  /** Which loads. */
  @Param({"HIT", "MISS"})
  public Loop loop = Loop.HIT;

  /** Loops of the guest. */
  public enum Loop {
    /** Loads from one page. */
    HIT("h"),
    /** Loads from two pages that have one place in the soft TLB. */
    MISS("m");

    private final String commandLine;

    Loop(String commandLine) {
      this.commandLine = commandLine;
    }
  }

  // JMH calls start() before all else.
  @SuppressWarnings("NullAway.Init")
  private GuestMachine machine;

  /** Starts the guest. */
  @Setup(Level.Trial)
  public void start() {
    machine = new GuestMachine("parts.elf", loop.commandLine, strategy, EngineMode.MIXED);
  }

  /** Ends the guest. */
  @TearDown(Level.Trial)
  public void stop() {
    machine.close();
  }

  /** The score is the time of a load. */
  @Benchmark
  @OperationsPerInvocation(ROUNDS * LOADS)
  public RunOutcome load() {
    return machine.run(ROUNDS * INSTRUCTIONS);
  }
}
