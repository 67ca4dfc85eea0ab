package vmm.cli;

import vmm.api.machine.RunOutcome;

/** The exit statuses of the command, after BSD's sysexits where one fits. */
final class ExitStatus {
  /** The guest ended by itself, or showed the text that was waited for. */
  static final int OK = 0;

  /** The strategies do not agree. */
  static final int DISAGREEMENT = 1;

  /** The command line is wrong, or asks for what there is not. */
  static final int USAGE = 64;

  /** An image is missing, cannot be identified or cannot be used. */
  static final int NO_INPUT = 66;

  /** A bug of ours. */
  static final int SOFTWARE = 70;

  /** A limit was reached. */
  static final int LIMIT = 124;

  private ExitStatus() {}

  /** The status of a run that was not stopped on purpose. */
  static int of(RunOutcome outcome) {
    return switch (outcome) {
      case RunOutcome.GuestEnded ended -> OK;
      case RunOutcome.GuestExited exited -> exited.status() & 0xFF;
      case RunOutcome.InstructionLimit limit -> LIMIT;
      case RunOutcome.TimeLimit limit -> LIMIT;
      case RunOutcome.Stopped stopped -> OK;
    };
  }
}
