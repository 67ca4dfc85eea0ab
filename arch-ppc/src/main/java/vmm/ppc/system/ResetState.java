package vmm.ppc.system;

import static vmm.ppc.PpcRegisters.DBSR;
import static vmm.ppc.PpcRegisters.MSR;
import static vmm.ppc.PpcRegisters.PC;

import java.util.Arrays;
import vmm.ppc.ConditionRegister;
import vmm.ppc.PpcModel;
import vmm.ppc.PpcRegisters;

/** The state after power-on (PPC440x5 User's Manual, chapter 3; e500 CFRM, chapter 13). */
final class ResetState {
  private static final long RESET_VECTOR = 0xFFFF_FFFCL;

  /** DBSR[MRR]: the most recent reset was one of the system. */
  private static final long SYSTEM_RESET = 0x3000_0000L;

  private ResetState() {}

  static void apply(long[] slots, PpcModel model) {
    Arrays.fill(slots, 0, PpcRegisters.file().slots(), 0);
    slots[PC] = RESET_VECTOR;
    slots[MSR] = 0;
    slots[DBSR] = model.has(PpcModel.Feature.TLB_440) ? SYSTEM_RESET : 0;
    ConditionRegister.write(slots, 0);
  }
}
