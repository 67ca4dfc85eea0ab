package vmm.api.device;

/**
 * Where the character devices of a board write to and read from. A channel is named by the board:
 * {@code serial}, {@code debug} ...
 */
public interface Console {
  /** The first serial port. */
  String SERIAL = "serial";

  /** Debug ports of emulators. */
  String DEBUG = "debug";

  /** A byte that the guest wrote to {@code channel}. */
  void write(String channel, int value);

  /** The next byte for {@code channel} (0 to 255), or -1 if there is none now. Never blocks. */
  int read(String channel);
}
