package vmm.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestReporter;
import vmm.api.memory.Frame;
import vmm.api.memory.MemoryVirtualization;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.FaultCause;
import vmm.api.mmu.Privilege;
import vmm.api.mmu.Rights;
import vmm.api.mmu.TlbEntry;
import vmm.api.trap.TrapKind;

/**
 * The contract of a strategy where software fills the TLB: whatever a guest does with it, it finds
 * what it would find on a processor of its own. A subclass names strategy and hardware.
 */
public abstract class TlbHistoryContract {
  private static final int STEPS = 6_000;

  /**
   * Steps are cheap here, and there is no second discipline: so many for each that is asked for.
   */
  private static final int STEPS_FACTOR = 3;

  private static final int STEPS_PER_HISTORY = 400;
  private static final int REPEATED_STORES = 1000;

  /** The strategy under test. */
  protected abstract MemoryVirtualization.Factory strategy();

  /** What to run on. */
  protected abstract List<TlbSetup> setups();

  @TestFactory
  Stream<DynamicTest> histories(TestReporter reporter) {
    return setups().stream()
        .map(setup -> DynamicTest.dynamicTest(setup.name(), () -> runHistories(setup, reporter)));
  }

  @TestFactory
  Stream<DynamicTest> scenarios() {
    return setups().stream()
        .flatMap(
            setup ->
                Stream.of(TlbScenario.values())
                    .map(
                        scenario ->
                            DynamicTest.dynamicTest(
                                setup.name() + ", " + scenario, () -> run(scenario, setup))));
  }

  /** Once a page is mapped, the machine alone does the work. */
  @TestFactory
  Stream<DynamicTest> repeatedStoresTrapNoMore() {
    return setups().stream()
        .map(setup -> DynamicTest.dynamicTest(setup.name(), () -> storeRepeatedly(setup)));
  }

  private static void run(TlbScenario scenario, TlbSetup setup) {
    List<TlbOp> history = scenario.history(setup);
    try {
      TlbHistoryRunner.run(setup, history);
    } catch (RuntimeException | AssertionError failure) {
      throw shrinker(setup).explain(0, history);
    }
  }

  private static void storeRepeatedly(TlbSetup setup) {
    try (TlbHistoryRunner runner = new TlbHistoryRunner(setup)) {
      TlbScenario.A_MAPPED_PAGE.history(setup).forEach(runner::step);
      Map<TrapKind, Long> before = Map.copyOf(runner.machine().traps());
      for (int i = 0; i < REPEATED_STORES; i++) {
        runner.step(new TlbOp.Access(0, 4, AccessType.WRITE, Privilege.SUPERVISOR, i, false));
      }
      assertThat(runner.machine().traps()).isEqualTo(before);
    }
  }

  private static void runHistories(TlbSetup setup, TestReporter reporter) {
    int steps = STEPS_FACTOR * Integer.getInteger(HistoryContract.STEPS_PROPERTY, STEPS);
    int histories = steps / STEPS_PER_HISTORY;
    Reached reached = new Reached();
    for (TlbScenario scenario : TlbScenario.values()) {
      reached.add(TlbHistoryRunner.run(setup, scenario.history(setup)));
    }
    int slots = slots(setup);
    for (long seed = 1; seed <= histories; seed++) {
      List<TlbOp> history = new TlbHistoryGenerator(setup, slots, seed).history(STEPS_PER_HISTORY);
      try {
        reached.add(TlbHistoryRunner.run(setup, history));
      } catch (RuntimeException | AssertionError failure) {
        throw shrinker(setup).explain(seed, history);
      }
    }
    reporter.publishEntry(
        setup.strategy().name(),
        "%s: %d steps, %s".formatted(setup.name(), histories * STEPS_PER_HISTORY, reached));
    reached.check(setup);
  }

  private static HistoryShrinker<TlbOp> shrinker(TlbSetup setup) {
    return new HistoryShrinker<>(
        setup.strategy().name() + " on " + setup.name(),
        history -> TlbHistoryRunner.run(setup, history));
  }

  private static int slots(TlbSetup setup) {
    try (TlbHistoryRunner runner = new TlbHistoryRunner(setup)) {
      return runner.machine().hardware().regime().tlb().slots();
    }
  }

  /** What scenarios and histories have reached. */
  private static final class Reached {
    private final Set<FaultCause> causes = EnumSet.noneOf(FaultCause.class);
    private final Map<TrapKind, Long> traps = new EnumMap<>(TrapKind.class);
    private final Set<Integer> guestShifts = new HashSet<>();
    private final Set<Integer> realShifts = new HashSet<>();
    private long displaced;

    void add(TlbHistoryRunner runner) {
      causes.addAll(runner.causes());
      runner.machine().traps().forEach((kind, count) -> traps.merge(kind, count, Long::sum));
      guestShifts.addAll(runner.sizes());
      realShifts.addAll(runner.machine().fills());
      displaced += runner.displaced();
    }

    void check(TlbSetup setup) {
      assertThat(causes)
          .as("fault causes reached")
          .containsExactlyInAnyOrder(FaultCause.NOT_PRESENT, FaultCause.PROTECTION);
      assertThat(traps)
          .as("trap kinds reached")
          .containsKey(TrapKind.MEMORY_MAPPED_ACCESS)
          .containsKeys(needs(setup));
      assertThat(guestShifts)
          .as("sizes of the guest's pages that were used")
          .containsExactlyInAnyOrderElementsOf(setup.guestShifts());
      assertThat(displaced > 0)
          .as("entries that hardware displaced: " + displaced)
          .isEqualTo(selects(setup));
      assertThat(realShifts).as("sizes of real pages that were used").contains(realShifts(setup));
    }

    @Override
    public String toString() {
      return "faults %s, traps %s, guest pages %s, real pages %s, %d displaced"
          .formatted(causes, traps, guestShifts, realShifts, displaced);
    }

    private static boolean selects(TlbSetup setup) {
      TlbEntry entry = new TlbEntry(0, Frame.SHIFT, 0, Rights.ALL, 0, 0);
      try (TlbHistoryRunner runner = new TlbHistoryRunner(setup)) {
        return !runner.machine().hardware().selectable(entry).isEmpty();
      }
    }

    /** Of those that strategies see, and hardware as it is set up has. */
    private static TrapKind[] needs(TlbSetup setup) {
      try (TlbHistoryRunner runner = new TlbHistoryRunner(setup)) {
        Set<TrapKind> kinds = EnumSet.copyOf(runner.machine().strategy().needs());
        kinds.remove(TrapKind.PRIVILEGED_INSTRUCTION);
        if (setup.invalidations().isEmpty()) {
          kinds.remove(TrapKind.INVALIDATION);
        }
        return kinds.toArray(TrapKind[]::new);
      }
    }

    /** Those which memory of the model has in one piece, and entries of the guest can ask for. */
    private static Integer[] realShifts(TlbSetup setup) {
      try (TlbHistoryRunner runner = new TlbHistoryRunner(setup)) {
        int most = Math.min(ModelPhysMap.RUN_SHIFT, setup.guestShifts().getLast());
        return runner.machine().hardware().model().pageShifts().stream()
            .filter(shift -> shift >= setup.guestShifts().getFirst() && shift <= most)
            .toArray(Integer[]::new);
      }
    }
  }
}
