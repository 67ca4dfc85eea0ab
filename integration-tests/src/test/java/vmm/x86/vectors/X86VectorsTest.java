package vmm.x86.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.TypeLiteral;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import vmm.api.arch.Architecture;
import vmm.api.cpu.Core;
import vmm.api.cpu.EngineMode;
import vmm.api.cpu.Processor;
import vmm.api.memory.HostMemory;
import vmm.core.Vmm;
import vmm.core.memory.SparseHostMemory;

/**
 * The simulated processor does what real ones did: every case of every set. The tables of what
 * passes are left in {@code target/vectors}.
 */
class X86VectorsTest {
  private static final long MEMORY_BYTES = 2 << 20;

  @ParameterizedTest
  @EnumSource
  void everyCaseAgreesWithTheRealProcessor(VectorSet set) {
    try (HostMemory memory = SparseHostMemory.reserve(MEMORY_BYTES)) {
      replay(set, machine(memory, false), set.directory());
    }
  }

  /** Every instruction is restarted at each page that it touches, and ends as if it had not. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "REAL_MODE")
  void everyInstructionRestartsAfterPageFaults(VectorSet set) {
    try (HostMemory memory = SparseHostMemory.reserve(MEMORY_BYTES)) {
      ProcessorVectorMachine machine = machine(memory, true);
      int cases = replay(set, machine, set.directory() + "-demand-paged");

      assertThat(machine.pageFaults()).as("each fetch faults").isGreaterThan(cases);
    }
  }

  private static int replay(VectorSet set, VectorMachine machine, String name) {
    var report = new VectorReport(name);
    var replay = new VectorReplay(machine);
    var reader = new VectorReader(set);
    for (String family : set.families()) {
      reader.read(family).forEach(vector -> report.add(vector, replay.differences(vector)));
    }
    System.out.println(report.text());
    report.write(Path.of("target", "vectors", name + ".txt"));

    assertThat(report.cases()).as("cases of %s", set).isPositive();
    assertThat(report.passed()).as(report.text()).isEqualTo(report.cases());
    return report.cases();
  }

  private static ProcessorVectorMachine machine(HostMemory memory, boolean demandPaged) {
    Injector injector = Guice.createInjector(Vmm.modules(memory));
    Architecture x86 =
        injector.getInstance(Key.get(new TypeLiteral<Set<Architecture>>() {})).stream()
            .filter(architecture -> architecture.name().equals("x86"))
            .findFirst()
            .orElseThrow();
    Core core = x86.newCore("pentium2", memory);
    Processor processor =
        injector.getInstance(Processor.Factory.class).create(core, memory, EngineMode.MIXED);
    return new ProcessorVectorMachine(processor, memory, LocalDescriptors.read(), demandPaged);
  }
}
