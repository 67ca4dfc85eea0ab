package vmm.guests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vmm.api.arch.BootImages;
import vmm.api.arch.Image;
import vmm.api.cpu.EngineMode;
import vmm.api.device.Console;
import vmm.api.machine.MachineSpec;
import vmm.api.machine.MachineStatistics;
import vmm.api.machine.RunLimits;
import vmm.api.machine.RunOutcome;
import vmm.api.machine.VirtualMachine;
import vmm.core.Vmm;

/**
 * Linux and U-Boot on the PowerPC boards: to the same end with the same console after the same
 * number of instructions, whatever the strategy, and in the interpreter alone too.
 */
@Tag("real-guest")
class PowerPcGuestsTest {
  private static final Path GUESTS = Path.of("..", "target", "guests");
  private static final List<String> STRATEGIES = List.of("brute-force", "shadow", "nested");
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final long MIB = 1 << 20;

  private record Run(String console, long instructions) {}

  /** A console at which somebody types a line at each prompt. */
  private static final class Typist implements Console {
    private final StringBuilder shown = new StringBuilder();
    private final Queue<Integer> typed = new ArrayDeque<>();
    private final Queue<String> lines;
    private final String prompt;

    Typist(String prompt, String... lines) {
      this.prompt = prompt;
      this.lines = new ArrayDeque<>(List.of(lines));
    }

    @Override
    public void write(String channel, int value) {
      if (!channel.equals(SERIAL)) {
        return;
      }
      shown.append((char) value);
      if (!lines.isEmpty() && shown.toString().endsWith(prompt)) {
        (lines.remove() + "\r").chars().forEach(typed::add);
      }
    }

    @Override
    public int read(String channel) {
      Integer next = channel.equals(SERIAL) ? typed.poll() : null;
      return next == null ? -1 : next;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "bamboo, vmlinux-bamboo, initrd-ppc.gz, 64",
    "bamboo, vmlinux-bamboo, initrd-ppc-tiny.gz, 64",
    "ppce500, vmlinux-e500, initrd-ppc.gz, 128"
  })
  void linuxBoots(String board, String kernel, String initrd, int megabytes) throws Exception {
    var images =
        new BootImages(
            Optional.of(image(kernel)),
            List.of(new BootImages.Module(image(initrd), "")),
            "console=ttyS0,115200",
            Optional.empty());
    MachineSpec spec = MachineSpec.of(images).withBoard(board).withMemory(megabytes * MIB);
    List<Run> runs = new ArrayList<>();
    Map<String, Map<String, Long>> traps = new HashMap<>();
    try (Vmm vmm = Vmm.load()) {
      for (String strategy : STRATEGIES) {
        runs.add(boot(vmm, spec.withStrategy(strategy), traps));
      }
      runs.add(boot(vmm, spec.withEngine(EngineMode.INTERPRETER), new HashMap<>()));
    }
    assertThat(runs).allMatch(run -> run.console().contains("GUEST OK"));
    assertThat(runs).as("the same trace in each run").containsOnly(runs.getFirst());
    if (initrd.equals("initrd-ppc.gz")) {
      long written = traps.get("shadow").get("tlb-write");
      long missed = traps.get("nested").get("second-stage-miss");
      assertThat(missed).as("of %d writes that trapped", written).isLessThan(written / 10);
    }
  }

  private static Run boot(Vmm vmm, MachineSpec spec, Map<String, Map<String, Long>> traps)
      throws Exception {
    var console = new WatchedConsole(Console.SERIAL, "GUEST OK");
    try (VirtualMachine machine = vmm.newMachine(spec, console)) {
      console.watch(machine);
      machine.run(RunLimits.none().withTimeout(PATIENCE));
      assertThat(console.met()).as(console.text()).isTrue();
      RunOutcome end = machine.run(RunLimits.none().withTimeout(PATIENCE));
      assertThat(end).as(console.text()).isInstanceOf(RunOutcome.GuestEnded.class);
      checkTraps(spec.strategy(), machine.statistics());
      traps.put(spec.strategy(), machine.statistics().traps());
      return new Run(console.text(), machine.statistics().instructions());
    }
  }

  /** With a second stage, what the guest writes into its TLB is no trap unless the stage misses. */
  private static void checkTraps(String strategy, MachineStatistics statistics) {
    if (strategy.equals("nested")) {
      assertThat(statistics.traps()).doesNotContainKey("tlb-write");
      assertThat(statistics.traps().get("second-stage-miss")).isPositive();
    } else {
      assertThat(statistics.traps().get("tlb-write")).isGreaterThan(100);
    }
  }

  @Test
  void uBootAnswers() throws Exception {
    MachineSpec spec =
        MachineSpec.of(BootImages.ofFirmware(image("uboot.elf")))
            .withBoard("ppce500")
            .withMemory(256 * MIB);
    List<Run> runs = new ArrayList<>();
    try (Vmm vmm = Vmm.load()) {
      for (String strategy : STRATEGIES) {
        runs.add(askUBoot(vmm, spec.withStrategy(strategy)));
      }
      runs.add(askUBoot(vmm, spec.withEngine(EngineMode.INTERPRETER)));
    }
    assertThat(runs).allMatch(run -> run.console().contains("two and 115200"));
    assertThat(runs).as("the same trace in each run").containsOnly(runs.getFirst());
  }

  private static Run askUBoot(Vmm vmm, MachineSpec spec) throws Exception {
    var console = new Typist("=> ", "echo two and $baudrate", "reset");
    try (VirtualMachine machine = vmm.newMachine(spec, console)) {
      RunOutcome end = machine.run(RunLimits.none().withTimeout(PATIENCE));
      assertThat(end).as(console.shown.toString()).isInstanceOf(RunOutcome.GuestEnded.class);
      return new Run(console.shown.toString(), machine.statistics().instructions());
    }
  }

  private static Image image(String name) throws IOException {
    Path file = GUESTS.resolve(name);
    assertThat(file).as("see integration-tests/guests/linux-ppc/README.md").exists();
    return new Image(name, Files.readAllBytes(file));
  }
}
