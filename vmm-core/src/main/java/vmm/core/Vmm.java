package vmm.core;

import com.google.inject.ConfigurationException;
import com.google.inject.CreationException;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import com.google.inject.ProvisionException;
import com.google.inject.spi.Message;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import vmm.api.arch.ImageException;
import vmm.api.device.Console;
import vmm.api.machine.MachineSpec;
import vmm.api.machine.MachineSpecException;
import vmm.api.machine.VirtualMachine;
import vmm.api.memory.HostMemory;
import vmm.core.memory.SparseHostMemory;
import vmm.core.plugin.Catalogue;
import vmm.core.plugin.WiringException;

/**
 * The way in for programs that embed the VMM:
 *
 * <pre>{@code
 * try (Vmm vmm = Vmm.load();
 *     VirtualMachine machine = vmm.newMachine(MachineSpec.of(images), console)) {
 *   RunOutcome outcome = machine.run(RunLimits.none());
 * }
 * }</pre>
 *
 * <p>Those that use Guice already create an injector with {@link #modules()} and inject {@link
 * VirtualMachine.Factory}.
 *
 * <p>All machines of one {@code Vmm} share its host memory, and so the frames of images that they
 * load. Machines may be made and run on different threads.
 */
public final class Vmm implements AutoCloseable {
  private final HostMemory memory;
  private final boolean ownsMemory;
  private final Catalogue catalogue;
  private final VirtualMachine.Factory machines;

  private Vmm(HostMemory memory, boolean ownsMemory, Injector injector) {
    this.memory = memory;
    this.ownsMemory = ownsMemory;
    this.catalogue = injector.getInstance(Catalogue.class);
    this.machines = injector.getInstance(VirtualMachine.Factory.class);
  }

  /**
   * Loads the plug-ins on the class path, on a host memory of {@link
   * SparseHostMemory#DEFAULT_BYTES} that is given back by {@link #close}.
   *
   * @throws WiringException if the plug-ins do not fit together
   */
  public static Vmm load() {
    HostMemory memory = SparseHostMemory.reserve(SparseHostMemory.DEFAULT_BYTES);
    try {
      return create(memory, true, plugIns());
    } catch (RuntimeException e) {
      memory.close();
      throw e;
    }
  }

  /**
   * Loads the plug-ins on the class path, on a host memory of the caller's.
   *
   * @throws WiringException if the plug-ins do not fit together
   */
  public static Vmm load(HostMemory memory) {
    return create(memory, false, plugIns());
  }

  /**
   * Makes a VMM of these plug-ins and no others.
   *
   * @throws WiringException if the plug-ins do not fit together
   */
  public static Vmm of(HostMemory memory, Collection<? extends Module> plugIns) {
    return create(memory, false, plugIns);
  }

  private static Vmm create(
      HostMemory memory, boolean owned, Collection<? extends Module> plugIns) {
    var modules = new ArrayList<Module>(plugIns);
    modules.add(new VmmModule(Optional.of(memory)));
    try {
      return new Vmm(memory, owned, Guice.createInjector(modules));
    } catch (CreationException e) {
      throw misfit(plugIns, e.getErrorMessages(), e);
    } catch (ConfigurationException e) {
      throw misfit(plugIns, e.getErrorMessages(), e);
    } catch (ProvisionException e) {
      throw e.getCause() instanceof WiringException ours
          ? ours
          : misfit(plugIns, e.getErrorMessages(), e);
    }
  }

  private static WiringException misfit(
      Collection<? extends Module> plugIns, Collection<Message> errors, RuntimeException cause) {
    String what =
        errors.stream()
            .map(error -> error.getMessage().lines().findFirst().orElse("").replaceAll("\\.$", ""))
            .distinct()
            .collect(Collectors.joining("; "));
    String found =
        plugIns.stream()
            .map(p -> p.getClass().getName())
            .sorted()
            .collect(Collectors.joining(", "));
    return new WiringException(
        "the plug-ins do not fit together: %s; found %s; add or remove jars on the class path"
            .formatted(what, found),
        cause);
  }

  /** The modules of the core and of all plug-ins on the class path, for an injector. */
  public static List<Module> modules() {
    var modules = new ArrayList<>(plugIns());
    modules.add(new VmmModule(Optional.empty()));
    return modules;
  }

  /** The modules of the core and of all plug-ins, on a host memory of the caller's. */
  public static List<Module> modules(HostMemory memory) {
    var modules = new ArrayList<>(plugIns());
    modules.add(new VmmModule(Optional.of(memory)));
    return modules;
  }

  private static List<Module> plugIns() {
    try {
      var found = new ArrayList<Module>();
      ServiceLoader.load(Module.class).forEach(found::add);
      return found;
    } catch (ServiceConfigurationError e) {
      throw new WiringException(
          "a plug-in cannot be loaded: %s; add the jars that it needs, or take it off the class path"
              .formatted(e.getMessage()),
          e);
    }
  }

  /** What the plug-ins offer. */
  public Catalogue catalogue() {
    return catalogue;
  }

  /** The host memory of all machines but those of strategy {@code none}. */
  public HostMemory memory() {
    return memory;
  }

  /**
   * Makes a machine, switched on and not yet run. The caller closes it.
   *
   * @throws ImageException if an image cannot be used
   * @throws MachineSpecException if the spec names what there is not, or asks for what cannot be
   */
  public VirtualMachine newMachine(MachineSpec spec, Console console)
      throws ImageException, MachineSpecException {
    return machines.create(spec, console);
  }

  /**
   * Gives the host memory back if it was reserved here.
   *
   * @throws IllegalStateException if a machine still has some of it: all must be closed before
   */
  @Override
  public void close() {
    if (ownsMemory) {
      long inUse = memory.frames().framesInUse();
      if (inUse > 0) {
        throw new IllegalStateException(
            "%d frames of host memory are in use: a machine is not closed".formatted(inUse));
      }
      memory.close();
    }
  }
}
