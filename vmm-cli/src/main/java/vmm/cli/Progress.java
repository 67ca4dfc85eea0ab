package vmm.cli;

/** A line on standard error that is written over; nothing unless that is a terminal. */
final class Progress {
  /** The launcher sets this property if standard error is a terminal; Java cannot tell. */
  private static final boolean SHOWN = Boolean.getBoolean("vmm.progress");

  private static final String CLEAR_LINE = "\r\033[K";

  private Progress() {}

  /** Shows what goes on now. */
  static void show(String text) {
    if (SHOWN) {
      System.err.print(CLEAR_LINE + text);
      System.err.flush();
    }
  }

  /** Takes the line away. */
  static void clear() {
    show("");
  }
}
