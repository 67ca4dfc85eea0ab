package vmm.api.cpu;

/**
 * An exception of the guest's architecture, on its way to be delivered. Architectures extend it
 * with vector and parameters. It carries no Java stack trace: guests fault often.
 */
public abstract class GuestFault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Makes a fault; {@code message} is for traces. */
  protected GuestFault(String message) {
    super(message, null, false, false);
  }
}
