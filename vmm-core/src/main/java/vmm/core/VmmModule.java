package vmm.core;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Scopes;
import com.google.inject.multibindings.Multibinder;
import com.google.inject.multibindings.OptionalBinder;
import jakarta.inject.Singleton;
import java.util.Optional;
import vmm.api.arch.Architecture;
import vmm.api.cpu.Processor;
import vmm.api.machine.VirtualMachine;
import vmm.api.memory.HostMemory;
import vmm.api.memory.MemoryVirtualization;
import vmm.core.machine.MachineAssembler;
import vmm.core.memory.ImageFrames;
import vmm.core.memory.SparseHostMemory;
import vmm.core.plugin.Catalogue;

/**
 * The module of the core: what plug-ins contribute to, and what embedders inject ({@link
 * VirtualMachine.Factory}, {@link Catalogue}, {@link HostMemory}).
 */
final class VmmModule extends AbstractModule {
  private final Optional<HostMemory> memory;

  /** Makes the module; without {@code memory}, a host memory of its own is reserved on demand. */
  VmmModule(Optional<HostMemory> memory) {
    this.memory = memory;
  }

  @Override
  protected void configure() {
    Multibinder.newSetBinder(binder(), Architecture.class);
    Multibinder.newSetBinder(binder(), MemoryVirtualization.Factory.class)
        .addBinding()
        .toInstance(MachineAssembler.bareProcessor());
    OptionalBinder.newOptionalBinder(binder(), Processor.Factory.class);
    bind(Catalogue.class).in(Scopes.SINGLETON);
    bind(VirtualMachine.Factory.class).to(MachineAssembler.class).in(Scopes.SINGLETON);
  }

  @Provides
  @Singleton
  HostMemory hostMemory() {
    return memory.orElseGet(() -> SparseHostMemory.reserve(SparseHostMemory.DEFAULT_BYTES));
  }

  @Provides
  @Singleton
  ImageFrames imageFrames(HostMemory hostMemory) {
    return new ImageFrames(hostMemory);
  }
}
