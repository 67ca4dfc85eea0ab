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
import vmm.api.mmu.AccessType;
import vmm.api.mmu.Privilege;
import vmm.api.mmu.RealView;
import vmm.api.mmu.Translation;

/** The table walker of the processor alone: two levels of 32-bit paging. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class WalkBenchmark {
  private static final RealView BARE = new RealView.Bare();

  private final BareProcessor processor = new BareProcessor();
  private long gva;

  /** Turns paging on. */
  @Setup(Level.Trial)
  public void start() {
    processor.turnPagingOn();
  }

  /** Frees the memory. */
  @TearDown(Level.Trial)
  public void stop() {
    processor.close();
  }

  /** A walk to a page, the next one each time. */
  @Benchmark
  public Translation walk() {
    gva = gva + 0x1000 & BareProcessor.MAPPED_BYTES - 1;
    return processor.core().translate(BARE, gva, AccessType.READ, Privilege.SUPERVISOR, false);
  }
}
