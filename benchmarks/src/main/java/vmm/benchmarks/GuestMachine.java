package vmm.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import vmm.api.arch.BootImages;
import vmm.api.arch.Image;
import vmm.api.arch.ImageException;
import vmm.api.cpu.EngineMode;
import vmm.api.device.Console;
import vmm.api.machine.MachineSpec;
import vmm.api.machine.MachineSpecException;
import vmm.api.machine.RunLimits;
import vmm.api.machine.RunOutcome;
import vmm.api.machine.VirtualMachine;
import vmm.core.Vmm;

/** A machine with one of the guests of {@code integration-tests/guests/bench}. */
final class GuestMachine implements AutoCloseable {
  private static final long MEMORY = 64 << 20;

  private final Vmm vmm = Vmm.load();
  private final VirtualMachine machine;

  /**
   * Starts a guest.
   *
   * @param name of its file
   * @param commandLine what it is told
   */
  GuestMachine(String name, String commandLine, String strategy, EngineMode engine) {
    MachineSpec spec =
        MachineSpec.of(BootImages.ofKernel(image(name), commandLine))
            .withMemory(MEMORY)
            .withStrategy(strategy)
            .withEngine(engine);
    try {
      machine = vmm.newMachine(spec, new SilentConsole());
    } catch (ImageException | MachineSpecException e) {
      vmm.close();
      throw new IllegalArgumentException(e);
    }
  }

  /** Runs exactly so many instructions. */
  RunOutcome run(long instructions) {
    return machine.run(RunLimits.instructions(instructions));
  }

  @Override
  public void close() {
    machine.close();
    vmm.close();
  }

  private static Image image(String name) {
    try (InputStream in = GuestMachine.class.getResourceAsStream(name)) {
      return new Image(name, Objects.requireNonNull(in, name).readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class SilentConsole implements Console {
    @Override
    public void write(String channel, int value) {}

    @Override
    public int read(String channel) {
      return -1;
    }
  }
}
