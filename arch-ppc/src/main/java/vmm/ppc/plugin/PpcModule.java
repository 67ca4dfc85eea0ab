package vmm.ppc.plugin;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.Multibinder;
import vmm.api.arch.Architecture;

/** Contributes the architecture {@code ppc}. */
public final class PpcModule extends AbstractModule {
  @Override
  protected void configure() {
    Multibinder.newSetBinder(binder(), Architecture.class).addBinding().to(PpcArchitecture.class);
  }
}
