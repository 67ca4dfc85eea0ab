package vmm.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import vmm.api.cpu.Processor;

/**
 * An external interrupt of a bare processor in protected mode: delivered through its gate, and
 * returned from.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class InterruptBenchmark {
  private final BareProcessor processor = new BareProcessor();

  /** Starts the processor in a loop. */
  @Setup(Level.Trial)
  public void start() {
    processor.loopWithInterrupts();
  }

  /** Frees the memory. */
  @TearDown(Level.Trial)
  public void stop() {
    processor.close();
  }

  /**
   * From the pin to the handler, its IRET, and a jump of the loop; a call of the engine is in it
   * too.
   */
  @Benchmark
  public Processor.Outcome interrupt() {
    return processor.interrupt();
  }
}
