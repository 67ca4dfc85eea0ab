package vmm.shadow;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the leaves that map a page of the guest. */
final class LeafIndex {
  /** By log2 of the size of the page: the first leaf of each page. */
  private final @Nullable PageMap<Leaf>[] firsts = newArray();

  @SuppressWarnings({"unchecked", "rawtypes"}) // there are no arrays of generic types
  private static @Nullable PageMap<Leaf>[] newArray() {
    return new PageMap[Long.SIZE];
  }

  /** Adds a leaf of a page of {@code 1 << shift} bytes. */
  void add(Leaf leaf, int shift, long gpa) {
    PageMap<Leaf> pages = firsts[shift];
    if (pages == null) {
      pages = new PageMap<>();
      firsts[shift] = pages;
    }
    Leaf next = pages.get(gpa >>> shift);
    leaf.gpa = gpa;
    leaf.previous = null;
    leaf.next = next;
    if (next != null) {
      next.previous = leaf;
    }
    pages.put(gpa >>> shift, leaf);
  }

  /** Takes a leaf out. */
  void remove(Leaf leaf, int shift) {
    Leaf next = leaf.next;
    Leaf previous = leaf.previous;
    if (next != null) {
      next.previous = previous;
    }
    if (previous != null) {
      previous.next = next;
      return;
    }
    PageMap<Leaf> pages = firsts[shift];
    if (pages != null && next != null) {
      pages.put(leaf.gpa >>> shift, next);
    } else if (pages != null) {
      pages.remove(leaf.gpa >>> shift);
    }
  }

  /** The leaves that map a part of a range. */
  List<Leaf> over(long gpa, long bytes) {
    List<Leaf> result = new ArrayList<>();
    for (int shift = 0; shift < firsts.length; shift++) {
      PageMap<Leaf> pages = firsts[shift];
      if (pages != null) {
        pages.forEach(gpa >>> shift, (gpa + bytes - 1) >>> shift, first -> addChain(first, result));
      }
    }
    return result;
  }

  private static void addChain(@Nullable Leaf first, List<Leaf> result) {
    for (Leaf leaf = first; leaf != null; leaf = leaf.next) {
      result.add(leaf);
    }
  }
}
