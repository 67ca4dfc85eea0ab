package vmm.engine.jit;

import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vmm.engine.code.Liveness;
import vmm.engine.ir.Node;

/**
 * How the slots' values move through a block of a region. Within a region a slot lives in a local
 * variable; it is dirty as long as the frame does not hold the same.
 */
final class BlockFlow {
  final List<Node> nodes;
  final Liveness liveness;
  private final int pcSlot;

  /** Dirty at the beginning. */
  final BitSet dirtyIn = new BitSet();

  /** Dirty at the end, the new pc included. */
  BitSet dirtyOut = new BitSet();

  /** Locals that the block, or what follows, takes values from. */
  BitSet liveIn = new BitSet();

  /** At nodes at which someone may look at the slots: what is dirty then. */
  final @Nullable BitSet[] spills;

  /** At the first node of an instruction before which the block may be left: what is dirty. */
  final @Nullable BitSet[] boundaries;

  /** At calls that may write slots: the locals that are to be loaded again. */
  final @Nullable BitSet[] reloads;

  /** Whether the last instruction has a node that observes. */
  boolean observedAtEnd;

  BlockFlow(List<Node> nodes, int slots, int pcSlot) {
    this.nodes = nodes;
    this.pcSlot = pcSlot;
    liveness = new Liveness(nodes, slots);
    spills = new BitSet[nodes.size()];
    boundaries = new BitSet[nodes.size()];
    reloads = new BitSet[nodes.size()];
  }

  /** Follows what is dirty from the beginning to the end. */
  void forward() {
    BitSet dirty = copy(dirtyIn);
    boolean observed = false;
    int instruction = 0;
    for (Node node : nodes) {
      int i = node.index();
      if (!liveness.live[i]) {
        continue;
      }
      if (node.instruction() != instruction) {
        boundaries[i] = observed ? copy(dirty) : null;
        observed = false;
        instruction = node.instruction();
      }
      if (node.operation().observes()) {
        observed = true;
        spills[i] = copy(dirty);
      }
      step(node, dirty);
    }
    observedAtEnd = observed;
    dirtyOut = dirty;
  }

  private void step(Node node, BitSet dirty) {
    switch (node.operation()) {
      case PUT -> dirty.set(node.slot());
      case CALL_READS, CALL_CHECK, CALL_STATE -> dirty.clear();
      case JUMP, BRANCH, JUMP_INDIRECT -> dirty.set(pcSlot);
      default -> {}
    }
  }

  /** Follows what is needed from the end to the beginning; {@code liveOut} is needed behind it. */
  void backward(BitSet liveOut) {
    BitSet live = copy(liveOut);
    live.or(dirtyOut);
    for (int i = nodes.size() - 1; i >= 0; i--) {
      if (liveness.live[i]) {
        stepBack(nodes.get(i), live);
        include(live, spills[i]);
        include(live, boundaries[i]);
      }
    }
    live.or(dirtyIn);
    liveIn = live;
  }

  private void stepBack(Node node, BitSet live) {
    switch (node.operation()) {
      case GET -> live.set(node.slot());
      case PUT -> live.clear(node.slot());
      case JUMP, BRANCH, JUMP_INDIRECT -> live.clear(pcSlot);
      case CALL_STATE -> {
        reloads[node.index()] = copy(live);
        live.clear();
      }
      case CALL_IF -> reloads[node.index()] = copy(live);
      default -> {}
    }
  }

  private static void include(BitSet live, @Nullable BitSet more) {
    if (more != null) {
      live.or(more);
    }
  }

  private static BitSet copy(BitSet set) {
    return (BitSet) set.clone();
  }
}
