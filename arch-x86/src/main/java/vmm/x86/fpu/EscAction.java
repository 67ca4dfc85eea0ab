package vmm.x86.fpu;

/** What an escape instruction does. */
@FunctionalInterface
interface EscAction {
  /**
   * Runs the instruction.
   *
   * @param i the low three bits of ModRM, which name ST(i) in the register forms
   */
  void run(FpuState fpu, FpuHost host, int i);
}
