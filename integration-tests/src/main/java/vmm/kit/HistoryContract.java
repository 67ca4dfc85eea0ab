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
import vmm.api.memory.MemoryVirtualization;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.FaultCause;
import vmm.api.mmu.PageTableFormat;
import vmm.api.mmu.Privilege;
import vmm.api.mmu.TableMmu;
import vmm.api.trap.TrapKind;

/**
 * The contract of a strategy on an MMU: whatever a guest does with its tables, it finds what it
 * would find on a processor of its own. A subclass names strategy, MMU and formats.
 */
public abstract class HistoryContract {
  /** The system property that sets how many steps are run for each format: a long run, in CI. */
  public static final String STEPS_PROPERTY = "vmm.kit.steps";

  private static final int STEPS = 6_000;
  private static final int STEPS_PER_HISTORY = 300;
  private static final int REPEATED_STORES = 1000;

  /** The strategy under test. */
  protected abstract MemoryVirtualization.Factory strategy();

  /** The MMU. */
  protected abstract TableMmu model();

  /** Sets of formats between which guests switch; those of a set have entries of one size. */
  protected abstract List<List<? extends PageTableFormat>> formats();

  /** Makes the walker that stands for the hardware; the model's own unless overridden. */
  protected HistorySetup setup(List<? extends PageTableFormat> formats, boolean disciplined) {
    return HistorySetup.of(model(), formats, disciplined, strategy());
  }

  @TestFactory
  Stream<DynamicTest> histories(TestReporter reporter) {
    return formats().stream()
        .flatMap(
            formats ->
                Stream.of(true, false)
                    .map(
                        disciplined ->
                            DynamicTest.dynamicTest(
                                formats.getFirst().name()
                                    + (disciplined ? ", disciplined" : ", undisciplined"),
                                () -> runHistories(setup(formats, disciplined), reporter))));
  }

  @TestFactory
  Stream<DynamicTest> scenarios() {
    return formats().stream()
        .flatMap(
            formats ->
                Stream.of(Scenario.values())
                    .map(
                        scenario ->
                            DynamicTest.dynamicTest(
                                formats.getFirst().name() + ", " + scenario,
                                () -> run(scenario, setup(formats, true)))));
  }

  /** Once a page is mapped, the machine alone does the work. */
  @TestFactory
  Stream<DynamicTest> repeatedStoresTrapNoMore() {
    return formats().stream()
        .map(
            formats ->
                DynamicTest.dynamicTest(
                    formats.getFirst().name(), () -> storeRepeatedly(setup(formats, true))));
  }

  private static void run(Scenario scenario, HistorySetup setup) {
    List<Op> history = scenario.history(setup);
    try {
      HistoryRunner.run(setup, history);
    } catch (RuntimeException | AssertionError failure) {
      throw HistoryShrinker.of(setup).explain(0, history);
    }
  }

  private static void storeRepeatedly(HistorySetup setup) {
    try (HistoryRunner runner = new HistoryRunner(setup)) {
      Scenario.A_MAPPED_PAGE.history(setup).forEach(runner::step);
      Map<TrapKind, Long> before = Map.copyOf(runner.machine().traps());
      for (int i = 0; i < REPEATED_STORES; i++) {
        runner.step(new Op.Access(0, 4, AccessType.WRITE, Privilege.SUPERVISOR, i));
      }
      assertThat(runner.machine().traps()).isEqualTo(before);
    }
  }

  private static void runHistories(HistorySetup setup, TestReporter reporter) {
    int histories = Integer.getInteger(STEPS_PROPERTY, STEPS) / STEPS_PER_HISTORY;
    Set<FaultCause> causes = EnumSet.noneOf(FaultCause.class);
    Map<TrapKind, Long> traps = new EnumMap<>(TrapKind.class);
    Set<String> regimes = new HashSet<>();
    for (long seed = 1; seed <= histories; seed++) {
      List<Op> history = new HistoryGenerator(setup, seed).history(STEPS_PER_HISTORY);
      try {
        HistoryRunner runner = HistoryRunner.run(setup, history);
        causes.addAll(runner.causes());
        runner.machine().traps().forEach((kind, count) -> traps.merge(kind, count, Long::sum));
        regimes.addAll(runner.regimes());
      } catch (RuntimeException | AssertionError failure) {
        throw HistoryShrinker.of(setup).explain(seed, history);
      }
    }
    reporter.publishEntry(
        setup.strategy().name(),
        "%d steps, regimes %s, faults %s, traps %s"
            .formatted(histories * STEPS_PER_HISTORY, regimes, causes, traps));
    assertThat(causes).as("fault causes reached").containsExactlyInAnyOrder(FaultCause.values());
    assertThat(traps)
        .as("trap kinds reached")
        .containsKey(TrapKind.MEMORY_MAPPED_ACCESS)
        .containsKeys(needs(setup));
    assertThat(regimes)
        .as("regimes reached")
        .contains("unpaged")
        .contains(setup.formats().stream().map(PageTableFormat::name).toArray(String[]::new));
  }

  private static TrapKind[] needs(HistorySetup setup) {
    try (HistoryRunner runner = new HistoryRunner(setup)) {
      return runner.machine().strategy().needs().toArray(TrapKind[]::new);
    }
  }
}
