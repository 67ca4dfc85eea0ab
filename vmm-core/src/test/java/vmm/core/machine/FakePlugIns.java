package vmm.core.machine;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vmm.api.arch.Architecture;
import vmm.api.arch.Board;
import vmm.api.arch.BoardHost;
import vmm.api.arch.BootImages;
import vmm.api.arch.CpuModel;
import vmm.api.arch.Image;
import vmm.api.arch.ImageException;
import vmm.api.cpu.Core;
import vmm.api.cpu.RegisterFile;
import vmm.api.device.Console;
import vmm.api.machine.MachineSpec;
import vmm.api.machine.MachineSpecException;
import vmm.api.machine.VirtualMachine;
import vmm.api.memory.HostMemory;
import vmm.api.memory.MemoryVirtualization;
import vmm.api.memory.StrategyHost;
import vmm.api.mmu.MmuModel;
import vmm.api.mmu.TableMmu;
import vmm.api.mmu.TranslationRegime;
import vmm.core.memory.ImageFrames;
import vmm.core.plugin.Catalogue;

/**
 * An architecture, a board, an engine and a strategy, as far as the life of machines needs them.
 */
final class FakePlugIns {
  static final long MEMORY = 1 << 20;

  /** What a board does when it is built. */
  @FunctionalInterface
  interface Build {
    void build(BoardHost host) throws ImageException;
  }

  final RegisterFile registers;
  final int halted;
  final int regimeSlot;
  final Core core = mock(Core.class);
  final Architecture architecture = mock(Architecture.class);
  final MemoryVirtualization strategy = mock(MemoryVirtualization.class);
  final Console console = mock(Console.class);
  final Image image = new Image("kernel", new byte[0x3000]);
  FakeProcessor.Guest guest = processor -> {};
  Build build = host -> {};
  boolean wakeable = true;
  boolean interruptPending;
  @Nullable FakeProcessor processor;
  long codeCache;
  @Nullable StrategyHost strategyHost;

  FakePlugIns() {
    var file = RegisterFile.builder();
    file.addPc("pc", 32, "general");
    file.add("a", 16, "general");
    regimeSlot = file.add("root", 32, "control");
    halted = file.addHidden();
    registers = file.build();
    when(core.registers()).thenReturn(registers);
    when(core.halted(any())).thenAnswer(call -> call.<long[]>getArgument(0)[halted] != 0);
    when(core.wakeable(any())).thenAnswer(call -> wakeable);
    when(core.interruptReady(any())).thenAnswer(call -> interruptPending);
    doAnswer(
            call -> {
              interruptPending = false;
              processor.state().slots[halted] = 0;
              return null;
            })
        .when(core)
        .takeInterrupt();
    when(core.regime(any()))
        .thenAnswer(
            call -> new TranslationRegime.Identity(call.<long[]>getArgument(0)[regimeSlot]));
    var mmuModel = mock(TableMmu.class);
    when(mmuModel.maxAddress()).thenReturn(0xFFFF_FFFFL);
    when(architecture.name()).thenReturn("toy");
    when(architecture.cpuModels()).thenReturn(List.of(new CpuModel("toy1", "")));
    when(architecture.mmuModel(any())).thenReturn(mmuModel);
    when(architecture.newCore(any(), any())).thenReturn(core);
    when(architecture.recognizes(any())).thenReturn(true);
    when(architecture.boards()).thenReturn(List.of(new FakeBoard()));
  }

  private final class FakeBoard implements Board {
    @Override
    public String name() {
      return "breadboard";
    }

    @Override
    public String description() {
      return "a board for tests";
    }

    @Override
    public String defaultCpu() {
      return "toy1";
    }

    @Override
    public long minMemory() {
      return 1 << 16;
    }

    @Override
    public long maxMemory() {
      return 1L << 30;
    }

    @Override
    public void build(BoardHost host, BootImages images) throws ImageException {
      build.build(host);
    }
  }

  private final class FakeStrategyFactory implements MemoryVirtualization.Factory {
    @Override
    public String name() {
      return "shadow";
    }

    @Override
    public String description() {
      return "a strategy for tests";
    }

    @Override
    public String unsupportedReason(MmuModel mmu) {
      return "";
    }

    @Override
    public MemoryVirtualization create(StrategyHost host) {
      strategyHost = host;
      return strategy;
    }
  }

  MachineSpec spec() {
    return MachineSpec.of(BootImages.ofKernel(image, "")).withMemory(MEMORY);
  }

  MachineAssembler assembler(HostMemory memory, ImageFrames images) {
    var catalogue =
        new Catalogue(
            Set.of(architecture),
            Set.of(new FakeStrategyFactory(), MachineAssembler.bareProcessor()));
    return new MachineAssembler(
        catalogue,
        Optional.of(
            (core, seen, mode, codeCacheBytes) -> {
              codeCache = codeCacheBytes;
              processor = new FakeProcessor(core, seen, this);
              return processor;
            }),
        memory,
        images);
  }

  VirtualMachine machine(HostMemory memory) throws ImageException, MachineSpecException {
    return machine(memory, spec());
  }

  VirtualMachine machine(HostMemory memory, MachineSpec spec)
      throws ImageException, MachineSpecException {
    return assembler(memory, new ImageFrames(memory)).create(spec, console);
  }

  /** The processor waits for an interrupt. */
  void halt() {
    processor.state().slots[halted] = 1;
  }
}
