package vmm.x86.plugin;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.Multibinder;
import vmm.api.arch.Architecture;

/** Contributes the architecture {@code x86}. */
public final class X86Module extends AbstractModule {
  @Override
  protected void configure() {
    Multibinder.newSetBinder(binder(), Architecture.class).addBinding().to(X86Architecture.class);
  }
}
