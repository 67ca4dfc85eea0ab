package vmm.ppc.system;

import java.util.OptionalInt;
import vmm.api.cpu.CpuContext;
import vmm.api.memory.HostMemory;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.Translation;
import vmm.api.mmu.TranslationRegime;

/** Looks at what an access finds, without being one: nothing is noted, and no device is asked. */
final class Peek {
  private final HostMemory memory;

  Peek(HostMemory memory) {
    this.memory = memory;
  }

  /** What a load is going to find. */
  DataCompare.Data data(PpcCore core, CpuContext cpu, AccessType access) {
    return gva -> {
      OptionalInt word = word(core, cpu, gva & -4, access);
      return word.isPresent() ? word.getAsInt() >>> 8 * (gva & 3) & 0xFF : -1;
    };
  }

  /**
   * The four bytes from an aligned address on, the first lowest; all ones where a device is. Empty
   * if the access would fault.
   */
  OptionalInt word(PpcCore core, CpuContext cpu, long gva, AccessType access) {
    TranslationRegime.FilledTlb regime = core.regime(cpu.slots());
    if (core.mmu().translate(regime, gva, access, regime.privilege())
            instanceof Translation.Mapped real
        && Long.compareUnsigned(real.address(), memory.size()) < 0) {
      return OptionalInt.of((int) memory.read(real.address(), 4));
    }
    // The hardware may have nothing of the page, or not for this access: the VMM has to help.
    return regime.tlb().translate(regime.space(access), gva, access, regime.privilege())
            instanceof Translation.Mapped guest
        ? OptionalInt.of((int) cpu.readPhysical(guest.address(), 4))
        : OptionalInt.empty();
  }
}
