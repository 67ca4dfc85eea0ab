package vmm.x86.translate;

/**
 * What a helper must know of a repeated string instruction.
 *
 * @param bits element size: 8, 16 or 32
 * @param addressBits size of ESI, EDI and ECX: 16 or 32
 * @param segment segment of the source
 * @param single whether to leave after each iteration
 */
record StringOperation(
    int bits, int addressBits, int segment, boolean rep, boolean repne, boolean single) {

  /** As one argument of a helper. */
  long pack() {
    return bits
        | addressBits << 8
        | segment << 16
        | (rep ? 1 << 20 : 0)
        | (repne ? 1 << 21 : 0)
        | (single ? 1 << 22 : 0);
  }

  /** The inverse of {@link #pack}. */
  static StringOperation unpack(long packed) {
    int word = (int) packed;
    return new StringOperation(
        word & 0xFF,
        word >> 8 & 0xFF,
        word >> 16 & 0xF,
        (word & 1 << 20) != 0,
        (word & 1 << 21) != 0,
        (word & 1 << 22) != 0);
  }

  /** Bytes of an element. */
  int bytes() {
    return bits / 8;
  }

  /** Mask of the used part of ESI, EDI and ECX. */
  long mask() {
    return SegmentedMemory.addressMask(addressBits);
  }

  /** Whether there is a count at all. */
  boolean repeats() {
    return rep || repne;
  }
}
