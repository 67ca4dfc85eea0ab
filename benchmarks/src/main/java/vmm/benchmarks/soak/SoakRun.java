package vmm.benchmarks.soak;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import vmm.api.arch.ImageException;
import vmm.api.cpu.EngineMode;
import vmm.api.device.Console;
import vmm.api.machine.MachineSpec;
import vmm.api.machine.MachineSpecException;
import vmm.api.machine.MachineStatistics;
import vmm.api.machine.RunLimits;
import vmm.api.machine.RunOutcome;
import vmm.api.machine.VirtualMachine;
import vmm.core.Vmm;

/**
 * One run of a guest.
 *
 * @param codeCache bytes of bytecode that are kept
 */
record SoakRun(SoakGuest guest, String strategy, EngineMode engine, long codeCache) {
  /** The limit to the code cache. */
  private static final long CODE_CACHE = 32L << 20;

  /**
   * A limit that makes hot regions come and go. With all code compiled, little else would happen.
   */
  private static final long SMALL_CODE_CACHE = 8L << 10;

  /**
   * Linux with all of its code compiled before it runs takes minutes where the machine is shared.
   */
  private static final Duration PATIENCE = Duration.ofMinutes(15);

  private static final List<String> STRATEGIES = List.of("none", "brute-force", "shadow", "nested");

  /** What a user gets most often comes most often. */
  private static final List<EngineMode> ENGINES =
      List.of(EngineMode.MIXED, EngineMode.MIXED, EngineMode.JIT, EngineMode.INTERPRETER);

  /** What came of it. */
  record Result(RunOutcome outcome, String console, MachineStatistics statistics) {}

  /** Any way to run a guest. */
  static SoakRun any(SoakGuest guest, SplittableRandom random) {
    EngineMode engine = ENGINES.get(random.nextInt(ENGINES.size()));
    boolean small = engine == EngineMode.MIXED && random.nextBoolean();
    return new SoakRun(
        guest,
        STRATEGIES.get(random.nextInt(STRATEGIES.size())),
        engine,
        small ? SMALL_CODE_CACHE : CODE_CACHE);
  }

  /**
   * Runs the guest to its end.
   *
   * @throws SoakException if it does not end by itself, writes anything unexpected, or if frames of
   *     machine memory are left
   */
  Result run(Vmm vmm) {
    Result result = execute(vmm);
    require(result.outcome().ended(), "ended with " + result.outcome());
    guest.expected().ifPresent(expected -> compare(result.console(), expected));
    long left = vmm.memory().frames().framesInUse();
    require(left == 0, "left %d frames of machine memory in use".formatted(left));
    return result;
  }

  private Result execute(Vmm vmm) {
    MachineSpec spec =
        guest.spec().withStrategy(strategy).withEngine(engine).withCodeCache(codeCache);
    var console = new Recorder();
    try (VirtualMachine machine = vmm.newMachine(spec, console)) {
      RunOutcome outcome = machine.run(RunLimits.none().withTimeout(PATIENCE));
      return new Result(outcome, console.text(), machine.statistics());
    } catch (ImageException | MachineSpecException e) {
      throw new SoakException(SoakException.NO_INPUT, guest.name() + ": " + e.getMessage());
    } catch (RuntimeException e) {
      throw failure("threw " + e, e);
    }
  }

  private void compare(String written, String expected) {
    List<String> lines = written.replace("\r", "").lines().toList();
    List<String> wanted = expected.replace("\r", "").lines().toList();
    for (int i = 0; i < Math.max(lines.size(), wanted.size()); i++) {
      String line = i < lines.size() ? lines.get(i) : "<nothing>";
      String right = i < wanted.size() ? wanted.get(i) : "<nothing>";
      require(
          line.equals(right),
          "wrote `%s` instead of `%s` in line %d".formatted(line, right, i + 1));
    }
  }

  private void require(boolean holds, String otherwise) {
    if (!holds) {
      throw failure(otherwise, null);
    }
  }

  private SoakException failure(String what, @Nullable Throwable cause) {
    return new SoakException(
        SoakException.FAILED,
        "%s under %s, %s, code cache of %d bytes: %s"
            .formatted(guest.name(), strategy, engine, codeCache, what),
        cause);
  }

  /** Keeps what is written to any channel. */
  private static final class Recorder implements Console {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    String text() {
      return written.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void write(String channel, int value) {
      written.write(value);
    }

    @Override
    public int read(String channel) {
      return -1;
    }
  }
}
