package vmm.api.machine;

/** Why a run ended. */
public sealed interface RunOutcome {
  /** The guest ended by itself; {@code reason} is one line for people. */
  record GuestEnded(String reason) implements RunOutcome {}

  /** The guest ended with an exit status of its choice. */
  record GuestExited(int status) implements RunOutcome {}

  /** The limit of instructions is reached. */
  record InstructionLimit() implements RunOutcome {}

  /** The limit of wall time is reached. */
  record TimeLimit() implements RunOutcome {}

  /** {@link VirtualMachine#requestStop} was called. */
  record Stopped() implements RunOutcome {}

  /** Whether the guest has ended, so that no further run does anything. */
  default boolean ended() {
    return this instanceof GuestEnded || this instanceof GuestExited;
  }
}
