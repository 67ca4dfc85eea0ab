package vmm.api.cpu;

import vmm.api.mmu.AccessType;
import vmm.api.mmu.Privilege;

/**
 * Guest memory by gva, for helpers. Accesses may cross pages; all of an access is checked before
 * any of it is done. Values are little-endian and zero-extended; {@code bits} is 8, 16, 32 or 64.
 *
 * <p>Each access may throw a {@link GuestFault}.
 */
public interface GuestMemory {
  /** Loads. */
  long load(int bits, long gva, Privilege privilege);

  /** Loads what the same instruction will store to: faults as the store would. */
  long loadForUpdate(int bits, long gva, Privilege privilege);

  /** Stores. */
  void store(int bits, long gva, long value, Privilege privilege);

  /**
   * Faults if an access to any byte of the range would; else later accesses of the same kind by the
   * same instruction succeed.
   */
  void probe(long gva, int bytes, AccessType access, Privilege privilege);

  /**
   * The hpa of {@code gva} if plain memory answers accesses of this kind up to the end of the page,
   * without trap and without code to invalidate; else -1. For bulk transfers. May fault.
   */
  long direct(long gva, AccessType access, Privilege privilege);

  /**
   * Copies forward, byte after byte, as far as plain memory answers without a trap and both pages
   * reach. Where the destination begins inside the source, what was copied is copied again.
   *
   * @return number of bytes copied, a multiple of {@code unit}; 0 if a single access must be made
   */
  int copy(long fromGva, long toGva, int bytes, int unit, Privilege privilege);

  /**
   * Stores the low {@code unit} bytes of {@code value} again and again, as far as plain memory
   * answers without a trap and the page reaches.
   *
   * @return number of bytes stored, a multiple of {@code unit}; 0 if a single access must be made
   */
  int fill(long gva, long value, int bytes, int unit, Privilege privilege);
}
