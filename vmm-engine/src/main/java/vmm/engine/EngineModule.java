package vmm.engine;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import vmm.api.cpu.Processor;

/** Plugs the engine in. */
public final class EngineModule extends AbstractModule {
  @Provides
  static Processor.Factory processors() {
    return (core, memory, mode, codeCacheBytes) ->
        new SimulatedProcessor(
            core, memory, EngineOptions.of(mode).withJitCapacity(codeCacheBytes));
  }
}
