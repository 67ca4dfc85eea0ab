package vmm.api.machine;

/** A spec names what there is not, or asks for what cannot be; the message is one line. */
public final class MachineSpecException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Makes the exception. */
  public MachineSpecException(String message) {
    super(message);
  }
}
