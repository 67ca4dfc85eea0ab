package vmm.benchmarks.soak;

import org.jspecify.annotations.Nullable;

/** The soak has failed, or could not begin; its message is one line for the user. */
final class SoakException extends RuntimeException {
  /** Exit status: a wrong result, or something grew. */
  static final int FAILED = 1;

  /** Exit status: a guest is missing or cannot be used. */
  static final int NO_INPUT = 66;

  private static final long serialVersionUID = 1L;

  private final int status;

  SoakException(int status, String message) {
    this(status, message, null);
  }

  SoakException(int status, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.status = status;
  }

  int status() {
    return status;
  }
}
