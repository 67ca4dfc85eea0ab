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
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import vmm.api.cpu.EngineMode;
import vmm.api.machine.RunOutcome;

/** Second-stage faults: a guest without paging reads pages for the first time. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class SecondStageFillBenchmark {
  /** Fewer than the machine has behind its first 4 MiB. */
  private static final int PAGES = 14_000;

  private static final int INSTRUCTIONS = 3;

  // JMH calls start() before all else.
  @SuppressWarnings("NullAway.Init")
  private GuestMachine machine;

  /** Starts the guest: a new one each time, as a page is new once only. */
  @Setup(Level.Invocation)
  public void start() {
    machine = new GuestMachine("parts.elf", "f", "nested", EngineMode.MIXED);
  }

  /** Ends the guest. */
  @TearDown(Level.Invocation)
  public void stop() {
    machine.close();
  }

  /** The score is the time of a load from a new page, an addition and a jump. */
  @Benchmark
  @OperationsPerInvocation(PAGES)
  public RunOutcome firstReads() {
    return machine.run(PAGES * INSTRUCTIONS);
  }
}
