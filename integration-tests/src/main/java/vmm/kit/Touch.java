package vmm.kit;

import vmm.api.mmu.Translation;

/** Where an access went. */
public sealed interface Touch {
  /** To machine memory, at machine speed. */
  record Direct(long hpa, long value) implements Touch {}

  /** To guest-physical memory, by the VMM. */
  record Memory(long gpa, long value) implements Touch {}

  /** To a device, by the VMM. */
  record Device(long gpa) implements Touch {}

  /** Nowhere yet: the VMM says that it would complete the access that was asked for. */
  record Promised() implements Touch {}

  /** Nowhere: the guest gets a fault. */
  record Faulted(Translation.Fault fault) implements Touch {}
}
