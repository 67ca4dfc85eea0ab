package vmm.core.plugin;

/** The plug-ins do not make a VMM; the message is one line that says what is there and missing. */
public final class WiringException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Makes the exception. */
  public WiringException(String message) {
    super(message);
  }

  /** Makes the exception of a plug-in that cannot be loaded. */
  public WiringException(String message, Throwable cause) {
    super(message, cause);
  }
}
