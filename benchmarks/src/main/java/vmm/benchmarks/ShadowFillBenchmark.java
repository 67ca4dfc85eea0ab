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

/**
 * A hidden fault of the strategies that keep tables: INVLPG takes a translation away, a load brings
 * it back.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class ShadowFillBenchmark {
  private static final int ROUNDS = 10_000;
  private static final int INSTRUCTIONS = 3;

  /** How memory is virtualized. */
  @Param({"shadow", "brute-force"})
  public String strategy = "shadow";

  // JMH calls start() before all else.
  @SuppressWarnings("NullAway.Init")
  private GuestMachine machine;

  /** Starts the guest. */
  @Setup(Level.Trial)
  public void start() {
    machine = new GuestMachine("parts.elf", "i", strategy, EngineMode.MIXED);
  }

  /** Ends the guest. */
  @TearDown(Level.Trial)
  public void stop() {
    machine.close();
  }

  /** The score is the time of an INVLPG, a load and a jump: two traps and a fill. */
  @Benchmark
  @OperationsPerInvocation(ROUNDS)
  public RunOutcome invalidateAndFill() {
    return machine.run(ROUNDS * INSTRUCTIONS);
  }
}
