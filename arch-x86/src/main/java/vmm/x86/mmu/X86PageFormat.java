package vmm.x86.mmu;

import vmm.api.mmu.PageTableFormat;
import vmm.api.mmu.TableEntry;

/**
 * A table format of this architecture. Beside {@link #decode}, which is for everybody, it answers
 * the walker's questions about an entry one by one and without allocating anything.
 *
 * <p>Questions are asked in the order of the walk: only of a {@link #present} entry whether it is
 * {@link #malformed}, and the rest only of one that is well-formed.
 */
public sealed interface X86PageFormat extends PageTableFormat
    permits LegacyPaging, PaePaging, EptFormat {

  /** Whether the entry maps anything. */
  boolean present(long raw);

  /** Whether the entry sets bits that the format reserves. */
  boolean malformed(int level, long raw);

  /** Whether the entry maps a page rather than leads to a table. */
  boolean isLeaf(int level, long raw);

  /** Physical address of the table or page that the entry leads to. */
  @Override
  long address(int level, long raw);

  /** Each walk asks for it: in the format itself no other of its methods has to be found for it. */
  @Override
  int index(int level, long input);

  /** What the entry allows, a set of {@code Rights}; those of a walk are the intersection. */
  @Override
  int rights(int level, long raw);

  /** Whether a leaf is global: it stays in the TLB when another root is loaded. */
  boolean isGlobal(long raw);

  @Override
  default TableEntry decode(int level, long raw) {
    if (!present(raw)) {
      return new TableEntry.Absent();
    }
    if (malformed(level, raw)) {
      return new TableEntry.Malformed();
    }
    long address = address(level, raw);
    int rights = rights(level, raw);
    boolean accessed = (raw & accessedMask(level)) == accessedMask(level);
    if (!isLeaf(level, raw)) {
      return new TableEntry.Table(address, rights, accessed);
    }
    boolean dirty = (raw & dirtyMask(level)) == dirtyMask(level);
    return new TableEntry.Leaf(address, rights, indexShift(level), accessed, dirty, isGlobal(raw));
  }

  /** The bits from {@code low} to {@code high}, both included. */
  static long bits(int high, int low) {
    return (-1L >>> (63 - high)) & (-1L << low);
  }
}
