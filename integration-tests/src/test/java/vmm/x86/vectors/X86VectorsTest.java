package vmm.x86.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.TypeLiteral;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import vmm.api.arch.Architecture;
import vmm.api.cpu.Core;
import vmm.api.cpu.EngineMode;
import vmm.api.cpu.Processor;
import vmm.api.machine.MachineSpec;
import vmm.api.memory.HostMemory;
import vmm.core.Vmm;
import vmm.core.memory.SparseHostMemory;

/**
 * The simulated processor does what real ones did: every case of every set. The tables of what
 * passes are left in {@code target/vectors}.
 */
class X86VectorsTest {
  private static final int SPARSE = 20;
  private static final long MEMORY_BYTES = 2 << 20;

  @ParameterizedTest
  @EnumSource
  void everyCaseAgreesWithTheRealProcessor(VectorSet set) {
    try (HostMemory memory = SparseHostMemory.reserve(MEMORY_BYTES)) {
      replay(set, machine(memory, false, EngineMode.INTERPRETER), set.directory(), 1);
    }
  }

  /** Every instruction is restarted at each page that it touches, and ends as if it had not. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "REAL_MODE")
  void everyInstructionRestartsAfterPageFaults(VectorSet set) {
    restart(set, EngineMode.INTERPRETER, set.directory() + "-demand-paged", 1);
  }

  /** So it does in compiled code, of which again not every case is taken. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "REAL_MODE")
  void compiledCodeRestartsAfterPageFaults(VectorSet set) {
    restart(set, EngineMode.JIT, set.directory() + "-compiled-demand-paged", SPARSE);
  }

  private static void restart(VectorSet set, EngineMode mode, String name, int step) {
    try (HostMemory memory = SparseHostMemory.reserve(MEMORY_BYTES)) {
      ProcessorVectorMachine machine = machine(memory, true, mode);
      int cases = replay(set, machine, name, step);

      assertThat(machine.pageFaults()).as("each fetch faults").isGreaterThan(cases);
    }
  }

  /** Compiled code does the same; each case is compiled, so not every one is taken. */
  @ParameterizedTest
  @EnumSource
  void compiledCodeAgreesWithTheRealProcessor(VectorSet set) {
    try (HostMemory memory = SparseHostMemory.reserve(MEMORY_BYTES)) {
      replay(set, machine(memory, false, EngineMode.JIT), set.directory() + "-compiled", SPARSE);
    }
  }

  /** Takes one of {@code step} cases. */
  private static int replay(VectorSet set, VectorMachine machine, String name, int step) {
    var report = new VectorReport(name);
    var replay = new VectorReplay(machine);
    var reader = new VectorReader(set);
    for (String family : set.families()) {
      List<VectorCase> cases = reader.read(family);
      for (int i = 0; i < cases.size(); i += step) {
        report.add(cases.get(i), replay.differences(cases.get(i)));
      }
    }
    System.out.println(report.text());
    report.write(Path.of("target", "vectors", name + ".txt"));

    assertThat(report.cases()).as("cases of %s", set).isPositive();
    assertThat(report.passed()).as(report.text()).isEqualTo(report.cases());
    return report.cases();
  }

  private static ProcessorVectorMachine machine(
      HostMemory memory, boolean demandPaged, EngineMode mode) {
    Injector injector = Guice.createInjector(Vmm.modules(memory));
    Architecture x86 =
        injector.getInstance(Key.get(new TypeLiteral<Set<Architecture>>() {})).stream()
            .filter(architecture -> architecture.name().equals("x86"))
            .findFirst()
            .orElseThrow();
    Core core = x86.newCore("pentium2", memory);
    Processor processor =
        injector
            .getInstance(Processor.Factory.class)
            .create(core, memory, mode, MachineSpec.DEFAULT_CODE_CACHE);
    return new ProcessorVectorMachine(processor, memory, LocalDescriptors.read(), demandPaged);
  }
}
