package vmm.api.device;

/**
 * A space of addresses in which devices answer: the port space of a PC, or the memory-mapped part
 * of guest-physical space. Addresses that nobody claims read as all ones, and writes to them are
 * dropped, as on an ISA bus, unless a board says otherwise by {@link #attachElsewhere}.
 */
public interface Bus {
  /**
   * Attaches a target.
   *
   * @param base first address
   * @param length number of addresses, at least 1
   * @throws IllegalArgumentException if the range overlaps one that is attached already
   */
  void attach(long base, long length, BusTarget target);

  /**
   * Attaches what answers wherever nobody claims an address: a bus that reports errors. It is asked
   * byte by byte, and its offsets are addresses.
   */
  void attachElsewhere(BusTarget target);

  /**
   * Reads {@code size} bytes (1, 2, 4 or 8). An access that no single range covers whole is split
   * into bytes.
   */
  long read(long address, int size);

  /** Writes {@code size} bytes (1, 2, 4 or 8); see {@link #read} for accesses over an edge. */
  void write(long address, int size, long value);

  /** Whether a device answers at {@code address}. */
  boolean claims(long address);
}
