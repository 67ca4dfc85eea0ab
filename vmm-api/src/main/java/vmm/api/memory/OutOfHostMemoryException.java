package vmm.api.memory;

/** Host memory has no free frame of the kind asked for. */
public final class OutOfHostMemoryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param message one line that says what was asked for and what there is
   */
  public OutOfHostMemoryException(String message) {
    super(message);
  }
}
