package vmm.engine.jit;

import java.lang.classfile.CodeBuilder;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vmm.api.memory.Frame;
import vmm.engine.ir.Node;
import vmm.engine.ir.Operation;

/**
 * The pages that a region which is a tight loop accessed last, in local variables: so the soft TLB
 * need not be asked again, and its answer not be waited for. Accesses by the same register share
 * one.
 *
 * <p>Coherence: an entry is as good as the entry of the soft TLB that it was made from. So all are
 * dropped whenever something ran that may change the soft TLB: all but what computes and reads.
 */
final class PageCaches {
  /** The most that a region has. HotSpot keeps them in registers. */
  private static final int MOST = 6;

  /** The gva of an access has so many bits at most, so that {@link Guest#NO_PAGE} holds none. */
  private static final int MOST_BITS = 62;

  /**
   * What accesses share.
   *
   * @param member the block, or -1 if the address is made from a register
   * @param root that register's slot; else the node that the address is made from
   * @param write whether stores must be allowed
   */
  private record Kind(int member, int root, boolean write) {}

  /**
   * One page.
   *
   * @param page variable with its gva
   * @param delta variable with what to add to a gva to get the hpa
   * @param write whether stores are allowed
   */
  record Entry(int page, int delta, boolean write) {}

  private static final Comparator<Kind> ORDER =
      Comparator.comparingInt(Kind::member).thenComparingInt(Kind::root).thenComparing(Kind::write);

  private final Map<Kind, Entry> entries = new LinkedHashMap<>();

  private PageCaches() {}

  /** Those of a region that has none. */
  static PageCaches none() {
    return new PageCaches();
  }

  /** Those of a region: for what its blocks do most often. */
  static PageCaches of(RegionPlan plan, Variables variables) {
    Map<Kind, Integer> counts = new HashMap<>();
    for (int i = 0; i < plan.members().size(); i++) {
      for (Node node : plan.members().get(i).meaning().nodes()) {
        Kind kind = kind(i, node);
        if (kind != null) {
          counts.merge(kind, 1, Integer::sum);
        }
      }
    }
    var caches = new PageCaches();
    counts.entrySet().stream()
        .sorted(
            Map.Entry.<Kind, Integer>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry.comparingByKey(ORDER)))
        .limit(MOST)
        .forEach(count -> caches.add(count.getKey(), variables));
    return caches;
  }

  private void add(Kind kind, Variables variables) {
    entries.put(kind, new Entry(variables.take(), variables.take(), kind.write));
  }

  private static @Nullable Kind kind(int member, Node node) {
    Operation operation = node.operation();
    boolean write = operation == Operation.STORE || operation == Operation.LOAD_UPDATE;
    boolean access = write || operation == Operation.LOAD;
    if (!access || node.argument(0).width() > MOST_BITS) {
      return null;
    }
    Node root = node.argument(0);
    while (isSum(root)) {
      root = root.argument(0);
    }
    if (root.operation() == Operation.GET) {
      return new Kind(-1, root.slot(), write);
    }
    // A small table: HotSpot knows its page, and asks the soft TLB once before the loop.
    boolean known = root.width() <= Frame.SHIFT;
    return known ? null : new Kind(member, root.index(), write);
  }

  private static boolean isSum(Node node) {
    return node.operation() == Operation.ADD || node.operation() == Operation.SUB;
  }

  /** The one for an access, or null. */
  @Nullable Entry of(int member, Node access) {
    Kind kind = kind(member, access);
    return kind == null ? null : entries.get(kind);
  }

  /** Gives the variables their first values. */
  void begin(CodeBuilder code) {
    forget(code);
    for (Entry entry : entries.values()) {
      code.loadConstant(0L).lstore(entry.delta);
    }
  }

  /** Drops what all of them hold. */
  void forget(CodeBuilder code) {
    List<Entry> all = List.copyOf(entries.values());
    for (int i = 0; i < all.size(); i++) {
      if (i == 0) {
        code.loadConstant(Guest.NO_PAGE);
      }
      if (i < all.size() - 1) {
        code.dup2();
      }
      code.lstore(all.get(i).page);
    }
  }
}
