package vmm.guests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import vmm.api.arch.BootImages;
import vmm.api.arch.Image;
import vmm.api.arch.ImageException;
import vmm.api.device.Console;
import vmm.api.machine.MachineSpec;
import vmm.api.machine.MachineSpecException;
import vmm.api.machine.RunLimits;
import vmm.api.machine.RunOutcome;
import vmm.api.machine.VirtualMachine;
import vmm.core.Vmm;

/**
 * Programs that nobody here wrote, from Debian's packages: each must come to the same text with the
 * same console after the same number of instructions, whatever the strategy.
 */
@Tag("real-guest")
class RealGuestsTest {
  private static final Path GUESTS = Path.of("..", "target", "guests");
  private static final List<String> STRATEGIES = List.of("brute-force", "shadow", "nested");
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final long MIB = 1 << 20;
  private static final String MEMTEST_OPTIONS =
      "console=ttyS0,115200 nosmp nobench nopause nobigstatus";

  /** Its first test: the screen has been drawn, memory sized and the caches measured. */
  private static final String MEMTEST_FIRST = "walking ones";

  private record Run(String console, long instructions) {}

  @Test
  void seaBiosFindsNothingToBoot() throws Exception {
    BootImages images = BootImages.ofFirmware(image("bios.bin"));
    agree(MachineSpec.of(images).withMemory(16 * MIB), Console.DEBUG, "No bootable device.");
  }

  @Test
  void memtestRunsWithoutPaging() throws Exception {
    BootImages images = BootImages.ofKernel(image("memtest86+ia32.bin"), MEMTEST_OPTIONS);
    MachineSpec spec = MachineSpec.of(images).withCpu("486").withMemory(8 * MIB);
    agree(spec, Console.SERIAL, MEMTEST_FIRST);
  }

  @Test
  void memtestRunsWithPhysicalAddressExtension() throws Exception {
    BootImages images = BootImages.ofKernel(image("memtest86+ia32.bin"), MEMTEST_OPTIONS);
    MachineSpec spec = MachineSpec.of(images).withCpu("pentium2").withMemory(64 * MIB);
    agree(spec, Console.SERIAL, MEMTEST_FIRST);
  }

  @Test
  void machFindsItsModule() throws Exception {
    BootImages images =
        new BootImages(
            Optional.of(image("gnumach.elf")),
            List.of(new BootImages.Module(image("mod.txt"), "mod")),
            "console=com0",
            Optional.empty());
    agree(MachineSpec.of(images).withMemory(32 * MIB), Console.SERIAL, "1 multiboot modules");
  }

  private static Image image(String name) throws IOException {
    Path file = GUESTS.resolve(name);
    assertThat(file).as("run dev/fetch-guests first").exists();
    return new Image(name, Files.readAllBytes(file));
  }

  private static void agree(MachineSpec spec, String channel, String text)
      throws ImageException, MachineSpecException {
    List<Run> runs = new ArrayList<>();
    try (Vmm vmm = Vmm.load()) {
      for (String strategy : STRATEGIES) {
        runs.add(run(vmm, spec.withStrategy(strategy), channel, text));
      }
    }
    assertThat(runs).allMatch(run -> run.console().contains(text));
    assertThat(runs).as("the same trace under each strategy").containsOnly(runs.getFirst());
  }

  private static Run run(Vmm vmm, MachineSpec spec, String channel, String text)
      throws ImageException, MachineSpecException {
    WatchedConsole console = new WatchedConsole(channel, text);
    try (VirtualMachine machine = vmm.newMachine(spec, console)) {
      console.watch(machine);
      RunOutcome outcome = machine.run(RunLimits.none().withTimeout(PATIENCE));
      assertThat(console.met())
          .as("%s under %s: %s%n%s", text, spec.strategy(), outcome, console.text())
          .isTrue();
      return new Run(console.text(), machine.statistics().instructions());
    }
  }
}
