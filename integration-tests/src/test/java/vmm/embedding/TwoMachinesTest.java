package vmm.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.google.inject.Guice;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import vmm.api.arch.Image;
import vmm.api.cpu.EngineMode;
import vmm.api.machine.RunOutcome;
import vmm.api.machine.VirtualMachine;
import vmm.api.memory.HostMemory;
import vmm.api.memory.PageGrant;
import vmm.core.Vmm;
import vmm.core.memory.SparseHostMemory;

/** Several machines of one process: on one host memory, from one image, on threads of their own. */
@ParameterizedClass
@EnumSource(names = {"INTERPRETER", "JIT"})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TwoMachinesTest {
  private static final long SHARED_PAGE = 0x102000;
  private static final int VALUE = 0x600DF00D;

  private final Image worker = Guest.image("embedding/worker.elf");
  private final Image sharing = Guest.image("demo/sharing.elf");
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
  void hostMemoryIsNotGivenBackUnderAMachine() throws Exception {
    Vmm other = Vmm.load();
    try (var guest = new Guest(other, worker, "7", "shadow", engine)) {
      assertThatIllegalStateException()
          .isThrownBy(other::close)
          .withMessageMatching("\\d+ frames of host memory are in use: a machine is not closed");
      guest.runToEnd();
      assertThat(guest.written()).isEqualTo(WorkerModel.sum('7'));
    }
    other.close();
  }

  static List<List<String>> pairs() {
    var pairs = new ArrayList<List<String>>();
    for (String one : Guest.STRATEGIES) {
      for (String two : Guest.STRATEGIES) {
        pairs.add(List.of(one, two));
      }
    }
    return pairs;
  }

  @ParameterizedTest
  @FieldSource("vmm.embedding.Guest#STRATEGIES")
  void theWorkerComputesWhatItsModelSays(String strategy) throws Exception {
    try (var guest = new Guest(vmm, worker, "7", strategy, engine)) {
      assertThat(guest.runToEnd()).isInstanceOf(RunOutcome.GuestEnded.class);
      assertThat(guest.written()).isEqualTo(WorkerModel.sum('7'));
    }
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void machinesOnTwoThreadsDoNotDisturbEachOther(List<String> strategies) throws Exception {
    long before = vmm.memory().frames().framesInUse();
    var together = new CyclicBarrier(2);
    try (var threads = Executors.newFixedThreadPool(2)) {
      var one = threads.submit(work(strategies.get(0), '3', together));
      var two = threads.submit(work(strategies.get(1), '8', together));

      assertThat(one.get()).isEqualTo(WorkerModel.sum('3'));
      assertThat(two.get()).isEqualTo(WorkerModel.sum('8'));
    }
    assertThat(vmm.memory().frames().framesInUse()).isEqualTo(before);
  }

  /**
   * A machine that is made, run over and over from the same image, and closed on one thread. The
   * worker changes its code all the time, so compiling all of it takes long.
   */
  private Callable<String> work(String strategy, char seed, CyclicBarrier together) {
    int rounds = engine == EngineMode.JIT ? 1 : 3;
    return () -> {
      String written = "";
      for (int i = 0; i < rounds; i++) {
        together.await();
        try (var guest = new Guest(vmm, worker, "" + seed, strategy, engine)) {
          guest.runToEnd();
          written = guest.written();
        }
        assertThat(written).isEqualTo(WorkerModel.sum(seed));
      }
      return written;
    };
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void theFirstWriteUnsharesForTheWriterAlone(List<String> strategies) throws Exception {
    long before = vmm.memory().frames().framesInUse();
    try (var writer = new Guest(vmm, sharing, "w", strategies.get(0), engine);
        var reader = new Guest(vmm, sharing, "r", strategies.get(1), engine)) {
      writer.runTo('A');
      reader.runTo('A');
      long shared = hpa(writer);
      assertThat(hpa(reader)).isEqualTo(shared);
      assertThat(vmm.memory().frames().references(shared)).isGreaterThanOrEqualTo(2);

      writer.runTo('W');
      assertThat(hpa(writer)).isNotEqualTo(shared);
      assertThat(hpa(reader)).isEqualTo(shared);
      assertThat(writer.machine().physical().read(SHARED_PAGE, 4)).isEqualTo(0xBADC0DE);
      assertThat(reader.machine().physical().read(SHARED_PAGE, 4)).isEqualTo(VALUE);
      assertThat(vmm.memory().frames().references(hpa(writer))).isEqualTo(1);

      reader.runTo('W');
      assertThat(writer.runToEnd()).isInstanceOf(RunOutcome.GuestEnded.class);
      assertThat(reader.runToEnd()).isInstanceOf(RunOutcome.GuestEnded.class);
      try (var later = new Guest(vmm, sharing, "r", strategies.get(0), engine)) {
        assertThat(later.runToEnd()).isInstanceOf(RunOutcome.GuestEnded.class);
      }
    }
    assertThat(vmm.memory().frames().framesInUse()).isEqualTo(before);
  }

  private static long hpa(Guest guest) {
    return ((PageGrant.Backed) guest.machine().physMap().peek(SHARED_PAGE)).hpa();
  }

  @ParameterizedTest
  @FieldSource("vmm.embedding.Guest#STRATEGIES")
  void theSameInputsGiveTheSameFigures(String strategy) throws Exception {
    try (var one = new Guest(vmm, worker, "5", strategy, engine);
        var two = new Guest(vmm, worker, "5", strategy, engine)) {
      one.runToEnd();
      two.runToEnd();
      var first = one.machine().statistics();
      var second = two.machine().statistics();

      assertThat(second.instructions()).isEqualTo(first.instructions());
      assertThat(second.virtualNanos()).isEqualTo(first.virtualNanos());
      assertThat(second.traps()).isEqualTo(first.traps());
      assertThat(second.hiddenFaults()).isEqualTo(first.hiddenFaults());
    }
  }

  @Test
  void anInjectorOfTheEmbeddersMakesMachinesToo() throws Exception {
    try (var memory = SparseHostMemory.reserve(64L << 20)) {
      var injector = Guice.createInjector(Vmm.modules(memory));
      var machines = injector.getInstance(VirtualMachine.Factory.class);
      assertThat(injector.getInstance(HostMemory.class)).isSameAs(memory);
      try (var guest = new Guest(machines, worker, "9", "shadow", engine)) {
        guest.runToEnd();
        assertThat(guest.written()).isEqualTo(WorkerModel.sum('9'));
        assertThat(memory.frames().framesInUse()).isPositive();
      }
      assertThat(memory.frames().framesInUse()).isZero();
    }
  }
}
