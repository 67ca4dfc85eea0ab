package vmm.shadow;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.Multibinder;
import vmm.api.memory.MemoryVirtualization;

/** Contributes the strategies {@code shadow} and {@code brute-force}. */
public final class ShadowModule extends AbstractModule {
  @Override
  protected void configure() {
    Multibinder<MemoryVirtualization.Factory> factories =
        Multibinder.newSetBinder(binder(), MemoryVirtualization.Factory.class);
    factories.addBinding().to(ShadowFactory.class);
    factories.addBinding().to(BruteForceFactory.class);
  }
}
