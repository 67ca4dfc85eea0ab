package vmm.cli;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import vmm.api.arch.BootImages;
import vmm.api.arch.Image;
import vmm.api.arch.ImageException;
import vmm.api.device.Console;
import vmm.api.machine.MachineSpec;
import vmm.api.machine.MachineSpecException;
import vmm.api.machine.MachineStatistics;
import vmm.api.machine.RunLimits;
import vmm.api.machine.RunOutcome;
import vmm.api.machine.VirtualMachine;
import vmm.api.trap.TrapKind;
import vmm.core.Vmm;

/** A machine that runs a built-in guest from one mark to the next: a byte on its console. */
final class DemoMachine implements AutoCloseable {
  private static final long MEMORY = 16L << 20;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** The traps by which a guest's mark itself reaches the VMM: one access to one device. */
  private static final Set<String> MARK_TRAPS =
      Set.of(TrapKind.PORT_ACCESS.label(), TrapKind.MEMORY_MAPPED_ACCESS.label());

  private final VirtualMachine machine;
  private final Marks marks = new Marks();
  private Map<String, Long> trapsBefore = new TreeMap<>();

  DemoMachine(Vmm vmm, Image guest, String arguments, String strategy)
      throws ImageException, MachineSpecException {
    machine =
        vmm.newMachine(
            MachineSpec.of(BootImages.ofKernel(guest, arguments))
                .withMemory(MEMORY)
                .withStrategy(strategy),
            marks);
    marks.machine = machine;
  }

  /** A guest that is built in. */
  static Image guest(String name) throws IOException {
    try (InputStream in = DemoMachine.class.getResourceAsStream("demo/" + name)) {
      if (in == null) {
        throw new IOException("the guest " + name + " was left out when this was built");
      }
      return new Image(name, in.readAllBytes());
    }
  }

  VirtualMachine machine() {
    return machine;
  }

  /** Runs to the mark {@code expected}; returns the traps taken meanwhile, by kind. */
  Map<String, Long> runTo(char expected) {
    RunOutcome outcome = machine.run(RunLimits.none().withTimeout(PATIENCE));
    if (!(outcome instanceof RunOutcome.Stopped) || marks.last != expected) {
      throw new IllegalStateException(
          "the guest ended before its mark " + expected + ": " + outcome);
    }
    MachineStatistics statistics = machine.statistics();
    Map<String, Long> traps = new TreeMap<>(statistics.traps());
    Map<String, Long> taken = new TreeMap<>();
    traps.forEach(
        (kind, count) -> {
          long before = trapsBefore.getOrDefault(kind, 0L);
          long own = MARK_TRAPS.contains(kind) ? 1 : 0;
          if (count - before - own > 0) {
            taken.put(kind, count - before - own);
          }
        });
    trapsBefore = traps;
    return taken;
  }

  /** Runs to the end, which the guest reaches only if it saw what it wrote. */
  void runToEnd() {
    RunOutcome outcome = machine.run(RunLimits.none().withTimeout(PATIENCE));
    if (!(outcome instanceof RunOutcome.GuestEnded)) {
      throw new IllegalStateException("the guest was not content: " + outcome);
    }
  }

  @Override
  public void close() {
    machine.close();
  }

  private static final class Marks implements Console {
    private @Nullable VirtualMachine machine;
    private int last;

    @Override
    public void write(String channel, int value) {
      last = value;
      if (machine != null) {
        machine.requestStop();
      }
    }

    @Override
    public int read(String channel) {
      return -1;
    }
  }
}
