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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
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

/**
 * Programs that nobody here wrote, from Debian's packages: each must come to the same text with the
 * same console after the same number of instructions, whatever the strategy, and in the interpreter
 * alone too.
 */
@Tag("real-guest")
class RealGuestsTest {
  private static final Path GUESTS = Path.of("..", "target", "guests");
  private static final List<String> STRATEGIES = List.of("brute-force", "shadow", "nested");
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final long MIB = 1 << 20;
  private static final long SCREEN_GPA = 0xB8000;
  private static final int SCREEN_ROWS = 25;
  private static final int SCREEN_COLUMNS = 80;

  /** Instructions between two looks at a screen, and after which the text will not come. */
  private static final long SCREEN_LOOK = 1_000_000;

  private static final long SCREEN_PATIENCE = 1_000_000_000;

  private static final String MEMTEST_OPTIONS =
      "console=ttyS0,115200 nosmp nobench nopause nobigstatus";

  /** The fourth test: the three before it have passed, and moving inversions begin. */
  private static final String MEMTEST_FOURTH = "#3  [Moving inversions, 1s & 0s]";

  /** Holds one program, which prints GUEST OK and halts. */
  private static final Path LINUX_RAM_DISK = Path.of("guests", "linux-x86", "initrd.cpio");

  private static final String LINUX_OPTIONS =
      "console=ttyS0,115200 acpi=off noapic nolapic pci=off noisapnp nokaslr reboot=t panic=-1"
          + " cryptomgr.notests";

  private record Run(String console, long instructions) {}

  @ParameterizedTest
  @ValueSource(strings = {"bios.bin", "bios-256k.bin"})
  void seaBiosFindsNothingToBoot(String rom) throws Exception {
    BootImages images = BootImages.ofFirmware(image(rom));
    agree(MachineSpec.of(images).withMemory(16 * MIB), Console.DEBUG, "No bootable device.");
  }

  /**
   * Watched on the screen: memtest86+ brings its serial console up to date by the time-stamp
   * counter, which a 486 has not, and too seldom to show each test of so little memory.
   */
  @ParameterizedTest
  @ValueSource(strings = {"486", "pentium2"})
  void memtestPassesThreeTestsOfEightMegabytes(String cpu) throws Exception {
    List<Run> runs = new ArrayList<>();
    try (Vmm vmm = Vmm.load()) {
      for (String strategy : STRATEGIES) {
        runs.add(watchScreen(vmm, memtest(cpu, 8).withStrategy(strategy), MEMTEST_FOURTH));
      }
      MachineSpec interpreted = memtest(cpu, 8).withEngine(EngineMode.INTERPRETER);
      runs.add(watchScreen(vmm, interpreted, MEMTEST_FOURTH));
    }
    assertThat(runs).allMatch(run -> run.console().contains("Errors: 0"));
    assertThat(runs).as("the same trace in each run").containsOnly(runs.getFirst());
  }

  @Test
  void memtestPassesThreeTestsWithPhysicalAddressExtension() throws Exception {
    agree(memtest("pentium2", 64), Console.SERIAL, MEMTEST_FOURTH);
  }

  private static MachineSpec memtest(String cpu, int megabytes) throws IOException {
    BootImages images = BootImages.ofKernel(image("memtest86+ia32.bin"), MEMTEST_OPTIONS);
    return MachineSpec.of(images).withCpu(cpu).withMemory(megabytes * MIB);
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

  @Test
  void linuxBoots() throws Exception {
    BootImages images =
        new BootImages(
            Optional.of(image("vmlinuz-686")),
            List.of(new BootImages.Module(read(LINUX_RAM_DISK), "")),
            LINUX_OPTIONS,
            Optional.empty());
    agree(MachineSpec.of(images).withMemory(64 * MIB), Console.SERIAL, "System halted");
  }

  private static Image image(String name) throws IOException {
    Path file = GUESTS.resolve(name);
    assertThat(file).as("run dev/fetch-guests first").exists();
    return read(file);
  }

  private static Image read(Path file) throws IOException {
    return new Image(file.getFileName().toString(), Files.readAllBytes(file));
  }

  private static void agree(MachineSpec spec, String channel, String text)
      throws ImageException, MachineSpecException {
    List<Run> runs = new ArrayList<>();
    try (Vmm vmm = Vmm.load()) {
      for (String strategy : STRATEGIES) {
        runs.add(run(vmm, spec.withStrategy(strategy), channel, text));
      }
      runs.add(run(vmm, spec.withEngine(EngineMode.INTERPRETER), channel, text));
    }
    assertThat(runs).allMatch(run -> run.console().contains(text));
    assertThat(runs).as("the same trace in each run").containsOnly(runs.getFirst());
  }

  private static Run watchScreen(Vmm vmm, MachineSpec spec, String text)
      throws ImageException, MachineSpecException {
    WatchedConsole console = new WatchedConsole(Console.SERIAL, text);
    try (VirtualMachine machine = vmm.newMachine(spec, console)) {
      RunOutcome outcome = new RunOutcome.InstructionLimit();
      while (!screen(machine).contains(text)) {
        assertThat(outcome)
            .as("under %s:%n%s", spec.strategy(), screen(machine))
            .isEqualTo(new RunOutcome.InstructionLimit());
        assertThat(machine.statistics().instructions()).isLessThan(SCREEN_PATIENCE);
        outcome = machine.run(RunLimits.instructions(SCREEN_LOOK));
      }
      String shown = screen(machine) + console.text();
      return new Run(shown, machine.statistics().instructions());
    }
  }

  /** The VGA's text memory, a line a row: a character in each even byte. */
  private static String screen(VirtualMachine machine) {
    StringBuilder text = new StringBuilder();
    for (int cell = 0; cell < SCREEN_ROWS * SCREEN_COLUMNS; cell++) {
      text.append((char) machine.physical().read(SCREEN_GPA + 2L * cell, 1));
      text.append(cell % SCREEN_COLUMNS == SCREEN_COLUMNS - 1 ? "\n" : "");
    }
    return text.toString();
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
