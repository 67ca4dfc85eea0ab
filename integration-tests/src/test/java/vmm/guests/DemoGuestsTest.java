package vmm.guests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
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
 * The guests of the demo check themselves what they read back; here under each strategy and engine.
 */
@ParameterizedClass
@EnumSource(names = {"INTERPRETER", "JIT"})
class DemoGuestsTest {
  private static final Path FOLDER = Path.of("guests", "demo");

  private final EngineMode engine;

  DemoGuestsTest(EngineMode engine) {
    this.engine = engine;
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "brute-force", "shadow", "nested"})
  void theMappedPageReadsBackAsItWasWritten(String strategy) throws Exception {
    assertThat(marks("paging.elf", "", strategy)).isEqualTo("PSRLHT");
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "brute-force", "shadow", "nested"})
  void theFilledEntryReadsBackAsItWasWritten(String strategy) throws Exception {
    assertThat(marks("paging-ppc.elf", "", strategy)).isEqualTo("PSRLHT");
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "brute-force", "shadow", "nested"})
  void thePageOfTheImageIsTheWritersOwn(String strategy) throws Exception {
    assertThat(marks("sharing.elf", "w", strategy)).isEqualTo("AW");
    assertThat(marks("sharing.elf", "r", strategy)).isEqualTo("AW");
  }

  private String marks(String name, String arguments, String strategy) throws Exception {
    BootImages images = BootImages.ofKernel(image(name), arguments);
    WatchedConsole console = new WatchedConsole(channel(name), "no such text");
    MachineSpec spec =
        MachineSpec.of(images).withMemory(16 << 20).withStrategy(strategy).withEngine(engine);
    try (Vmm vmm = Vmm.load();
        VirtualMachine machine = vmm.newMachine(spec, console)) {
      RunOutcome outcome = machine.run(RunLimits.none().withTimeout(Duration.ofMinutes(1)));
      assertThat(outcome).isInstanceOf(RunOutcome.GuestEnded.class);
    }
    return console.text();
  }

  private static String channel(String name) {
    return name.endsWith("-ppc.elf") ? Console.SERIAL : Console.DEBUG;
  }

  private static Image image(String name) throws IOException {
    return new Image(name, Files.readAllBytes(FOLDER.resolve(name)));
  }
}
