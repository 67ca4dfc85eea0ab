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

/** The round trip of a trap: a guest's OUT to the board's port 80h, which does nothing with it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class TrapBenchmark {
  private static final int ROUNDS = 10_000;
  private static final int INSTRUCTIONS = 2;

  /** How memory is virtualized. */
  @Param({"shadow", "nested"})
  public String strategy = "shadow";

  // JMH calls start() before all else.
  @SuppressWarnings("NullAway.Init")
  private GuestMachine machine;

  /** Starts the guest. */
  @Setup(Level.Trial)
  public void start() {
    machine = new GuestMachine("parts.elf", "p", strategy, EngineMode.MIXED);
  }

  /** Ends the guest. */
  @TearDown(Level.Trial)
  public void stop() {
    machine.close();
  }

  /** The score is the time of an OUT and a jump. */
  @Benchmark
  @OperationsPerInvocation(ROUNDS)
  public RunOutcome portWrite() {
    return machine.run(ROUNDS * INSTRUCTIONS);
  }
}
