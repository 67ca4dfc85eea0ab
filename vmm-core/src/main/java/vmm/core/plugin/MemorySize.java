package vmm.core.plugin;

import vmm.api.arch.Board;
import vmm.api.machine.MachineSpecException;
import vmm.api.memory.Frame;

/** Sizes of memory, for people. */
public final class MemorySize {
  private static final String UNITS = "KMGTPE";

  private MemorySize() {}

  /** The shortest exact reading: {@code 64M}, {@code 1536K}, {@code 100 bytes}. */
  public static String format(long bytes) {
    int unit = Math.min(Long.numberOfTrailingZeros(bytes) / 10, UNITS.length());
    return bytes == 0 || unit == 0
        ? bytes + " bytes"
        : (bytes >>> (10 * unit)) + UNITS.substring(unit - 1, unit);
  }

  /**
   * Checks that a board can be built with so much memory.
   *
   * @throws MachineSpecException if it cannot
   */
  static void check(long bytes, Board board) throws MachineSpecException {
    if (bytes < board.minMemory() || bytes > board.maxMemory() || bytes % Frame.SIZE != 0) {
      throw new MachineSpecException(
          "memory of %s: board %s takes %s to %s, in multiples of %s"
              .formatted(
                  format(bytes),
                  board.name(),
                  format(board.minMemory()),
                  format(board.maxMemory()),
                  format(Frame.SIZE)));
    }
  }
}
