package vmm.rules;

import com.google.common.collect.ImmutableSet;
import java.util.EnumSet;

/**
 * The modules whose boundaries are rules: where each lies, and which others its classes may see.
 */
enum Module {
  API("vmm-api", "vmm.api"),
  CORE("vmm-core", "vmm.core", API),
  ENGINE("vmm-engine", "vmm.engine", API),
  DEVICES("devices", "vmm.devices", API),
  X86("arch-x86", "vmm.x86", API, DEVICES),
  PPC("arch-ppc", "vmm.ppc", API, DEVICES),
  SHADOW("mmu-shadow", "vmm.shadow", API),
  NESTED("mmu-nested", "vmm.nested", API),
  CLI("vmm-cli", "vmm.cli", API, CORE),
  KIT("integration-tests", "vmm.kit", API, CORE, ENGINE, DEVICES);

  private final String folder;
  private final String rootPackage;
  private final ImmutableSet<Module> visible;

  Module(String folder, String rootPackage, Module... visible) {
    this.folder = folder;
    this.rootPackage = rootPackage;
    this.visible = ImmutableSet.copyOf(visible);
  }

  /** The module's folder, relative to the project's root. */
  String folder() {
    return folder;
  }

  /** The module's packages as a pattern of ArchUnit. */
  String packages() {
    return rootPackage + "..";
  }

  /** The packages of every module that this one must not see. */
  String[] forbiddenPackages() {
    return EnumSet.allOf(Module.class).stream()
        .filter(other -> other != this && !visible.contains(other))
        .map(Module::packages)
        .toArray(String[]::new);
  }
}
