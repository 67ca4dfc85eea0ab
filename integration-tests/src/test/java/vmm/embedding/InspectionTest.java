package vmm.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;
import vmm.api.arch.Image;
import vmm.api.cpu.EngineMode;
import vmm.api.machine.MachineListener;
import vmm.api.machine.RunOutcome;
import vmm.api.machine.VirtualMachine;
import vmm.api.memory.PageGrant;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.FaultCause;
import vmm.api.mmu.Privilege;
import vmm.api.mmu.Translation;
import vmm.api.mmu.TranslationRegime;
import vmm.api.trap.Trap;
import vmm.api.trap.TrapKind;
import vmm.api.trap.TrapReply;
import vmm.core.Vmm;

/**
 * Running, stepping and inspecting the guest of the demo, which maps page A to page B. Addresses
 * are those of {@code demo/paging.S}.
 */
@ParameterizedClass
@EnumSource(names = {"INTERPRETER", "JIT"})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InspectionTest {
  private static final long STORE = 0x1234;
  private static final long STORE_GPA = 0x300234;
  private static final long A_ENTRY = 0x201004;
  private static final long UNMAPPED = 0x7FF123;
  private static final long EAX = 0xCAFEF00DL;

  private final Image paging = Guest.image("demo/paging.elf");
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

  @ParameterizedTest
  @FieldSource("vmm.embedding.Guest#STRATEGIES")
  void guestViewAndRealViewOfAStoreDifferInTheFrameAlone(String strategy) throws Exception {
    try (var guest = new Guest(vmm, paging, "", strategy, engine)) {
      guest.runTo('P');
      guest.runTo('S');
      VirtualMachine machine = guest.machine();
      var guestView =
          (Translation.Mapped) machine.guestView(STORE, AccessType.WRITE, Privilege.SUPERVISOR);
      var realView =
          (Translation.Mapped) machine.realView(STORE, AccessType.WRITE, Privilege.SUPERVISOR);
      long hpa = ((PageGrant.Backed) machine.physMap().peek(STORE_GPA)).hpa() + 0x234;

      assertThat(guestView.address()).isEqualTo(STORE_GPA);
      assertThat(realView.address()).isEqualTo(hpa).isNotEqualTo(STORE_GPA);
      assertThat(vmm.memory().read(hpa, 4)).isEqualTo(EAX);
      assertThat(machine.physical().read(STORE_GPA, 4)).isEqualTo(EAX);
      assertThat(machine.peek(STORE)).hasValue(0x0D);
      assertThat(machine.physical().read(A_ENTRY, 4) & ~0xFFFL).isEqualTo(0x300000);
      // The guest marks a step by an OUT between two exchanges.
      assertThat(machine.register("edx")).isEqualTo(EAX);
      assertThat(machine.register("cr3")).isEqualTo(0x200000);
      assertThat(((TranslationRegime.Tables) machine.regime()).rootGpa()).isEqualTo(0x200000);
      assertThat(guest.runToEnd()).isInstanceOf(RunOutcome.GuestEnded.class);
      assertThat(guest.written()).isEqualTo("PSRLHT");
    }
  }

  @ParameterizedTest
  @FieldSource("vmm.embedding.Guest#STRATEGIES")
  void inspectionHasNoEffect(String strategy) throws Exception {
    try (var watched = new Guest(vmm, paging, "", strategy, engine);
        var alone = new Guest(vmm, paging, "", strategy, engine)) {
      for (int i = 0; i < 400; i++) {
        watched.machine().step(53);
        alone.machine().step(53);
        inspect(watched.machine());
      }
      var seen = watched.machine().statistics();
      var unseen = alone.machine().statistics();
      assertThat(seen.instructions()).isEqualTo(unseen.instructions());
      assertThat(seen.traps()).isEqualTo(unseen.traps());
      assertThat(seen.walkReferences()).isEqualTo(unseen.walkReferences());
      assertThat(registers(watched.machine())).isEqualTo(registers(alone.machine()));
      watched.runToEnd();
      assertThat(watched.written()).isEqualTo("PSRLHT");
    }
  }

  private static void inspect(VirtualMachine machine) {
    for (long gva : new long[] {STORE, UNMAPPED, 0x302000, 0xFFFF_F000L, machine.register("eip")}) {
      for (AccessType access : AccessType.values()) {
        machine.guestView(gva, access, Privilege.SUPERVISOR);
        machine.realView(gva, access, Privilege.USER);
      }
      machine.peek(gva);
      machine.physical().read(gva, 4);
    }
  }

  private static Map<String, Long> registers(VirtualMachine machine) {
    var values = new LinkedHashMap<String, Long>();
    machine
        .registerFile()
        .registers()
        .forEach(r -> values.put(r.name(), machine.register(r.name())));
    return values;
  }

  @ParameterizedTest
  @FieldSource("vmm.embedding.Guest#STRATEGIES")
  void steppingIsExactAndLeadsWhereRunningDoes(String strategy) throws Exception {
    try (var stepped = new Guest(vmm, paging, "", strategy, engine);
        var run = new Guest(vmm, paging, "", strategy, engine)) {
      run.runToEnd();
      long instructions = run.machine().statistics().instructions();
      for (long i = 1; i <= instructions; i++) {
        assertThat(stepped.machine().step(1)).isEqualTo(new RunOutcome.InstructionLimit());
        assertThat(stepped.machine().statistics().instructions()).isEqualTo(i);
      }
      assertThat(stepped.runToEnd()).isEqualTo(run.runToEnd());
      assertThat(stepped.written()).isEqualTo(run.written());
      assertThat(registers(stepped.machine())).isEqualTo(registers(run.machine()));
    }
  }

  @ParameterizedTest
  @FieldSource("vmm.embedding.Guest#STRATEGIES")
  void anUnmappedAddressIsATrueFaultInTheGuestViewAlone(String strategy) throws Exception {
    try (var guest = new Guest(vmm, paging, "", strategy, engine)) {
      for (char mark : "PSRLH".toCharArray()) {
        guest.runTo(mark);
      }
      assertThat(guest.machine().guestView(UNMAPPED, AccessType.WRITE, Privilege.SUPERVISOR))
          .isInstanceOfSatisfying(
              Translation.Fault.class,
              fault -> assertThat(fault.cause()).isEqualTo(FaultCause.NOT_PRESENT));
      assertThat(guest.machine().peek(UNMAPPED)).isEmpty();
      guest.runTo('T');
      assertThat(guest.machine().peek(UNMAPPED)).hasValue(0x0D);
    }
  }

  @ParameterizedTest
  @FieldSource("vmm.embedding.Guest#STRATEGIES")
  void listenersHearOfEverythingThatIsCounted(String strategy) throws Exception {
    try (var guest = new Guest(vmm, paging, "", strategy, engine)) {
      var log = new Log();
      guest.machine().addListener(log);
      guest.runToEnd();
      var statistics = guest.machine().statistics();
      var byLabel = new TreeMap<String, Long>();
      log.traps.forEach((kind, count) -> byLabel.put(kind.label(), count));

      assertThat(byLabel).isEqualTo(new TreeMap<>(statistics.traps()));
      assertThat(log.hidden).isEqualTo(statistics.hiddenFaults()).isPositive();
      assertThat(log.real).isEqualTo(statistics.trueFaults());
      assertThat(log.fills).isPositive();
      assertThat(log.wrongFills).isZero();
    }
  }

  /** Counts what it hears, and checks that a fill leads below 4 GiB and keeps the page offset. */
  private static final class Log implements MachineListener {
    private final Map<TrapKind, Long> traps = new EnumMap<>(TrapKind.class);
    private long hidden;
    private long real;
    private long fills;
    private long wrongFills;

    @Override
    public void trap(Trap trap, TrapReply reply) {
      traps.merge(trap.kind(), 1L, Long::sum);
    }

    @Override
    public void hiddenFault(Trap trap) {
      hidden++;
    }

    @Override
    public void trueFault(Trap trap) {
      real++;
    }

    @Override
    public void filled(long gva, long gpa, long hpa, int pageShift) {
      fills++;
      long offset = (1L << pageShift) - 1;
      wrongFills += (gpa & offset) != (hpa & offset) || hpa >>> 32 != 0 ? 1 : 0;
    }
  }

  @ParameterizedTest
  @FieldSource("vmm.embedding.Guest#STRATEGIES")
  void aRootThatIsSetFromOutsideTakesEffectAtOnce(String strategy) throws Exception {
    long directory = 0x400000;
    long table = 0x401000;
    try (var guest = new Guest(vmm, paging, "", strategy, engine)) {
      guest.runTo('P');
      guest.runTo('S');
      VirtualMachine machine = guest.machine();
      // The same as the guest's own tables, but for page A, which is 0x500000 now.
      var entries = new byte[0x1000];
      machine.physical().read(0x201000, entries, 0, entries.length);
      machine.physical().write(table, entries, 0, entries.length);
      machine.physical().write(table + 4, 4, 0x500003);
      machine.physical().write(directory, 4, table | 3);
      machine.physical().write(0x500234, 4, 0x11223344);
      machine.setRegister("cr3", directory);

      assertThat(machine.peek(STORE)).hasValue(0x44);
      machine.step(1);
      assertThat(machine.guestView(STORE, AccessType.READ, Privilege.SUPERVISOR))
          .isInstanceOfSatisfying(
              Translation.Mapped.class, mapped -> assertThat(mapped.address()).isEqualTo(0x500234));
      machine.setRegister("cr3", 0x200000);
      assertThat(machine.peek(STORE)).hasValue(0x0D);
      assertThat(guest.runToEnd()).isInstanceOf(RunOutcome.GuestEnded.class);
      assertThat(guest.written()).isEqualTo("PSRLHT");
    }
  }

  @ParameterizedTest
  @FieldSource("vmm.embedding.Guest#STRATEGIES")
  void memoryThatTheHostWritesIsSeenByTheGuestAlsoInItsTables(String strategy) throws Exception {
    try (var guest = new Guest(vmm, paging, "", strategy, engine)) {
      guest.runTo('P');
      guest.runTo('S');
      VirtualMachine machine = guest.machine();
      // Page A on another page, with the value that the guest expects in both; then back.
      machine.physical().write(0x500234, 4, EAX);
      machine.physical().write(A_ENTRY, 4, 0x500003);
      assertThat(machine.guestView(STORE, AccessType.READ, Privilege.SUPERVISOR))
          .isInstanceOfSatisfying(
              Translation.Mapped.class, mapped -> assertThat(mapped.address()).isEqualTo(0x500234));
      assertThat(machine.physical().read(A_ENTRY, 4)).isEqualTo(0x500003);
      machine.physical().write(A_ENTRY, 4, 0x300003);
      assertThat(guest.runToEnd()).isInstanceOf(RunOutcome.GuestEnded.class);
      assertThat(guest.written()).isEqualTo("PSRLHT");
    }
  }
}
