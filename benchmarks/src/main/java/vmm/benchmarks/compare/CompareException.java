package vmm.benchmarks.compare;

/** Something is missing or does not work; its message is one line for the user. */
final class CompareException extends RuntimeException {
  /** Exit status: a guest is missing. */
  static final int NO_INPUT = 66;

  /** Exit status: a program is missing. */
  static final int UNAVAILABLE = 69;

  /** Exit status: a guest did not do what it should. */
  static final int FAILED = 70;

  private static final long serialVersionUID = 1L;

  private final int status;

  CompareException(int status, String message) {
    super(message);
    this.status = status;
  }

  int status() {
    return status;
  }
}
