package vmm.embedding;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
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

/** A machine with one of our own guests, and what it wrote to its debug port. */
final class Guest implements AutoCloseable {
  static final String[] STRATEGIES = {"brute-force", "shadow", "nested"};

  private static final RunLimits PATIENCE = RunLimits.none().withTimeout(Duration.ofMinutes(2));

  private final StringBuilder written = new StringBuilder();
  private final VirtualMachine machine;
  private @Nullable VirtualMachine stopAtEachByte;

  Guest(
      VirtualMachine.Factory machines,
      Image image,
      String arguments,
      String strategy,
      EngineMode engine)
      throws ImageException, MachineSpecException {
    machine =
        machines.create(
            MachineSpec.of(BootImages.ofKernel(image, arguments))
                .withMemory(16L << 20)
                .withStrategy(strategy)
                .withEngine(engine),
            new Recorder());
  }

  Guest(Vmm vmm, Image image, String arguments, String strategy, EngineMode engine)
      throws ImageException, MachineSpecException {
    this(vmm::newMachine, image, arguments, strategy, engine);
  }

  /** The image of a guest under {@code guests}. */
  static Image image(String name) {
    try {
      return new Image(name, Files.readAllBytes(Path.of("guests", name)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  VirtualMachine machine() {
    return machine;
  }

  String written() {
    return written.toString();
  }

  /** Runs until the guest has written {@code mark}, its next byte. */
  void runTo(char mark) {
    stopAtEachByte = machine;
    RunOutcome outcome = machine.run(PATIENCE);
    stopAtEachByte = null;
    if (!(outcome instanceof RunOutcome.Stopped) || !written().endsWith("" + mark)) {
      throw new AssertionError("no mark " + mark + " after " + written + ": " + outcome);
    }
  }

  RunOutcome runToEnd() {
    return machine.run(PATIENCE);
  }

  @Override
  public void close() {
    machine.close();
  }

  private final class Recorder implements Console {
    @Override
    public void write(String channel, int value) {
      written.append((char) value);
      if (stopAtEachByte != null) {
        stopAtEachByte.requestStop();
      }
    }

    @Override
    public int read(String channel) {
      return -1;
    }
  }
}
