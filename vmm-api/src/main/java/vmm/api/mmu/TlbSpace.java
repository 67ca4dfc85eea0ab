package vmm.api.mmu;

import java.util.List;

/**
 * Which entries of a TLB an access may match: those of one space whose id is 0 or among those that
 * the processor holds.
 *
 * @param space the space that a switch of the processor selects
 * @param ids the ids that the processor holds, each once
 */
public record TlbSpace(int space, List<Integer> ids) {
  /** Copies the list. */
  public TlbSpace {
    ids = List.copyOf(ids);
  }

  /** A space of a processor with one id. */
  public static TlbSpace of(int space, int id) {
    return new TlbSpace(space, List.of(id));
  }

  /** Whether accesses may match the entry. */
  public boolean admits(TlbEntry entry) {
    return entry.space() == space && (entry.id() == 0 || holds(entry.id()));
  }

  /** Asked for each entry of a TLB at each miss, so it makes no object of the number. */
  private boolean holds(int id) {
    for (int i = 0; i < ids.size(); i++) {
      if (ids.get(i) == id) {
        return true;
      }
    }
    return false;
  }
}
