package vmm.ppc.vectors;

import vmm.ppc.vectors.PpcVector.State;

/** A processor that runs single instructions. */
public interface PpcVectorMachine {
  /**
   * What an instruction left.
   *
   * @param raised whether it raised the program interrupt of a trap or an enabled floating-point
   *     exception
   */
  record Outcome(State after, boolean raised) {}

  /** Runs an instruction with every floating-point exception let through. */
  Outcome run(int word, State before);
}
