package vmm.api.memory;

/**
 * Guest-physical memory as devices, loaders and the VMM itself see it: the guest view, also where a
 * strategy keeps something else in the frames. Ranges without memory read as ones and drop writes.
 */
public interface GuestPhysical {
  /** Reads 1, 2, 4 or 8 bytes, zero-extended, little-endian. No effect on devices. */
  long read(long gpa, int size);

  /**
   * Writes 1, 2, 4 or 8 bytes, as the guest or a device would: strategies and code caches are told.
   */
  void write(long gpa, int size, long value);

  /** Reads a range of bytes. */
  void read(long gpa, byte[] target, int offset, int length);

  /** Writes a range of bytes. */
  void write(long gpa, byte[] source, int offset, int length);
}
