package vmm.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * Runs several commands in one JVM, so that it learns from all of them: the launcher does this once
 * with an ahead-of-time cache as the output. Later runs begin with classes that are loaded and with
 * a profile of the hot loops. Without that profile HotSpot compiles the interpreter's loop anew
 * each time that a guest does something for the first time.
 */
final class Training {
  private static final String BETWEEN = "--";

  private Training() {}

  /**
   * Runs the commands, which {@code --} separates, and exits with the highest of their statuses.
   */
  public static void main(String[] arguments) {
    int status = 0;
    List<String> command = new ArrayList<>();
    for (String argument : arguments) {
      if (argument.equals(BETWEEN)) {
        status = Math.max(status, Main.execute(command.toArray(String[]::new)));
        command.clear();
      } else {
        command.add(argument);
      }
    }
    status = Math.max(status, Main.execute(command.toArray(String[]::new)));
    System.out.flush();
    System.exit(status);
  }
}
