package vmm.shadow;

import java.util.AbstractCollection;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The entries that lead to a table: nearly always one, which is then found without an iterator. */
final class Parents extends AbstractCollection<Slot> {
  private @Nullable Slot sole;

  /** All of them, as soon as there has been more than one. */
  private @Nullable Set<Slot> many;

  /** The only one; null if there is none, or may be more. */
  @Nullable Slot sole() {
    return sole;
  }

  @Override
  public boolean add(Slot slot) {
    if (many == null && sole == null) {
      sole = slot;
      return true;
    }
    Set<Slot> all = many;
    if (all == null) {
      all = new LinkedHashSet<>(this);
      many = all;
      sole = null;
    }
    return all.add(slot);
  }

  /** Takes the entry at that place out. */
  void remove(RealTable table, int index) {
    if (many != null) {
      many.remove(new Slot(table, index));
    } else if (sole != null && sole.isAt(table, index)) {
      sole = null;
    }
  }

  @Override
  public Iterator<Slot> iterator() {
    if (many != null) {
      return many.iterator();
    }
    return sole == null ? Collections.emptyIterator() : Set.of(sole).iterator();
  }

  @Override
  public int size() {
    return many != null ? many.size() : sole == null ? 0 : 1;
  }
}
