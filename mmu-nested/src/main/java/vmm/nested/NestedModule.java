package vmm.nested;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.Multibinder;
import vmm.api.memory.MemoryVirtualization;

/** Contributes the strategy {@code nested}. Found by {@code ServiceLoader}. */
public final class NestedModule extends AbstractModule {
  @Override
  protected void configure() {
    Multibinder.newSetBinder(binder(), MemoryVirtualization.Factory.class)
        .addBinding()
        .to(NestedFactory.class);
  }
}
