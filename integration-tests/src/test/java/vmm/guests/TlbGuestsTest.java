package vmm.guests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
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
import vmm.api.machine.MachineStatistics;
import vmm.api.machine.RunLimits;
import vmm.api.machine.RunOutcome;
import vmm.api.machine.VirtualMachine;
import vmm.core.Vmm;

/**
 * Guests of our own that write every slot of their TLB, read all back, search, and use what they
 * wrote. They check themselves; here their consoles are compared too.
 */
class TlbGuestsTest {
  private static final Path FOLDER = Path.of("guests", "ppc");

  static Stream<Arguments> cells() {
    return Stream.of("none", "brute-force", "shadow", "nested")
        .flatMap(
            strategy -> Stream.of(EngineMode.values()).map(mode -> Arguments.of(strategy, mode)));
  }

  @ParameterizedTest
  @MethodSource("cells")
  void everySlotOfA440(String strategy, EngineMode mode) throws Exception {
    checkTraps(
        strategy,
        run("tlb440", spec("tlb440").withBoard("bamboo").withStrategy(strategy).withEngine(mode)));
  }

  @ParameterizedTest
  @MethodSource("cells")
  void everySlotOfAnE500(String strategy, EngineMode mode) throws Exception {
    checkTraps(
        strategy,
        run("tlb500", spec("tlb500").withBoard("ppce500").withStrategy(strategy).withEngine(mode)));
  }

  /** A hypervisor that runs two partitions: they are one guest to the VMM below. */
  @ParameterizedTest
  @MethodSource("cells")
  void anLratAndTwoPartitions(String strategy, EngineMode mode) throws Exception {
    MachineSpec spec = spec("ehv").withBoard("ppce500").withCpu("ehv");
    checkTraps(strategy, run("ehv", spec.withStrategy(strategy).withEngine(mode)));
  }

  private static void checkTraps(String strategy, MachineStatistics statistics) {
    switch (strategy) {
      case "none" -> assertThat(statistics.traps()).containsOnlyKeys("mmio");
      case "nested" -> {
        assertThat(statistics.traps()).doesNotContainKey("tlb-write");
        assertThat(statistics.traps()).containsKeys("tlb-read", "tlb-search", "second-stage-miss");
      }
      default ->
          assertThat(statistics.traps())
              .containsKeys("tlb-write", "tlb-read", "tlb-search", "regime-change", "privileged");
    }
  }

  private static MachineSpec spec(String name) throws IOException {
    Image image = new Image(name, Files.readAllBytes(FOLDER.resolve(name + ".elf")));
    return MachineSpec.of(BootImages.ofKernel(image, "")).withMemory(64 << 20);
  }

  private static MachineStatistics run(String name, MachineSpec spec) throws Exception {
    var console = new WatchedConsole(Console.SERIAL, "no such text");
    try (Vmm vmm = Vmm.load();
        VirtualMachine machine = vmm.newMachine(spec, console)) {
      RunOutcome outcome = machine.run(RunLimits.none().withTimeout(Duration.ofMinutes(2)));
      assertThat(outcome).as(console.text()).isInstanceOf(RunOutcome.GuestEnded.class);
      assertThat(console.text().replace("\r", ""))
          .isEqualTo(Files.readString(FOLDER.resolve(name + ".txt")));
      return machine.statistics();
    }
  }
}
