package vmm.guests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
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
 * The guests of the benchmarks, a short lap of each kernel: their checksums are those of another
 * implementation, under every strategy and engine.
 */
class KernelGuestsTest {
  private static final Path FOLDER = Path.of("guests", "bench");

  static Stream<Arguments> cells() {
    return Stream.of("none", "brute-force", "shadow", "nested")
        .flatMap(
            strategy ->
                Stream.of(EngineMode.INTERPRETER, EngineMode.JIT)
                    .map(mode -> Arguments.of(strategy, mode)));
  }

  @ParameterizedTest
  @MethodSource("cells")
  void everyKernelOfThePc(String strategy, EngineMode mode) throws Exception {
    RunOutcome outcome = run("x86", strategy, mode);
    assertThat(outcome).isEqualTo(new RunOutcome.GuestExited(1));
  }

  @ParameterizedTest
  @MethodSource("cells")
  void everyKernelOfTheBamboo(String strategy, EngineMode mode) throws Exception {
    RunOutcome outcome = run("ppc", strategy, mode);
    assertThat(outcome).isInstanceOf(RunOutcome.GuestEnded.class);
  }

  private static RunOutcome run(String machineName, String strategy, EngineMode mode)
      throws Exception {
    String name = "kernels-" + machineName + ".elf";
    Image image = new Image(name, Files.readAllBytes(FOLDER.resolve(name)));
    MachineSpec spec =
        MachineSpec.of(BootImages.ofKernel(image, "all divisor=1000"))
            .withMemory(64 << 20)
            .withStrategy(strategy)
            .withEngine(mode);
    var console = new WatchedConsole(Console.SERIAL, "no such text");
    try (Vmm vmm = Vmm.load();
        VirtualMachine machine = vmm.newMachine(spec, console)) {
      RunOutcome outcome = machine.run(RunLimits.none().withTimeout(Duration.ofMinutes(2)));
      assertThat(console.text().replace("\r", ""))
          .as("the console when it ended with %s", outcome)
          .isEqualTo(Files.readString(FOLDER.resolve("kernels").resolve(machineName + ".txt")));
      return outcome;
    }
  }
}
