package vmm.api.arch;

/** An image cannot be used; the message is one line for the user and names the file. */
public final class ImageException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Makes the exception. */
  public ImageException(String message) {
    super(message);
  }
}
