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

/** Guest instructions per second of an integer loop, start-up and warm-up taken out. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class IntegerLoopBenchmark {
  private static final int INSTRUCTIONS = 10_000_000;

  /** How memory is virtualized. */
  @Param({"shadow", "nested", "brute-force"})
  public String strategy = "shadow";

  /** How its code is run. */
  @Param({"MIXED", "INTERPRETER"})
  public EngineMode engine = EngineMode.MIXED;

  // JMH calls start() before all else.
  @SuppressWarnings("NullAway.Init")
  private GuestMachine machine;

  /** Starts the guest. */
  @Setup(Level.Trial)
  public void start() {
    machine = new GuestMachine("integer.elf", "", strategy, engine);
  }

  /** Ends the guest. */
  @TearDown(Level.Trial)
  public void stop() {
    machine.close();
  }

  /** Runs ten million instructions; the score is in instructions per microsecond, so in MIPS. */
  @Benchmark
  @OperationsPerInvocation(INSTRUCTIONS)
  public RunOutcome integerLoop() {
    return machine.run(INSTRUCTIONS);
  }
}
