package vmm.shadow;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vmm.api.mmu.PageTableFormat;

/**
 * A table that the hardware walks, with what the VMM knows of each entry. {@link RealTables} keeps
 * it and the machine memory behind it in step.
 */
final class RealTable {
  final TableKey key;

  /** The format in which the hardware reads it. */
  final PageTableFormat format;

  final long hpa;

  /** Whether the frame is the VMM's; if not it is the guest's own, used in place. */
  final boolean owned;

  /** The entries, in tables of the next higher level, that lead here. */
  final Set<Slot> parents = new LinkedHashSet<>();

  /** Whether hardware may start a walk here. */
  boolean root;

  /** When it was last used for a fill. */
  long lastUse;

  /** The page of the guest's table that it stands for, while the strategy watches that. */
  @Nullable TablePage page;

  /** Whether hardware reads it in the format that the guest's table has. */
  final boolean inGuestFormat;

  private final @Nullable RealTable[] children;

  /** The leaves that entries are or were, made when first needed. */
  private final @Nullable Leaf[] leaves;

  private final long[] sources;
  private final boolean[] present;
  private int live;

  RealTable(TableKey key, PageTableFormat format, long hpa, boolean owned) {
    this.key = key;
    this.format = format;
    this.hpa = hpa;
    this.owned = owned;
    this.inGuestFormat = key.format().equals(format);
    int entries = format.entries(key.level());
    this.children = new RealTable[entries];
    this.leaves = new Leaf[entries];
    this.sources = new long[entries];
    this.present = new boolean[entries];
  }

  int level() {
    return key.level();
  }

  int entries() {
    return present.length;
  }

  /** Number of entries that are present. */
  int live() {
    return live;
  }

  boolean present(int index) {
    return present[index];
  }

  /** The table to which an entry leads, or null. */
  @Nullable RealTable child(int index) {
    return children[index];
  }

  /** What stands for an entry while it is present without a child. */
  Leaf leaf(int index) {
    Leaf leaf = leaves[index];
    if (leaf == null) {
      leaf = new Leaf(this, index);
      leaves[index] = leaf;
    }
    return leaf;
  }

  /** The guest's entry from which a present entry was made. */
  long source(int index) {
    return sources[index];
  }

  void setSource(int index, long raw) {
    sources[index] = raw;
  }

  long entryHpa(int index) {
    return hpa + (long) index * format.entryBytes();
  }

  void setLeaf(int index) {
    present[index] = true;
    live++;
  }

  void setChild(int index, RealTable child) {
    present[index] = true;
    children[index] = child;
    live++;
  }

  void setAbsent(int index) {
    present[index] = false;
    children[index] = null;
    live--;
  }
}
