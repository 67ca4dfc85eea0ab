package vmm.api.arch;

/** A board: which devices there are, where memory lies, and how images are started. */
public interface Board {
  /** The name on command lines. */
  String name();

  /** One line for people. */
  String description();

  /** The processor model that it has unless another is asked for. */
  String defaultCpu();

  /** Whether a processor model of the architecture, given by its name, fits the board. */
  default boolean accepts(String cpu) {
    return true;
  }

  /** Smallest memory in bytes with which it can be built. */
  long minMemory();

  /** Largest memory in bytes with which it can be built. */
  long maxMemory();

  /**
   * Builds the board: lays out memory, attaches devices, loads the images and sets the processor to
   * the state in which they expect it.
   *
   * @throws ImageException if an image cannot be used on this board
   */
  void build(BoardHost host, BootImages images) throws ImageException;
}
