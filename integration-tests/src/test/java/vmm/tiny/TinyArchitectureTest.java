package vmm.tiny;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import vmm.api.arch.Architecture;
import vmm.api.arch.BootImages;
import vmm.api.arch.Image;
import vmm.api.arch.ImageException;
import vmm.api.cpu.EngineMode;
import vmm.api.device.Console;
import vmm.api.machine.MachineSpec;
import vmm.api.machine.RunLimits;
import vmm.api.machine.RunOutcome;
import vmm.api.machine.VirtualMachine;
import vmm.api.memory.PageGrant;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.Privilege;
import vmm.api.mmu.Translation;
import vmm.core.Vmm;

/** An architecture that nobody knew when the VMM was written, under each strategy. */
@ParameterizedClass
@EnumSource(names = {"INTERPRETER", "JIT"})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TinyArchitectureTest {
  private static final long STORE_GVA = TinyGuest.A_GVA + TinyGuest.OFFSET;
  private static final long STORE_GPA = TinyGuest.B_GPA + TinyGuest.OFFSET;
  private static final RunLimits PATIENCE =
      RunLimits.instructions(1_000_000).withTimeout(Duration.ofMinutes(1));

  private final StringBuilder printed = new StringBuilder();
  private Vmm vmm;

  @Parameter EngineMode engine;

  @BeforeAll
  void load() {
    vmm = Vmm.load();
  }

  @AfterAll
  void close() {
    vmm.close();
  }

  @Test
  void theCatalogueListsItBesideOthers() {
    assertThat(vmm.catalogue().architectures())
        .extracting(Architecture::name)
        .contains("tiny", "x86");
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "brute-force", "shadow", "nested"})
  void theGuestFindsWhatItMeant(String strategy) throws Exception {
    try (VirtualMachine machine = machine(TinyGuest.image(), strategy)) {
      RunOutcome outcome = machine.run(PATIENCE);

      assertThat(outcome).isInstanceOf(RunOutcome.GuestEnded.class);
      assertThat(machine.register(TinyGuest.LAST_CAUSE))
          .isEqualTo(TinyFault.Cause.PRIVILEGE.code());
      assertThat(machine.register(TinyGuest.LATE_PAGES)).isEqualTo(1);
      assertThat(printed).hasToString(TinyGuest.LINE);
      assertThat(machine.spec().architecture()).contains("tiny");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "brute-force", "shadow", "nested"})
  void guestViewAndRealViewDifferByThePhysMap(String strategy) throws Exception {
    try (VirtualMachine machine = machine(TinyGuest.image(), strategy)) {
      machine.run(PATIENCE);
      var guestView = mapped(machine.guestView(STORE_GVA, AccessType.WRITE, Privilege.SUPERVISOR));
      var realView = mapped(machine.realView(STORE_GVA, AccessType.WRITE, Privilege.SUPERVISOR));
      var backed = (PageGrant.Backed) machine.physMap().peek(STORE_GPA);
      long entryGpa = TinyGuest.TABLE_GPA + 8 * (TinyGuest.A_GVA >>> 12);

      assertThat(guestView.address()).isEqualTo(STORE_GPA);
      assertThat(realView.address()).isEqualTo(backed.hpa() + TinyGuest.OFFSET);
      assertThat(machine.physical().read(STORE_GPA, 8)).isEqualTo(TinyGuest.VALUE);
      assertThat(machine.physical().read(entryGpa, 8))
          .isEqualTo(TinyGuest.A_ENTRY | TinyFormat.ACCESSED | TinyFormat.DIRTY);
      if (!strategy.equals("none")) {
        assertThat(realView.address()).isNotEqualTo(STORE_GPA);
        assertThat(vmm.memory().read(realView.address(), 8)).isEqualTo(TinyGuest.VALUE);
      }
    }
  }

  /** The guest's own fault reaches the VMM only where the VMM's tables stand in for the guest's. */
  @ParameterizedTest
  @CsvSource({"none, 0, false", "brute-force, 1, true", "shadow, 1, true", "nested, 0, true"})
  void faultsAreTrueOrHidden(String strategy, long trueFaults, boolean hides) throws Exception {
    try (VirtualMachine machine = machine(TinyGuest.image(), strategy)) {
      machine.run(PATIENCE);
      var statistics = machine.statistics();

      assertThat(statistics.trueFaults()).isEqualTo(trueFaults);
      assertThat(statistics.hiddenFaults() > 0).isEqualTo(hides);
      // The stores in the loop, of which only the first may trap, are most of the run.
      assertThat(statistics.hiddenFaults()).isLessThan(TinyGuest.STORES / 10);
      assertThat(statistics.walkReferences()).isPositive();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"brute-force", "shadow", "nested"})
  void eachStrategyTakesAsManyInstructionsAsNone(String strategy) throws Exception {
    try (VirtualMachine bare = machine(TinyGuest.image(), "none");
        VirtualMachine virtual = machine(TinyGuest.image(), strategy)) {
      bare.run(PATIENCE);
      virtual.run(PATIENCE);

      assertThat(virtual.statistics().instructions())
          .isEqualTo(bare.statistics().instructions())
          .isGreaterThan(3L * TinyGuest.STORES);
      for (var register : bare.registerFile().registers()) {
        assertThat(virtual.register(register.name()))
            .as(register.name())
            .isEqualTo(bare.register(register.name()));
      }
    }
  }

  @Test
  void aFaultWithoutAHandlerEndsTheGuest() throws Exception {
    var image = new Image("no code", new TinyAssembler(16).image());
    try (VirtualMachine machine = machine(image, "shadow")) {
      assertThat(machine.run(PATIENCE))
          .isEqualTo(new RunOutcome.GuestEnded("a fault without a handler: cause 1 at 0x0"));
    }
  }

  @Test
  void otherImagesAreRefused() {
    var spec =
        MachineSpec.of(BootImages.ofKernel(new Image("text", new byte[] {'T', 'I', 'N'}), ""));

    assertThatThrownBy(() -> vmm.newMachine(spec.withArchitecture("tiny"), new Recorder()))
        .isInstanceOf(ImageException.class)
        .hasMessage("text: no tiny image: it does not begin with TINYEXE");
  }

  private VirtualMachine machine(Image image, String strategy) throws Exception {
    printed.setLength(0);
    return vmm.newMachine(
        MachineSpec.of(BootImages.ofKernel(image, ""))
            .withMemory(1 << 20)
            .withStrategy(strategy)
            .withEngine(engine),
        new Recorder());
  }

  private static Translation.Mapped mapped(Translation translation) {
    assertThat(translation).isInstanceOf(Translation.Mapped.class);
    return (Translation.Mapped) translation;
  }

  private final class Recorder implements Console {
    @Override
    public void write(String channel, int value) {
      printed.append((char) value);
    }

    @Override
    public int read(String channel) {
      return -1;
    }
  }
}
