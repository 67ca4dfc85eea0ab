package vmm.shadow;

import org.jspecify.annotations.Nullable;

/**
 * A leaf of the real view among those that map the same page of the guest. It belongs to an entry
 * of a table and is used again whenever that entry becomes a leaf.
 */
final class Leaf {
  final RealTable table;
  final int index;

  /** gpa of the page that it maps; for {@link LeafIndex} to set, like the two below. */
  long gpa;

  @Nullable Leaf previous;
  @Nullable Leaf next;

  Leaf(RealTable table, int index) {
    this.table = table;
    this.index = index;
  }
}
