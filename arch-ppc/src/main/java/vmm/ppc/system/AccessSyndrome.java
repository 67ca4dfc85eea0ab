package vmm.ppc.system;

import java.util.OptionalInt;
import vmm.api.cpu.CpuContext;
import vmm.api.mmu.AccessType;
import vmm.ppc.PpcModel;
import vmm.ppc.decode.Decoder;

/**
 * Which registers a load or store that has faulted is of, as ESR says (PPC440x5 User's Manual,
 * "Exception syndrome register"; e500 Core Family Reference Manual, "ESR"). Translated code does
 * not say, so the instruction is read again: faults are rare beside accesses.
 */
final class AccessSyndrome {
  private final Peek peek;
  private final Decoder decoder;

  AccessSyndrome(PpcModel model, Peek peek) {
    this.peek = peek;
    decoder = new Decoder(model);
  }

  /** ESR[FP] or ESR[SPV] of the instruction at an address, or 0. */
  int at(PpcCore core, CpuContext cpu, long pc) {
    OptionalInt found = peek.word(core, cpu, pc, AccessType.EXECUTE);
    if (found.isEmpty()) {
      return 0;
    }
    boolean little = core.reversesBytes(pc, AccessType.EXECUTE);
    int bytes = found.getAsInt();
    return decoder.storageSyndrome(little ? bytes : Integer.reverseBytes(bytes));
  }
}
