package vmm.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Module;
import com.google.inject.multibindings.Multibinder;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vmm.api.arch.Architecture;
import vmm.api.arch.Board;
import vmm.api.arch.BootImages;
import vmm.api.arch.CpuModel;
import vmm.api.arch.Image;
import vmm.api.arch.ImageException;
import vmm.api.cpu.Processor;
import vmm.api.device.Console;
import vmm.api.machine.MachineSpec;
import vmm.api.machine.MachineSpecException;
import vmm.api.machine.VirtualMachine;
import vmm.api.memory.HostMemory;
import vmm.api.memory.MemoryVirtualization;
import vmm.api.mmu.MmuModel;
import vmm.api.mmu.TableMmu;
import vmm.core.memory.SparseHostMemory;
import vmm.core.plugin.WiringException;

/** What a user is told who asks for what there is not; each message is approved as a text file. */
class WiringMessagesTest {
  private static final MachineSpec SPEC =
      MachineSpec.of(BootImages.ofKernel(new Image("kernel.bin", new byte[8]), ""));

  private final HostMemory memory = SparseHostMemory.reserve(1 << 20);
  private final List<Module> plugIns = new ArrayList<>();

  @AfterEach
  void close() {
    memory.close();
  }

  /** A plug-in with one architecture, one strategy, or an engine, whichever is given. */
  private record PlugIn(
      Optional<Architecture> architecture,
      Optional<MemoryVirtualization.Factory> strategy,
      Optional<Processor.Factory> engine)
      implements Module {
    @Override
    public void configure(com.google.inject.Binder binder) {
      architecture.ifPresent(
          one -> Multibinder.newSetBinder(binder, Architecture.class).addBinding().toInstance(one));
      strategy.ifPresent(
          one ->
              Multibinder.newSetBinder(binder, MemoryVirtualization.Factory.class)
                  .addBinding()
                  .toInstance(one));
      engine.ifPresent(one -> binder.bind(Processor.Factory.class).toInstance(one));
    }
  }

  private Architecture architecture(String name, boolean recognizes) {
    Board board = mock(Board.class);
    when(board.name()).thenReturn("pc");
    when(board.defaultCpu()).thenReturn("pentium");
    when(board.accepts(any())).thenReturn(true);
    when(board.minMemory()).thenReturn(1L << 20);
    when(board.maxMemory()).thenReturn(3584L << 20);
    Architecture architecture = mock(Architecture.class);
    when(architecture.name()).thenReturn(name);
    when(architecture.boards()).thenReturn(List.of(board));
    when(architecture.cpuModels())
        .thenReturn(List.of(new CpuModel("pentium", ""), new CpuModel("486", "")));
    when(architecture.mmuModel(any())).thenReturn(mock(TableMmu.class));
    when(architecture.recognizes(any())).thenReturn(recognizes);
    plugIns.add(new PlugIn(Optional.of(architecture), Optional.empty(), Optional.empty()));
    return architecture;
  }

  private void strategy(String name, String unsupportedReason) {
    MemoryVirtualization.Factory factory = mock(MemoryVirtualization.Factory.class);
    when(factory.name()).thenReturn(name);
    when(factory.unsupportedReason(any())).thenReturn(unsupportedReason);
    plugIns.add(new PlugIn(Optional.empty(), Optional.of(factory), Optional.empty()));
  }

  private void usual() {
    architecture("x86", true);
    architecture("ppc", false);
    strategy("shadow", "");
    strategy("nested", "");
    strategy("brute-force", "");
  }

  private String refusal(MachineSpec spec, Class<? extends Exception> type) {
    try (Vmm vmm = Vmm.of(memory, plugIns)) {
      Throwable thrown = catchThrowable(() -> vmm.newMachine(spec, mock(Console.class)));
      assertThat(thrown).isInstanceOf(type);
      return thrown.getMessage();
    }
  }

  @Test
  void unknownStrategy() throws Exception {
    usual();
    Approved.check(
        "unknown-strategy", refusal(SPEC.withStrategy("foo"), MachineSpecException.class));
  }

  @Test
  void unknownArchitecture() throws Exception {
    usual();
    Approved.check(
        "unknown-architecture", refusal(SPEC.withArchitecture("mips"), MachineSpecException.class));
  }

  @Test
  void unknownBoard() throws Exception {
    usual();
    Approved.check("unknown-board", refusal(SPEC.withBoard("mac"), MachineSpecException.class));
  }

  @Test
  void unknownCpu() throws Exception {
    usual();
    Approved.check("unknown-cpu", refusal(SPEC.withCpu("6502"), MachineSpecException.class));
  }

  @Test
  void cpuThatDoesNotFitTheBoard() throws Exception {
    Board board = architecture("x86", true).boards().getFirst();
    when(board.accepts("486")).thenReturn(false);
    strategy("shadow", "");
    Approved.check("cpu-not-fitting", refusal(SPEC.withCpu("486"), MachineSpecException.class));
  }

  @Test
  void noArchitecture() throws Exception {
    strategy("shadow", "");
    Approved.check("no-architecture", refusal(SPEC, MachineSpecException.class));
  }

  @Test
  void noEngine() throws Exception {
    usual();
    Approved.check("no-engine", refusal(SPEC, MachineSpecException.class));
  }

  @Test
  void strategyThatCannotServeTheArchitecture() throws Exception {
    architecture("x86", true);
    strategy("nested", "its MMU has no second stage");
    Approved.check(
        "unsupported-strategy", refusal(SPEC.withStrategy("nested"), MachineSpecException.class));
  }

  @Test
  void imageThatNobodyRecognizes() throws Exception {
    architecture("x86", false);
    architecture("ppc", false);
    strategy("shadow", "");
    Approved.check("unrecognized-image", refusal(SPEC, ImageException.class));
  }

  @Test
  void imageThatSeveralRecognize() throws Exception {
    architecture("x86", true);
    architecture("ppc", true);
    strategy("shadow", "");
    Approved.check("ambiguous-image", refusal(SPEC, MachineSpecException.class));
  }

  @Test
  void nothingToStart() throws Exception {
    usual();
    Approved.check(
        "nothing-to-start", refusal(MachineSpec.of(BootImages.none()), MachineSpecException.class));
  }

  @Test
  void absurdMemory() throws Exception {
    usual();
    Approved.check("memory-range", refusal(SPEC.withMemory(1L << 50), MachineSpecException.class));
    Approved.check("memory-odd", refusal(SPEC.withMemory(5_000_001), MachineSpecException.class));
    Approved.check("memory-none", refusal(SPEC.withMemory(0), MachineSpecException.class));
  }

  @Test
  void strategyContributedTwice() throws Exception {
    architecture("x86", true);
    class Shadow extends FixedStrategy {}
    class OtherShadow extends FixedStrategy {}
    plugIns.add(new PlugIn(Optional.empty(), Optional.of(new Shadow()), Optional.empty()));
    plugIns.add(new PlugIn(Optional.empty(), Optional.of(new OtherShadow()), Optional.empty()));
    Approved.check("strategy-twice", wiringError());
  }

  private abstract static class FixedStrategy implements MemoryVirtualization.Factory {
    @Override
    public String name() {
      return "shadow";
    }

    @Override
    public String description() {
      return "";
    }

    @Override
    public String unsupportedReason(MmuModel mmu) {
      return "";
    }

    @Override
    public MemoryVirtualization create(vmm.api.memory.StrategyHost host) {
      return mock(MemoryVirtualization.class);
    }
  }

  @Test
  void twoEngines() throws Exception {
    plugIns.add(new EngineOne());
    plugIns.add(new EngineTwo());
    Approved.check("two-engines", wiringError());
  }

  private static final class EngineOne extends AbstractModule {
    @Override
    protected void configure() {
      bind(Processor.Factory.class).toInstance(mock(Processor.Factory.class));
    }
  }

  private static final class EngineTwo extends AbstractModule {
    @Override
    protected void configure() {
      bind(Processor.Factory.class).toInstance(mock(Processor.Factory.class));
    }
  }

  private String wiringError() {
    Throwable thrown = catchThrowable(() -> Vmm.of(memory, plugIns));
    assertThat(thrown).isInstanceOf(WiringException.class);
    return thrown.getMessage();
  }

  @Test
  void plugInThatIsNamedAndMissing(@TempDir Path directory) throws Exception {
    Path services = Files.createDirectories(directory.resolve("META-INF/services"));
    Files.writeString(services.resolve(Module.class.getName()), "gone.FancyModule\n");
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (var loader = new URLClassLoader(new URL[] {directory.toUri().toURL()}, before)) {
      thread.setContextClassLoader(loader);
      Throwable thrown = catchThrowable(Vmm::modules);
      assertThat(thrown).isInstanceOf(WiringException.class);
      Approved.check("missing-plug-in", thrown.getMessage());
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Test
  void anInjectorOfOnesOwnServesAsWell() {
    usual();
    plugIns.addAll(Vmm.modules(memory));
    var injector = Guice.createInjector(plugIns);
    var factory = injector.getInstance(VirtualMachine.Factory.class);

    assertThat(injector.getInstance(HostMemory.class)).isSameAs(memory);
    assertThat(catchThrowable(() -> factory.create(SPEC, mock(Console.class))))
        .isInstanceOf(MachineSpecException.class)
        .hasMessageContaining("no engine");
  }

  @Test
  void whatIsOnTheClassPathIsListed() {
    usual();
    try (Vmm vmm = Vmm.of(memory, plugIns)) {
      assertThat(vmm.catalogue().architectures())
          .extracting(Architecture::name)
          .containsExactly("ppc", "x86");
      assertThat(vmm.catalogue().strategies())
          .extracting(MemoryVirtualization.Factory::name)
          .containsExactly("brute-force", "nested", "none", "shadow");
      assertThat(vmm.memory()).isSameAs(memory);
    }
  }
}
