package vmm.x86.protection;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vmm.api.arch.BootImages;
import vmm.api.arch.Image;
import vmm.api.cpu.EngineMode;
import vmm.api.device.Console;
import vmm.api.machine.MachineSpec;
import vmm.api.machine.RunLimits;
import vmm.api.machine.RunOutcome;
import vmm.api.machine.VirtualMachine;
import vmm.core.Vmm;

/**
 * The guest {@code system/protection.S} on the bare processor and under every strategy: what it
 * meets must be what {@code protection.txt} says, to the letter.
 */
final class ProtectionGuestTest {
  private static final Path GUESTS = Path.of("guests", "system");

  @ParameterizedTest
  @CsvSource({
    "none, INTERPRETER",
    "brute-force, INTERPRETER",
    "shadow, INTERPRETER",
    "nested, INTERPRETER",
    "none, JIT",
    "brute-force, JIT",
    "shadow, JIT",
    "nested, JIT",
    "shadow, MIXED",
  })
  void everyMechanismIsMet(String strategy, EngineMode engine) throws Exception {
    Image kernel =
        new Image("protection.elf", Files.readAllBytes(GUESTS.resolve("protection.elf")));
    StringBuilder written = new StringBuilder();
    Console console =
        new Console() {
          @Override
          public void write(String channel, int value) {
            written.append((char) value);
          }

          @Override
          public int read(String channel) {
            return -1;
          }
        };
    MachineSpec spec =
        MachineSpec.of(BootImages.ofKernel(kernel, ""))
            .withMemory(16L << 20)
            .withStrategy(strategy)
            .withEngine(engine);
    try (Vmm vmm = Vmm.load();
        VirtualMachine machine = vmm.newMachine(spec, console)) {
      RunOutcome outcome = machine.run(RunLimits.none().withTimeout(Duration.ofMinutes(2)));
      assertThat(written.toString()).isEqualTo(Files.readString(GUESTS.resolve("protection.txt")));
      assertThat(outcome).isEqualTo(new RunOutcome.GuestExited(1));
    }
  }
}
