package vmm.x86.fpu;

/**
 * One escape instruction (first byte D8 to DF).
 *
 * @param mnemonic the manual's name, in lower case
 * @param group how the instruction treats pending exceptions and the last-instruction pointers
 * @param memoryOperand true if ModRM names a memory operand
 * @param conditional true for FCMOVcc, FCOMI, FUCOMI and their popping forms, which are there only
 *     with the feature CMOV of CPUID
 */
public record EscRow(
    String mnemonic, Group group, boolean memoryOperand, boolean conditional, EscAction action) {
  /** SDM vol. 1, "x87 FPU Control Instructions" and "x87 FPU Instruction and Data Pointers". */
  public enum Group {
    /** Waits for pending exceptions, and is what the last-instruction pointers then tell of. */
    NUMERIC,
    /** Waits for pending exceptions, and leaves the last-instruction pointers alone. */
    CONTROL,
    /** Runs although exceptions are pending (FN...), and leaves the pointers alone. */
    NO_WAIT
  }
}
