package vmm.engine.jit;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import vmm.engine.code.CodeContext;
import vmm.engine.code.CompiledCode;

/**
 * Compiles for one processor, at once or on the thread that all processors share. What is ready
 * waits until the processor asks for it, so that compiled code appears between blocks only.
 */
final class Generator {
  private static final int IDLE_SECONDS = 2;

  /** One thread, which ends when there is nothing to do. */
  private static final Executor BACKGROUND = background();

  /**
   * What came of a plan.
   *
   * @param code null if it failed
   * @param failure null if it did not
   */
  record Result(RegionPlan plan, @Nullable CompiledCode code, @Nullable RuntimeException failure) {}

  private final Executor executor;
  private final CodeContext context;
  private final Queue<Result> results = new ConcurrentLinkedQueue<>();
  private final AtomicLong nanos = new AtomicLong();

  private Generator(Executor executor, CodeContext context) {
    this.executor = executor;
    this.context = context;
  }

  /** A generator that compiles while its caller waits. */
  static Generator immediate(CodeContext context) {
    return new Generator(Runnable::run, context);
  }

  /** A generator that compiles in the background. */
  static Generator inBackground(CodeContext context) {
    return new Generator(BACKGROUND, context);
  }

  private static Executor background() {
    var executor =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              var thread = new Thread(task, "vmm-generator");
              thread.setDaemon(true);
              return thread;
            });
    executor.allowCoreThreadTimeOut(true);
    return executor;
  }

  /** Orders the compilation of a plan. */
  void order(RegionPlan plan) {
    executor.execute(
        () -> {
          long begin = System.nanoTime();
          Result result = compile(plan);
          nanos.addAndGet(System.nanoTime() - begin);
          results.add(result);
        });
  }

  private Result compile(RegionPlan plan) {
    var event = new RegionEvent();
    event.begin();
    try {
      CompiledCode code = RegionCompiler.compile(plan, context);
      event.commit(code);
      return new Result(plan, code, null);
    } catch (RuntimeException failure) {
      return new Result(plan, null, failure);
    }
  }

  /** The next result, or null if none is ready. */
  @Nullable Result poll() {
    return results.poll();
  }

  /** Nanoseconds spent so far. */
  long nanos() {
    return nanos.get();
  }
}
