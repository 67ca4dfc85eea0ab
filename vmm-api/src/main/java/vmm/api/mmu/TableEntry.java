package vmm.api.mmu;

/** An entry of a table, decoded. */
public sealed interface TableEntry {
  /** Maps nothing. */
  record Absent() implements TableEntry {}

  /** Sets bits that the format reserves: a use of it faults with {@link FaultCause#MALFORMED}. */
  record Malformed() implements TableEntry {}

  /**
   * Leads to a table of the next lower level.
   *
   * @param address physical address of that table
   * @param rights upper bound of the rights of everything below
   */
  record Table(long address, int rights, boolean accessed) implements TableEntry {}

  /**
   * Maps a page.
   *
   * @param address physical address of the page's first byte
   * @param pageShift log2 of the page's size in bytes
   */
  record Leaf(
      long address, int rights, int pageShift, boolean accessed, boolean dirty, boolean global)
      implements TableEntry {}
}
