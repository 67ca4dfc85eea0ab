package vmm.engine;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import vmm.api.cpu.Processor;

/** Plugs the engine in. */
public final class EngineModule extends AbstractModule {
  @Provides
  static Processor.Factory processors() {
    return SimulatedProcessor::new;
  }
}
