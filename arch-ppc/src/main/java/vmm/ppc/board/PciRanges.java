package vmm.ppc.board;

/** Entries of a PCI bridge's "ranges" (IEEE 1275 PCI bus binding, section 2.2.1). */
final class PciRanges {
  private static final int IO = 0x0100_0000;
  private static final int MEMORY = 0x0200_0000;

  private PciRanges() {}

  /** Memory of the bus that the processor sees at {@code gpa}. */
  static int[] memory(long busAddress, long gpa, long bytes) {
    return entry(MEMORY, busAddress, gpa, bytes);
  }

  /** I/O space of the bus, from 0 on. */
  static int[] io(long gpa, long bytes) {
    return entry(IO, 0, gpa, bytes);
  }

  private static int[] entry(int space, long busAddress, long gpa, long bytes) {
    return new int[] {
      space,
      (int) (busAddress >>> 32),
      (int) busAddress,
      (int) (gpa >>> 32),
      (int) gpa,
      (int) (bytes >>> 32),
      (int) bytes
    };
  }
}
