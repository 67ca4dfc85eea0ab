package vmm.ppc.system;

import vmm.api.cpu.CpuContext;
import vmm.api.memory.HostMemory;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.Translation;
import vmm.api.mmu.TranslationRegime;
import vmm.ppc.PpcModel;
import vmm.ppc.decode.Decoder;

/**
 * Which registers a load or store that has faulted is of, as ESR says (PPC440x5 User's Manual,
 * "Exception syndrome register"; e500 Core Family Reference Manual, "ESR"). Translated code does
 * not say, so the instruction is read again: faults are rare beside accesses.
 */
final class AccessSyndrome {
  private final HostMemory memory;
  private final Decoder decoder;

  AccessSyndrome(PpcModel model, HostMemory memory) {
    this.memory = memory;
    decoder = new Decoder(model);
  }

  /** ESR[FP] or ESR[SPV] of the instruction at an address, or 0. */
  int at(PpcCore core, CpuContext cpu, long pc) {
    TranslationRegime.FilledTlb regime = core.regime(cpu.slots());
    return core.mmu().translate(regime, pc, AccessType.EXECUTE, regime.privilege())
                instanceof Translation.Mapped real
            && Long.compareUnsigned(real.address(), memory.size()) < 0
        ? syndrome(core, pc, memory.read(real.address(), 4))
        : evicted(core, cpu, regime, pc);
  }

  /** The hardware has dropped the page since the instruction was fetched: the VMM has to help. */
  private int evicted(PpcCore core, CpuContext cpu, TranslationRegime.FilledTlb regime, long pc) {
    return regime.tlb().translate(regime.fetches(), pc, AccessType.EXECUTE, regime.privilege())
            instanceof Translation.Mapped code
        ? syndrome(core, pc, cpu.readPhysical(code.address(), 4))
        : 0;
  }

  private int syndrome(PpcCore core, long pc, long bytes) {
    boolean little = core.reversesBytes(pc, AccessType.EXECUTE);
    return decoder.storageSyndrome(little ? (int) bytes : Integer.reverseBytes((int) bytes));
  }
}
