package vmm.api.device;

/**
 * What answers the accesses to one range of a bus.
 *
 * <p>Every guest access reaches {@link #read} or {@link #write} exactly once, in program order: a
 * read may have side effects.
 */
public interface BusTarget {
  /**
   * Reads from the range.
   *
   * @param offset distance in bytes from the start of the range
   * @param size 1, 2, 4 or 8 bytes
   * @return the value, zero-extended; bits above {@code size} are ignored by the bus
   */
  long read(long offset, int size);

  /**
   * Writes to the range.
   *
   * @param offset distance in bytes from the start of the range
   * @param size 1, 2, 4 or 8 bytes
   * @param value the value, zero-extended
   */
  void write(long offset, int size, long value);
}
