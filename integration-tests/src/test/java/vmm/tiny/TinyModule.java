package vmm.tiny;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.Multibinder;
import vmm.api.arch.Architecture;

/** Contributes the architecture {@code tiny}. Found by {@code ServiceLoader}. */
public final class TinyModule extends AbstractModule {
  @Override
  protected void configure() {
    Multibinder.newSetBinder(binder(), Architecture.class).addBinding().to(TinyArchitecture.class);
  }
}
