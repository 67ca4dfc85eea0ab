package vmm.embedding;

import java.util.List;
import java.util.zip.CRC32;
import vmm.api.machine.RunOutcome;
import vmm.api.machine.VirtualMachine;

/**
 * What became of a guest, to be compared with what another engine makes of it.
 *
 * @param states after each of its runs
 * @param memory a sum of its memory in the end
 */
record Story(List<State> states, long memory) {
  private static final int PIECE = 1 << 16;

  /**
   * What a run has left.
   *
   * @param registers the values of all registers, in the order of the register file
   */
  record State(RunOutcome outcome, long instructions, List<Long> registers) {
    static State of(VirtualMachine machine, RunOutcome outcome) {
      return new State(
          outcome,
          machine.statistics().instructions(),
          machine.registerFile().registers().stream()
              .map(register -> machine.register(register.name()))
              .toList());
    }
  }

  static Story of(List<State> states, VirtualMachine machine) {
    var sum = new CRC32();
    var piece = new byte[PIECE];
    for (long gpa = 0; gpa < machine.spec().memoryBytes(); gpa += PIECE) {
      machine.physical().read(gpa, piece, 0, PIECE);
      sum.update(piece);
    }
    return new Story(states, sum.getValue());
  }

  long instructions() {
    return states.getLast().instructions();
  }
}
